"""Two to four whole weeks side by side: each with its hours and what speaks against it, and for
the one looked at why each session was chosen and what else was possible."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from stepdown.clinic.timetable.found import FoundWeek, OtherSession, WeekOffer
from stepdown.clinic.timetable.proposing import MOST_PLANS
from stepdown.clinic.timetable.queries import WeeklySession
from stepdown.clinic.timetable.times import minute_of_day
from stepdown.web.staff.week.asked import Asked
from stepdown.web.staff.week.drawing import week_grid
from stepdown.web.staff.week.reasons import Reason, long_days, reasons_for
from stepdown.web.staff.week.words import DAYS, held_words, hours, listed, short_days, span, summary
from stepdown.web.ui.charts import WeekGrid

LETTERS = "ABCDE"
EVENING, NOON = 16 * 60, 12 * 60
LONG_WAIT = 30
NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh"}


@dataclass(frozen=True)
class PlanChoice:
    """One plan to look at. `title` "Plan A. 3 evenings and Saturday"."""

    title: str
    words: str
    query: str
    is_shown: bool


@dataclass(frozen=True)
class OtherLine:
    """Another meeting of the same service; with `query` it fits, and shows the week with it."""

    when: str
    words: str
    query: str


@dataclass(frozen=True)
class SessionLine:
    """One session of the plan. `is_kept`: the search was asked to keep it."""

    when: str
    title: str
    why: str
    others: tuple[OtherLine, ...]
    is_kept: bool
    keep: str
    leave_out: str
    free: str


@dataclass(frozen=True)
class LeftOut:
    words: str
    take_back: str


@dataclass(frozen=True)
class PlansPage:
    """`series_ids` is what the form that books the shown plan sends back, `plans` the form that
    offers all of them."""

    choices: tuple[PlanChoice, ...]
    only_one: bool
    letter: str
    grid: WeekGrid
    reasons: tuple[Reason, ...]
    summary: str
    series_ids: str
    plans: str
    sessions: tuple[SessionLine, ...]
    left_out: tuple[LeftOut, ...]


def plans_page(offer: WeekOffer, asked: Asked) -> PlansPage:
    number = min(asked.plan, len(offer.weeks) - 1)
    shown = offer.weeks[number]
    asked = replace(asked, plan=number)
    return PlansPage(
        choices=tuple(_choice(offer, n, asked) for n in range(len(offer.weeks))),
        only_one=len(offer.weeks) == 1,
        letter=LETTERS[number],
        grid=_grid(offer, shown),
        reasons=tuple(reasons_for(offer, shown)),
        summary=summary(shown.sessions, shown.weekly_minutes, len(shown.days)),
        series_ids=_ids(shown),
        plans=";".join(_ids(one) for one in offer.weeks[:MOST_PLANS]),
        sessions=tuple(_session_line(shown, one, asked) for one in shown.sessions),
        left_out=tuple(_left_out(offer, asked)),
    )


def _ids(week: FoundWeek) -> str:
    return ",".join(str(one) for one in week.series_ids)


def _choice(offer: WeekOffer, number: int, asked: Asked) -> PlanChoice:
    week = offer.weeks[number]
    is_own = number == 0 and bool(asked.wishes.chosen)
    name = f"Plan {LETTERS[number]}{', changed by you' if is_own else ''}"
    clashes = f"{len(week.rather_not)} clashes" if len(week.rather_not) != 1 else "1 clash"
    return PlanChoice(
        title=f"{name}. {week_title(week.sessions)}",
        words=f"{hours(week.weekly_minutes)} a week, {clashes}. {_drawback(offer, week)}",
        query=asked.looking_at(number),
        is_shown=number == asked.plan,
    )


def week_title(sessions: Sequence[WeeklySession]) -> str:
    """ "3 evenings and Saturday"."""
    first: dict[int, int] = {}
    for one in sessions:
        begins = minute_of_day(one.starts)
        first[one.weekday] = min(begins, first.get(one.weekday, begins))
    parts = Counter(_part_of_day(begins) for day, begins in first.items() if day < 5)
    counted = [f"{count} {part}{'' if count == 1 else 's'}" for part, count in parts.items()]
    return listed([*counted, *(DAYS[day] for day in sorted(first) if day >= 5)])


def _part_of_day(minute: int) -> str:
    if minute < NOON:
        return "morning"
    return "afternoon" if minute < EVENING else "evening"


def _drawback(offer: WeekOffer, week: FoundWeek) -> str:
    """The main thing that speaks against it, beside the other plans; and where it has the days of
    an earlier one, what is other than there."""
    words = next(_against(offer, week), "Nothing speaks against it.")
    for number, earlier in enumerate(offer.weeks[: offer.weeks.index(week)]):
        if earlier.days == week.days:
            new = [one for one in week.sessions if one not in earlier.sessions]
            return f"{words} Unlike Plan {LETTERS[number]}: {listed([_when(one) for one in new])}."
    return words


def _against(offer: WeekOffer, week: FoundWeek) -> Iterator[str]:
    for words in held_words(week.rather_not):
        yield f"At a time they would rather keep: {words}."
    if not week.by_own_clinician:
        yield "One to one outside the own team."
    fewest = min(len(one.days) for one in offer.weeks)
    if len(week.days) > fewest:
        yield f"A {NTH[len(week.days)]} day."
    for reason in long_days(week.sessions):
        yield reason.words
    if week.waiting_minutes >= LONG_WAIT:
        yield f"{week.waiting_minutes} minutes of waiting between sessions."
    if (above := week.weekly_minutes - offer.goal.weekly_minutes) > 0:
        yield f"{hours(above)} above what the step asks for."


def _grid(offer: WeekOffer, week: FoundWeek) -> WeekGrid:
    chosen = set(week.series_ids)
    return week_grid(
        finding=f"{short_days(week.days)}: {hours(week.weekly_minutes)} a week",
        note="Dashed: other open seats, and the way here.",
        monday=offer.starts_on,
        sessions=week.sessions,
        commitments=offer.commitments,
        travel_minutes=offer.travel_minutes,
        others=[one for one in offer.open_sessions if one.series_id not in chosen],
    )


def _session_line(week: FoundWeek, one: WeeklySession, asked: Asked) -> SessionLine:
    others = week.instead(one.series_id)
    return SessionLine(
        when=_when(one),
        title=f"{one.title}, {one.room}, with {one.leader}"
        + (f" ({one.for_whom})" if one.for_whom else ""),
        why=_why(one, others),
        others=tuple(_other_line(week, one, other, asked) for other in others),
        is_kept=one.series_id in asked.wishes.keep,
        keep=asked.keeping(one.series_id),
        leave_out=asked.leaving_out(one.series_id),
        free=asked.freeing(one.series_id),
    )


def _when(one: WeeklySession) -> str:
    return f"{DAYS[one.weekday]} {span(one.starts, one.minutes)}"


def _why(one: WeeklySession, others: Sequence[OtherSession]) -> str:
    fitting = [other for other in others if other.against is None]
    service = one.service.label.lower()
    if not others:
        return f"It is the only {service} that is offered."
    if not fitting:
        return f"No other {service} fits."
    if all(other.days > 0 for other in fitting):
        return "The others that fit would add a day."
    if all(other.commitment for other in fitting):
        return "The others that fit take a time they would rather keep."
    return f"{len(fitting)} other{'' if len(fitting) == 1 else 's'} would fit as well."


def _other_line(
    week: FoundWeek, one: WeeklySession, other: OtherSession, asked: Asked
) -> OtherLine:
    if other.against is None:
        query = asked.putting(week.series_ids, one.series_id, other.session.series_id)
        return OtherLine(_when(other.session), _fits(other, len(week.days)), query)
    return OtherLine(_when(other.session), _does_not_fit(other, asked), "")


def _fits(other: OtherSession, days: int) -> str:
    words = "Fits"
    if other.days > 0:
        words = f"Fits, but adds a {NTH[days + other.days]} day"
    elif other.days < 0:
        words = "Fits, and saves a day"
    if other.commitment:
        words += f", at a time they would rather keep ({other.commitment.kind.label.lower()})"
    return f"{words}."


AGAINST = {
    "seats": "Every seat is taken.",
    "closed": "Not open.",
    "asks_for": "For another age group.",
    "only": "Not what they ask of every session.",
    "room_doubled": "Its room is in use then.",
    "leader_doubled": "Its leader has another session then.",
    "serves_the_need": "Not with the own team, or shorter than the step asks for.",
    "two_at_once": "Overlaps with another session of this plan.",
    "daily_limit": "The day would be too long.",
    "fewest_days": "Too few days would be left.",
    "weekly_minimum": "Too few hours would be left.",
    "kept_placement": "You keep this session fixed.",
}


def _does_not_fit(other: OtherSession, asked: Asked) -> str:
    if other.session.series_id in asked.wishes.without:
        return "Left out by you."
    if other.against == "commitment" and other.commitment:
        return f"{next(held_words([other.commitment]))}, is in the way."
    if other.against == "asks_for" and other.session.for_whom:
        return f"It is {other.session.for_whom}."
    return AGAINST.get(other.against or "", "Does not fit.")


def _left_out(offer: WeekOffer, asked: Asked) -> Iterator[LeftOut]:
    known = {one.series_id: one for one in offer.open_sessions}
    for series_id in asked.wishes.without:
        if series_id in known:
            one = known[series_id]
            yield LeftOut(f"{one.title}, {_when(one)}", asked.freeing(series_id))
