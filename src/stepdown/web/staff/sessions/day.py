"""What Today shows, in words: the next session, what needs somebody, people to know, the day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.urls import reverse

from stepdown.clinic.intake.words import clock
from stepdown.clinic.progress.expected import ExpectedPerson
from stepdown.clinic.progress.needs import NeedKind, PersonNeed
from stepdown.clinic.sessions.days import DaySession
from stepdown.web.staff.need_card import NOTES_ORDER, NeedCard
from stepdown.web.ui.charts import tone_of

MOST_KNOWN = 5


def wall_clock(moment: datetime, zone: str) -> time:
    return moment.astimezone(ZoneInfo(zone)).time()


@dataclass(frozen=True)
class Hero:
    """The next session, or the one that goes on."""

    eyebrow: str
    title: str
    times: str
    room: str
    expected: str
    url: str


@dataclass(frozen=True)
class KnownPerson:
    name: str
    tone: int
    words: str
    url: str


@dataclass(frozen=True)
class KnownPeople:
    """People of the next session: those with something to know, then the others' names."""

    heading: str
    told: tuple[KnownPerson, ...]
    others: tuple[KnownPerson, ...]


@dataclass(frozen=True)
class DayItem:
    """One thing of the day; without `url` it is cancelled. `is_after_now` is set on the first one
    that is still to come."""

    starts: time
    from_words: str
    until_words: str
    tone: str
    title: str
    note: str
    state: str
    url: str
    is_over: bool = False
    is_after_now: bool = False


@dataclass(frozen=True)
class StepShare:
    label: str
    people: int


def session_url(one: DaySession) -> str:
    if one.session_id is not None:
        return reverse("session", kwargs={"session_id": one.session_id})
    kwargs = {"series_id": one.series_id, "on": one.on.isoformat()}
    return reverse("session_of_day", kwargs=kwargs)


def hero_of(one: DaySession, now: datetime) -> Hero:
    starts, ends = wall_clock(one.starts_at, one.zone), wall_clock(one.ends_at, one.zone)
    ahead = int((one.starts_at - now).total_seconds() // 60)
    return Hero(
        eyebrow=f"Next, in {_span(ahead)}" if ahead >= 0 else "Now",
        title=one.title,
        times=f"{clock(starts)} to {clock(ends)}",
        room=one.room,
        expected=f"{one.expected} expected",
        url=session_url(one),
    )


def _span(minutes: int) -> str:
    if minutes < 60:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


_NEEDS = {
    NeedKind.SAFETY: ("shield-alert", "urgent", "Talk with {name} now", "Open", "assessment"),
    NeedKind.DETOX: ("stethoscope", "notice", "Decide on {name}'s withdrawal", "Decide", "detox"),
    NeedKind.REFERRAL: (
        "phone-call",
        "notice",
        "Ask how {name} is, at detox",
        "Ask",
        "detox_referral",
    ),
    NeedKind.INQUIRY: ("phone", "notice", "Find a time for {name}", "Book", "booking"),
    NeedKind.REVIEW: ("footprints", "brand", "Step review: {name}", "Review", "change"),
    NeedKind.LOW_WEEKS: ("footprints", "brand", "Look at {name}'s hours", "Review", "change"),
    NeedKind.MEETS: ("users", "urgent", "Change {name}'s week", "Open", "week"),
    NeedKind.TEAM: ("users", "plum", "Complete {name}'s team", "Open", "care"),
    NeedKind.FIRST_SESSION: ("calendar-days", "notice", "Get {name} started", "Open", "week"),
    NeedKind.ORDER_ENDS: ("users", "notice", "Ask about {name}'s order", "Open", "care_apart"),
}


def need_cards(needs: Iterable[PersonNeed], today: date) -> list[NeedCard]:
    order = list(NeedKind)
    cards = []
    for need in needs:
        symbol, tone, title, action, page = _NEEDS[need.kind]
        cards.append(
            NeedCard(
                order=order.index(need.kind) * 10,
                symbol=symbol,
                tone=tone,
                title=title.format(name=need.short_name),
                why=_why(need, today),
                action=action,
                url=reverse(page, kwargs={"code": need.code}),
            )
        )
    return cards


def _why(need: PersonNeed, today: date) -> str:
    day = f"{need.since:%B} {need.since.day}" if need.since else ""
    return {
        NeedKind.SAFETY: "A safety step is open. Ask directly, then write it down.",
        NeedKind.DETOX: f"Withdrawal care comes first since {day}. Admission waits.",
        NeedKind.REFERRAL: f"A call was due on {day}.",
        NeedKind.INQUIRY: f"Called {'today' if need.since == today else f'on {day}'}. No time yet.",
        NeedKind.REVIEW: f"This step is planned until {day}.",
        NeedKind.LOW_WEEKS: "Two weeks running below the planned hours. The level stays.",
        NeedKind.MEETS: "Somebody they must not meet is here at the same time.",
        NeedKind.TEAM: "One of the four is missing, or a credential has lapsed.",
        NeedKind.FIRST_SESSION: f"The first session was due by {day}, and there was none.",
        NeedKind.ORDER_ENDS: f"It ends on {day}. It holds until it is lifted.",
    }[need.kind]


def note_cards(waiting: Sequence[DaySession]) -> list[NeedCard]:
    return [
        NeedCard(
            order=NOTES_ORDER,
            symbol="notebook-pen",
            tone="plum",
            title=_unfinished(one),
            why=f"{one.title}, {one.on:%A, %B} {one.on.day}.",
            action="Continue",
            url=session_url(one),
        )
        for one in waiting
    ]


def _unfinished(one: DaySession) -> str:
    if not one.is_closed:
        return "Close a roll"
    return f"Sign {one.unsigned} note{'' if one.unsigned == 1 else 's'}"


def known_people(people: Sequence[ExpectedPerson], one: DaySession) -> KnownPeople:
    told = [person for person in people if _words(person)][:MOST_KNOWN]
    others = [person for person in people if person not in told]
    return KnownPeople(
        heading=f"People to know about: {one.title}",
        told=tuple(_known(person) for person in told),
        others=tuple(_known(person) for person in others),
    )


def _known(person: ExpectedPerson) -> KnownPerson:
    url = reverse("chart", kwargs={"code": person.code})
    return KnownPerson(person.short_name, person.patient_id % 6, _words(person), url)


def _words(person: ExpectedPerson) -> str:
    words = []
    if person.has_open_safety_step:
        words.append("A safety step is open. Talk before the session.")
    if person.is_first_time:
        words.append("First time here. Say hello before it starts.")
    if person.missed_last_two:
        words.append("Missed the last two. Glad to have them back.")
    return " ".join(words)


def day_items(sessions: Iterable[DaySession]) -> list[DayItem]:
    return sorted(map(_session_item, sessions), key=lambda item: item.starts)


def _session_item(one: DaySession) -> DayItem:
    starts, ends = wall_clock(one.starts_at, one.zone), wall_clock(one.ends_at, one.zone)
    return DayItem(
        starts=starts,
        from_words=clock(starts).split(" ")[0],
        until_words=clock(ends),
        tone=tone_of(one.service),
        title=one.title,
        note=f"{one.room}. {one.leader}",
        state=_state(one),
        url="" if one.is_cancelled else session_url(one),
    )


def _state(one: DaySession) -> str:
    if one.is_cancelled:
        return "Cancelled"
    if not one.is_closed:
        return "Roll open" if one.state == "open" else f"{one.expected} expected"
    return f"{one.unsigned} to sign" if one.unsigned else "Notes signed"


def with_now_line(items: Sequence[DayItem], here: datetime) -> list[DayItem]:
    """Marks what is over and the first item after now."""
    now = here.time()
    marked, is_placed = [], False
    for item in items:
        is_first = item.starts > now and not is_placed
        is_placed = is_placed or is_first
        marked.append(replace(item, is_over=item.starts <= now, is_after_now=is_first))
    return marked


def step_shares(counted: Iterable[tuple[int, int, int]]) -> list[StepShare]:
    return [
        StepShare(f"Step {number}, {minutes / 60:g} hours a week", people)
        for number, minutes, people in counted
    ]
