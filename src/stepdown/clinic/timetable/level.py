"""Whether a week that was agreed on still is the level of the step that it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from stepdown.clinic.timetable.problem import is_short, phase_of
from stepdown.clinic.timetable.queries import PlannedWeek, series_of_sites
from stepdown.clinic.treatment.facts import age_on
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.queries import phases_of
from stepdown.rules.placement import weekly_minimum_minutes
from stepdown.rules.taper.levels import INTENSIVE_OUTPATIENT


def missed_floor(episode: Episode, week: PlannedWeek, *, on: date) -> int:
    """The clinical minutes a week of Level 2.1 where the step is at that level and this week has
    fewer; 0 where nothing is missed, or the step is a short transition."""
    floor = _floor(episode, max(week.starts_on, on))
    return floor if week.weekly_minutes < floor else 0


@dataclass(frozen=True)
class LowMix:
    """Clinical minutes a week that a treatment plan asks for, below the `floor` of the level."""

    minutes: int
    floor: int


def low_mix(episode: Episode, mix: Mapping[str, int], *, on: date) -> LowMix | None:
    """None where the sessions of this mix reach Level 2.1, the step is not at it, a plan asks for
    nothing by the week, or nobody can tell how long one of its services is here."""
    if not mix or not phases_of(episode):
        return None
    floor, lengths = _floor(episode, on), _lengths(episode, on)
    if not floor or not mix.keys() <= lengths.keys():
        return None
    minutes = sum(times * lengths[service] for service, times in mix.items())
    return LowMix(minutes, floor) if minutes < floor else None


def _lengths(episode: Episode, on: date) -> dict[str, int]:
    """By service: as the step foresees it, else as the longest that is offered here."""
    offered = series_of_sites([episode.site_id], on=on).values_list("service", "clinical_minutes")
    longest = dict(sorted(offered, key=itemgetter(1)))
    foreseen = {row["service"]: row["minutes"] for row in phase_of(episode, on).sessions}
    return longest | foreseen


def _floor(episode: Episode, day: date) -> int:
    phase, age = phase_of(episode, day), age_on(episode.patient, day)
    if phase.level_code != INTENSIVE_OUTPATIENT or is_short(phase) or age is None:
        return 0
    return weekly_minimum_minutes(age)
