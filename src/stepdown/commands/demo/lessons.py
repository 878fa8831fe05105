"""What the demo's people do by themselves: lessons they read, groups they go to outside."""

from datetime import datetime, time, timedelta
from functools import partial
from itertools import cycle
from typing import Any

from stepdown.clinic.circle.operations import verify_meeting, write_meeting
from stepdown.clinic.education.operations import keep_reading
from stepdown.clinic.education.queries import to_read
from stepdown.clinic.people.queries import actor_for
from stepdown.commands.demo.clinic import Place
from stepdown.commands.demo.story import Story

SURE = ((3, 7), (5, 6), (2, None))
OUTSIDE = ((9, "Thursday evening circle at the library"), (2, "Online meeting, an hour"))
WEEKS = 8


def let_people_read(place: Place, stories: list[Story]) -> None:
    """On Sundays they read what they missed. Of last week's, whom a visitor walks in as has only
    begun, and another has read it the evening before."""
    today = place.agenda.today
    last_monday = today - timedelta(days=7 + today.weekday())
    for weeks in range(WEEKS):
        sunday = place.agenda.at(last_monday - timedelta(days=1 + 7 * weeks), time(19))
        place.agenda.add(sunday, partial(_read, stories))
    evening = place.agenda.at(today - timedelta(days=1), time(21))
    place.agenda.add(evening, partial(_begin_or_read, stories))
    place.agenda.add(evening, partial(_go_outside, place, stories))


def _at_home(stories: list[Story]) -> list[Story]:
    """Those who have an account of their own; the first is whom a visitor walks in as."""
    known = [one for one in stories if one.patient and one.patient.account_id]
    return sorted(known, key=lambda one: one.patient.pk)


def _read(stories: list[Story], now: datetime) -> None:
    for story, (before, after) in zip(_at_home(stories), cycle(SURE), strict=False):
        if to_read(story.patient):
            _keep(story, now, sure_before=before, sure_after=after, is_read=True)


def _begin_or_read(stories: list[Story], now: datetime) -> None:
    behind = [one for one in _at_home(stories) if to_read(one.patient)]
    for story in behind[:1]:
        _keep(story, now, sure_before=SURE[0][0])
    for story, (before, after) in zip(behind[1:], cycle(SURE), strict=False):
        _keep(story, now, sure_before=before, sure_after=after, is_read=True)


def _keep(story: Story, now: datetime, **said: Any) -> None:
    """Of the lesson that has waited longest."""
    keep_reading(
        actor=actor_for(story.patient.account, now=now),
        patient=story.patient,
        lesson=to_read(story.patient)[0].key,
        expected_version=0,
        now=now,
        **said,
    )


def _go_outside(place: Place, stories: list[Story], now: datetime) -> None:
    """The first of the two meetings is verified."""
    for story in _at_home(stories)[:1]:
        for days, kind in OUTSIDE:
            meeting = write_meeting(
                actor=actor_for(story.patient.account, now=now),
                patient=story.patient,
                on=now.date() - timedelta(days=days),
                kind=kind,
                now=now,
            )
            if days == OUTSIDE[0][0]:
                verify_meeting(
                    actor=place.actor("technician"),
                    patient=story.patient,
                    meeting_id=meeting.pk,
                    how="Saw the signed card",
                    now=now,
                )
