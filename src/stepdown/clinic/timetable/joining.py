"""Whether somebody may join one meeting that is not in their week."""

from stepdown.clinic.people.models import AccessBlock
from stepdown.clinic.timetable.meeting import would_meet_between
from stepdown.clinic.timetable.models import Series
from stepdown.clinic.timetable.problem import pose_week
from stepdown.clinic.timetable.queries import DatedSession, week_of
from stepdown.clinic.timetable.times import monday_of
from stepdown.clinic.treatment.models import Episode


def suits_together(episode: Episode, series: Series, meeting: DatedSession) -> bool:
    """Ages apart, tracks, people who must not meet, and colleagues who are shut out. Raises
    UnableToPlanWeek where the person's own week cannot be read."""
    patient, monday = episode.patient, monday_of(meeting.on)
    tags = pose_week(episode, starts_on=monday).person.tags
    is_for = {series.program.age_group, *series.track.asks_for()}
    leaders = meeting.session.leader_ids
    is_shut = AccessBlock.objects.filter(patient=patient, account__in=leaders).exists()
    own = [one for one in week_of(patient, monday=monday) if one.on == meeting.on]
    ids = [series.pk, *(one.session.series_id for one in own if not one.is_cancelled)]
    of_the_day = list(Series.objects.filter(pk__in=ids))
    meets = would_meet_between(patient.pk, of_the_day, on=monday)
    return is_for <= tags and not is_shut and not meets
