"""Whether a week that was agreed on still is the level of the step that it belongs to."""

from datetime import date

from stepdown.clinic.timetable.problem import is_short, phase_of
from stepdown.clinic.timetable.queries import PlannedWeek
from stepdown.clinic.treatment.facts import age_on
from stepdown.clinic.treatment.models import Episode
from stepdown.rules.placement import weekly_minimum_minutes
from stepdown.rules.taper.levels import INTENSIVE_OUTPATIENT


def missed_floor(episode: Episode, week: PlannedWeek, *, on: date) -> int:
    """The clinical minutes a week of Level 2.1 where the step is at that level and this week has
    fewer; 0 where nothing is missed, or the step is a short transition."""
    day = max(week.starts_on, on)
    phase, age = phase_of(episode, day), age_on(episode.patient, day)
    if phase.level_code != INTENSIVE_OUTPATIENT or is_short(phase) or age is None:
        return 0
    floor = weekly_minimum_minutes(age)
    return floor if week.weekly_minutes < floor else 0
