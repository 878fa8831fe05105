"""Why a week is as it is: what it keeps clear, and what is worth knowing about it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stepdown.clinic.timetable.found import FoundWeek, WeekOffer
from stepdown.clinic.timetable.queries import WeeklySession
from stepdown.clinic.treatment.services import WITH_ONE_CLINICIAN
from stepdown.web.staff.week.words import DAYS, day_count, held_words, hours, listed, short_days
from stepdown.web.ui.charts.numbers import clock, plain

LONG_EVENING = 240


@dataclass(frozen=True)
class Reason:
    """One line of "Why this plan". `is_good` False: worth knowing, not wrong."""

    title: str
    words: str
    is_good: bool = True


def reasons_for(offer: WeekOffer, week: FoundWeek) -> Iterator[Reason]:
    for words in held_words(one for one in offer.commitments if one not in week.rather_not):
        label, kept = words.split(" ")[0], "Nothing overlaps it."
        if offer.travel_minutes:
            kept = f"{offer.travel_minutes} minutes of travel are kept free."
        yield Reason(f"{label} is clear", f"{words}. {kept}")
    for words in held_words(week.rather_not):
        yield Reason("At a time they would rather keep", f"{words}.", is_good=False)
    goal = offer.goal
    yield Reason(f"{hours(week.weekly_minutes)} a week", f"{_mix(week.sessions)}.")
    days = f"{short_days(week.days)}. Step {goal.phase_number} asks for {goal.fewest_days} or more."
    yield Reason(day_count(len(week.days)), days)
    yield from _own_clinician(week)
    yield from long_days(week.sessions)


def _mix(sessions: Iterable[WeeklySession]) -> str:
    """ "6 h group, 2 h class and 1 h one to one"."""
    minutes: Counter[str] = Counter()
    for one in sessions:
        minutes[one.service.label.lower()] += one.clinical_minutes
    return listed([f"{plain(count / 60)} h {service}" for service, count in minutes.items()])


def _own_clinician(week: FoundWeek) -> Iterator[Reason]:
    leaders = {one.leader for one in week.sessions if one.service in WITH_ONE_CLINICIAN}
    if not leaders:
        return
    names = listed(sorted(leaders))
    if week.by_own_clinician:
        yield Reason("One to one with the own team", f"With {names}.")
    else:
        words = f"With {names}: no time with the own team fits this week."
        yield Reason("One to one outside the own team", words, is_good=False)


def long_days(sessions: Iterable[WeeklySession]) -> Iterator[Reason]:
    by_day: dict[int, list[WeeklySession]] = {}
    for one in sessions:
        by_day.setdefault(one.weekday, []).append(one)
    for day, held in by_day.items():
        first = min(one.starts for one in held)
        begin = first.hour * 60 + first.minute
        end = max(one.starts.hour * 60 + one.starts.minute + one.minutes for one in held)
        if end - begin > LONG_EVENING:
            words = f"{DAYS[day]} runs {clock(begin)} to {clock(end)}."
            yield Reason("One long day", words, is_good=False)
