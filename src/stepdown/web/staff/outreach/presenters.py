"""Outreach in words, for its page and for Today."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from stepdown.clinic.intake.words import short_day_and_time
from stepdown.clinic.outreach.queries import Outcome, OwedOutreach
from stepdown.clinic.people.queries import local_now
from stepdown.web.staff.need_card import NeedCard
from stepdown.web.staff.reach_words import way_words

LATE, SOON = 25, 31  # what is late stands before notes and wishes
OTHERS_CALL = "Somebody of their team calls."


def outreach_cards(owed: Iterable[OwedOutreach]) -> list[NeedCard]:
    """For Today. No number: people look over the desk."""
    return [_card(one) for one in owed]


def _card(one: OwedOutreach) -> NeedCard:
    name = one.patient.short_name
    return NeedCard(
        order=LATE if one.is_late else SOON,
        symbol="phone",
        tone="urgent" if one.is_late else "notice",
        title=f"Call {name} again" if one.tries else f"Call {name}: we missed them",
        why=f"{due_words(one)} {way_words(one.reach) if one.reach else OTHERS_CALL}",
        action="Open",
        url=reverse("outreach", kwargs={"code": one.patient.code}),
    )


def due_words(one: OwedOutreach) -> str:
    due = local_now(one.patient.site, one.due_at)
    word = "Was due by" if one.is_late else "Due by"
    return f"{word} {short_day_and_time(due.date(), due.time())}."


def missed_words(one: OwedOutreach) -> list[str]:
    return [
        f"{each.title}, {short_day_and_time(each.starts_at.date(), each.starts_at.time())}"
        for each in one.missed
    ]


def try_lines(tries: Iterable[Any], site: Any) -> list[tuple[str, str]]:
    """(when and who, what came of it), newest first."""
    return [_line(one, site) for one in tries]


def _line(one: Any, site: Any) -> tuple[str, str]:
    at = local_now(site, one.tried_at)
    said = [str(Outcome(one.outcome).label)]
    if one.words:
        said.append(one.words.rstrip("."))
    if one.next_on:
        said.append(f"Next try {one.next_on:%A, %B} {one.next_on.day}")
    return f"{short_day_and_time(at.date(), at.time())}, {one.tried_by.name}", ". ".join(said) + "."
