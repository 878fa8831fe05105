"""Plans that are due, or wait for the person's own signature, as cards on Today."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from stepdown.clinic.plans.due import WaitingPlan
from stepdown.rules.plans import Why
from stepdown.web.staff.need_card import NeedCard
from stepdown.web.ui.plans import due_words

OVERDUE, AHEAD = 36, 45  # what is late stands beside notes that wait; the rest after them


def plan_cards(waiting: Iterable[WaitingPlan], today: date) -> list[NeedCard]:
    return [_card(one, today) for one in waiting]


def _card(one: WaitingPlan, today: date) -> NeedCard:
    name = one.patient.short_name
    if one.due is None:
        why = "They see it differently. Talk about it" if one.sees_it_differently else "Not yet"
        title, why, action, page = f"{name}'s own signature on the plan", why, "Open", "plan"
    else:
        is_first = one.due.why == Why.FIRST
        title = f"Write {name}'s plan" if is_first else f"Look at {name}'s plan"
        why, action = due_words(one.due).rstrip("."), "Write" if is_first else "Review"
        page = "plan" if is_first or one.is_in_work else "plan_review"
    return NeedCard(
        order=OVERDUE if one.due and one.due.on <= today else AHEAD,
        symbol="target",
        tone="brand",
        title=title,
        why=f"{why}.",
        action=action,
        url=reverse(page, kwargs={"code": one.patient.code}),
    )
