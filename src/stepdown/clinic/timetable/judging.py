"""Whether a set of sessions is a week for this person: the rules say, not the search."""

from collections.abc import Sequence

from stepdown.clinic.timetable.models import Series
from stepdown.clinic.timetable.problem import PosedWeek, UnableToPlanWeek
from stepdown.rules.timetable.own_week import Chosen, Plan, broken_rules, with_sessions


class UnableToSeat(UnableToPlanWeek):
    """Somebody else was quicker."""


SEAT_GONE = "Someone took that seat a moment ago. Find a week again: other seats may be open."
NOT_OFFERED = "This week is no longer offered. Find a week again."
SENTENCES = {
    "commitment": "A session falls into the person's work, school or other fixed times.",
    "two_at_once": "Two of these sessions overlap.",
    "daily_limit": "One of these days is too long.",
    "closed": "One of these sessions is not open to this person.",
    "asks_for": "Adults and adolescents never share a group.",
}


def chosen_series(posed: PosedWeek, series_ids: Sequence[int]) -> list[Series]:
    keys = dict.fromkeys(str(one) for one in series_ids)
    if not keys or any(key not in posed.series for key in keys):
        raise UnableToPlanWeek(NOT_OFFERED)
    return [posed.series[key] for key in keys]


def judged_plan(posed: PosedWeek, series: Sequence[Series]) -> Plan:
    """The plan that these series are. Raises UnableToPlanWeek with the rule that it breaks, and
    UnableToSeat where a seat is gone."""
    chosen = tuple(Chosen(str(one.pk), one.service) for one in series)
    plan = with_sessions(posed.problem, posed.person, chosen)
    if broken := broken_rules(posed.problem, plan):
        raise _refusal(posed, broken)
    return plan


def _refusal(posed: PosedWeek, broken: set[str]) -> UnableToPlanWeek:
    if "seats" in broken:
        return UnableToSeat(SEAT_GONE)
    goal = posed.goal
    sentences = SENTENCES | {
        "weekly_minimum": f"Step {goal.phase_number} needs {goal.weekly_minutes / 60:g} hours"
        " a week, and these sessions have fewer.",
        "fewest_days": f"Step {goal.phase_number} needs {goal.fewest_days} days a week.",
    }
    said = next((words for code, words in sentences.items() if code in broken), None)
    return UnableToPlanWeek(f"{said or 'These are not what this step needs.'} Find a week again.")
