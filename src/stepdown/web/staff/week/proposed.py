"""What staff see of a week that was sent to the person: it waits, or other times were asked for."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from stepdown.clinic.intake.words import short_day_and_time
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.timetable.clashes import Clash
from stepdown.clinic.timetable.proposed import OpenOffer, ProposedWeek, State, last_proposals
from stepdown.web.staff.need_card import NeedCard
from stepdown.web.staff.week.words import DAYS, summary
from stepdown.web.ui.course_charts import long_day

ORDER = 30  # beside those who cannot come: the person waits for other times


@dataclass(frozen=True)
class SentWeeks:
    """`until` is empty where the person asked for other times, in the words of `wish`. `plans`:
    the button's value and the words of each."""

    plans: tuple[tuple[str, str], ...]
    from_day: str
    until: str
    wish: str
    signs_in: bool


def sent_weeks(patient: OpenedPatient) -> SentWeeks | None:
    found = last_proposals(patient)
    if not found:
        return None
    one = found[0]
    held = short_day_and_time(one.held_until.date(), one.held_until.time())
    return SentWeeks(
        plans=tuple((f"took{each.option}", _words(each)) for each in found),
        from_day=long_day(one.starts_on),
        until=held if one.state == State.WAITING else "",
        wish=one.wish,
        signs_in=patient.account_id is not None,
    )


def _words(one: ProposedWeek) -> str:
    days = len({each.weekday for each in one.sessions})
    return summary(one.sessions, one.weekly_minutes, days)


def offer_cards(offers: Iterable[OpenOffer]) -> list[NeedCard]:
    """For Today."""
    return [_to_talk_over(one) if one.held_until else _other_times(one) for one in offers]


def _to_talk_over(one: OpenOffer) -> NeedCard:
    """Somebody without a sign-in: nothing happens unless somebody asks them."""
    assert one.held_until is not None
    until = short_day_and_time(one.held_until.date(), one.held_until.time())
    return NeedCard(
        order=ORDER,
        symbol="messages-square",
        tone="notice",
        title=f"Talk the offer over with {one.short_name}",
        why=f"They have no sign-in, and the times are held until {until}. Write down the answer.",
        action="Open",
        url=reverse("week", kwargs={"code": one.code}),
    )


def _other_times(one: OpenOffer) -> NeedCard:
    return NeedCard(
        order=ORDER,
        symbol="calendar-x",
        tone="notice",
        title=f"Find another week for {one.short_name}",
        why=f"Asks for other times: “{one.wish}”" if one.wish else "Asks for other times.",
        action="Find a week",
        url=reverse("week", kwargs={"code": one.code}),
    )


def clash_cards(clashes: Iterable[Clash]) -> list[NeedCard]:
    """For Today: the week that was agreed on stands until staff book another."""
    return [_clash_card(one) for one in clashes]


def _clash_card(one: Clash) -> NeedCard:
    now = f"{one.title} on {DAYS[one.weekday]} runs into {one.commitment.label.lower()} now."
    return NeedCard(
        order=ORDER,
        symbol="calendar-x",
        tone="notice",
        title=f"{one.short_name}’s times changed",  # noqa: RUF001 - meant
        why=now,
        action="Find a week",
        url=reverse("week", kwargs={"code": one.code}) + "?starts=next",
    )
