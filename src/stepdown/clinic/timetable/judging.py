"""Whether a set of sessions is a week for this person: the rules say, not the search."""

from collections.abc import Sequence

from stepdown.clinic.timetable.models import Series
from stepdown.clinic.timetable.problem import PosedWeek, UnableToPlanWeek, kept_by
from stepdown.rules.timetable.own_week import Chosen, Plan, broken_rules, with_sessions


class UnableToSeat(UnableToPlanWeek):
    """Somebody else was quicker."""


SEAT_GONE = "Someone took that seat a moment ago. Find a week again: other seats may be open."
SHORT = (
    "has as many people as one leader may have in its program. Name a second leader under Settings,"
    " or find a week again."
)
NOT_OFFERED = "This week is no longer offered. Find a week again."
CHANGE_FIRST = "Talk with them and change it under Hours taken first, or find a week again."
SENTENCES = {
    "commitment": "A session falls into the person's work, school or other fixed times.",
    "two_at_once": "Two of these sessions overlap.",
    "daily_limit": "One of these days is too long.",
    "closed": "One of these sessions is not open to this person.",
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
        raise _refusal(posed, broken, series)
    return plan


def _refusal(posed: PosedWeek, broken: set[str], series: Sequence[Series]) -> UnableToPlanWeek:
    if "seats" in broken:
        short = [one.title for one in series if str(one.pk) in posed.short_of_leaders]
        return UnableToSeat(f"{short[0]} {SHORT}" if short else SEAT_GONE)
    if words := _of_track(posed, series):
        return UnableToPlanWeek(words)
    goal = posed.goal
    sentences = SENTENCES | {
        "weekly_minimum": f"Step {goal.phase_number} needs {goal.weekly_minutes / 60:g} hours"
        " a week, and these sessions have fewer.",
        "fewest_days": f"Step {goal.phase_number} needs {goal.fewest_days} days a week.",
    }
    said = next((words for code, words in sentences.items() if code in broken), None)
    return UnableToPlanWeek(f"{said or 'These are not what this step needs.'} Find a week again.")


def _of_track(posed: PosedWeek, series: Sequence[Series]) -> str:
    """For whom a session of these is, where it is not for this person; what they ask of each."""
    for one in series:
        if one.program.age_group not in posed.person.tags:
            return "Adults and adolescents never share a group. Find a week again."
        if not one.track.asks_for() <= posed.person.tags:
            return (
                f"{one.title} is a session {one.track.words()}, and that is not written down of"
                f" this person. {CHANGE_FIRST}"
            )
        if posed.suits.only - kept_by(one, posed.suits):
            return f"{one.title} is not what this person asks of every session. {CHANGE_FIRST}"
    return ""
