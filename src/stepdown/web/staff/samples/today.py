"""Tests of today, and what earlier ones still wait for, as cards on Today."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from stepdown.clinic.drug_tests.queries import State
from stepdown.clinic.intake.words import day
from stepdown.web.staff.need_card import NeedCard

ORDER = 18  # people are here now and leave again


def sample_cards(tests: Iterable[Any], today: date) -> list[NeedCard]:
    """`tests`: those whose morning has come and that are not done."""
    return [_card(one, today) for one in tests]


def _card(test: Any, today: date) -> NeedCard:
    name = test.patient.short_name
    if test.screened_id is not None:
        title, why, action, page = f"Confirm {name}'s result", "Pending", "Confirm", "sure"
    elif test.state == State.GIVEN:
        title, why, action, page = f"Enter {name}'s result", "A sample was given", "Enter", "quick"
    elif test.on == today:
        title, why, action, page = f"Test today: {name}", "When they come in", "Collect", "cup"
    else:
        title, why, action, page = f"Why no sample: {name}", "Nothing was noted", "Note", "none"
    return NeedCard(
        order=ORDER,
        symbol="test-tube",
        tone="notice",
        title=title,
        why=f"{why}. Test of {day(test.on)}.",
        action=action,
        url=reverse(f"sample_{page}", kwargs={"code": test.patient.code, "test_id": test.pk}),
    )
