"""No full week: what stands in the way, how close one comes, and each single change that helps."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from stepdown.clinic.timetable.found import NoFullWeek, NotOpenSession, WayOut, WeekOffer
from stepdown.clinic.timetable.queries import WeeklySession
from stepdown.rules.taper import GENDER, LANGUAGE, track_rules
from stepdown.web.staff.week.drawing import week_grid
from stepdown.web.staff.week.words import DAYS, held_words, hours, listed, span
from stepdown.web.ui.charts import WeekGrid
from stepdown.web.ui.charts.numbers import plain

NOT_OPEN = {
    "full": "every seat is taken",
    "shut_out": "it is closed to them, by a leader shut out of the chart or to keep people apart",
    "asks_for": "it is for another age group",
    "short_of_leaders": "its leader has as many people as the program allows",
    "only": "it is not what they ask of every session",
    "leader_busy": "its leader has another session",
    "room_busy": "its room is in use",
}
INSTEAD = {
    LANGUAGE: f"Sessions in {track_rules().usual_language} as well, if they agree.",
    GENDER: "Sessions for everybody as well, if they agree.",
}


@dataclass(frozen=True)
class Way:
    """A change after which a full week fits; `url` is where it is made, empty where the reader
    may not make it."""

    words: str
    button: str
    url: str


@dataclass(frozen=True)
class BlockedWeek:
    """No full week. `in_the_way` and those of `ways_out` that move the person's own times may be
    told to them; seats and `not_open` may not."""

    in_the_way: str
    ways_out: tuple[Way, ...]
    grid: WeekGrid | None
    not_open: tuple[str, ...]


def blocked_week(offer: WeekOffer, why: NoFullWeek, *, code: str, may_set_up: bool) -> BlockedWeek:
    grid = week_grid(
        finding="The closest plan",
        note=_closest(offer, why),
        monday=offer.starts_on,
        sessions=why.closest,
        commitments=offer.commitments,
        travel_minutes=offer.travel_minutes,
    )
    return BlockedWeek(
        in_the_way=in_the_way(why),
        ways_out=tuple(_way(one, code, may_set_up=may_set_up) for one in why.ways_out),
        grid=grid if why.closest else None,
        not_open=tuple(_not_open(offer)),
    )


def in_the_way(why: NoFullWeek) -> str:
    if why.blocking:
        held = list(held_words(why.blocking))
        stand = "together stand" if len(held) > 1 else "stands"
        return f"{listed(held)} {stand} in the way."
    if why.is_long_day:
        return "The days would be too long."
    if why.asked_of_each:
        asked = listed(list(why.asked_of_each))
        return (
            f"They ask for sessions {asked} alone, and these do not reach the hours of this step."
        )
    return "What is open in this week does not reach the hours of this step."


def _way(one: WayOut, code: str, *, may_set_up: bool) -> Way:
    if one.not_only:
        return Way(INSTEAD[one.not_only], "Change what they ask for", _hours(code))
    if one.seat_in is None:
        moved = listed(list(held_words(one.gives_way)))
        return Way(f"{moved} moves.", "Change these times", reverse("care", args=[code]))
    if one.needs_leader:
        words = f"{_named(one.seat_in)} has a second leader."
        url = reverse("session_co_leader", args=[one.seat_in.series_id]) if may_set_up else ""
        return Way(words, "Name one", url)
    words = f"{_named(one.seat_in)} has one seat more."
    url = reverse("session_seats", args=[one.seat_in.series_id]) if may_set_up else ""
    return Way(words, "Change its seats", url)


def _named(one: WeeklySession) -> str:
    return f"{one.title}, {DAYS[one.weekday]} {span(one.starts, one.minutes)}"


def _closest(offer: WeekOffer, why: NoFullWeek) -> str:
    reached = f"{plain(why.closest_minutes / 60)} of {hours(offer.goal.weekly_minutes)}"
    days = f"{why.closest_days} of {offer.goal.fewest_days} days"
    lacking = listed([f"{one.sessions} x {one.service.label.lower()}" for one in why.lacking])
    missing = f" Missing: {lacking}." if lacking else ""
    return f"It keeps every fixed time and reaches {reached} on {days}.{missing}"


def _not_open(offer: WeekOffer) -> Iterator[str]:
    for one in offer.not_open:
        yield f"{_named(one.session)}: {_why_not(one)}."


def _why_not(one: NotOpenSession) -> str:
    if one.reason == "asks_for" and one.session.for_whom:
        return f"it is {one.session.for_whom}"
    return NOT_OPEN.get(one.reason, "not open")


def _hours(code: str) -> str:
    return reverse("hours_taken", args=[code])
