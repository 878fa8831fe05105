"""Referrals that nobody answered in time, as Today shows them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from stepdown.clinic.intake.words import short_day_and_time
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.need_card import NeedCard

URGENT_ORDER, ORDER = 12, 28  # after withdrawal, before calls without a time
HOW_SOON = {"today": "They need it today", "this_week": "This week", "no_hurry": "No hurry"}


def referral_cards(late: Iterable[tuple[Any, datetime]], actor: Actor) -> list[NeedCard]:
    """One card each: whoever takes calls calls back, the director sees who could."""
    return [_card(request, due_at, actor) for request, due_at in late]


def _card(request: Any, due_at: datetime, actor: Actor) -> NeedCard:
    takes_calls = actor.can(Permission.TAKE_CALLS, site_id=request.site_id)
    calls = f"{reverse('new_call')}?asked={request.code}&site={request.site_id}"
    is_urgent = request.urgency == "today"
    return NeedCard(
        order=URGENT_ORDER if is_urgent else ORDER,
        symbol="phone-incoming",
        tone="urgent" if is_urgent else "notice",
        title=f"Answer {request.caller_name}, {request.organization}",
        why=_why(request, due_at),
        action="Call back" if takes_calls else "See who takes calls",
        url=calls if takes_calls else reverse("staff"),
    )


def _why(request: Any, due_at: datetime) -> str:
    asked, due = local_now(request.site, request.asked_at), local_now(request.site, due_at)
    soon = HOW_SOON.get(request.urgency, "This week")
    return (
        f"Refers a person. {soon}. Asked on {short_day_and_time(asked.date(), asked.time())};"
        f" an answer was due by {short_day_and_time(due.date(), due.time())}."
    )
