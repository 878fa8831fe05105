"""What the demo's people do by themselves: lessons they read, groups they go to outside."""

from datetime import datetime, time, timedelta
from functools import partial

from stepdown.clinic.circle.operations import verify_meeting, write_meeting
from stepdown.clinic.education.operations import keep_reading
from stepdown.clinic.education.queries import to_read
from stepdown.clinic.people.queries import actor_for
from stepdown.commands.demo.clinic import Place
from stepdown.commands.demo.story import Story

SURE = ((3, 7), (5, 6), (2, None))
OUTSIDE = ((9, "Thursday evening circle at the library"), (2, "Online meeting, an hour"))


def let_people_read(place: Place, stories: list[Story]) -> None:
    """Some read what they missed, the evening before; the others still find it at home."""
    evening = place.agenda.at(place.agenda.today - timedelta(days=1), time(21))
    place.agenda.add(evening, partial(_read, stories))
    place.agenda.add(evening, partial(_go_outside, place, stories))


def _at_home(stories: list[Story]) -> list[Story]:
    """Those who have an account of their own; the first is whom a visitor walks in as."""
    known = [one for one in stories if one.patient and one.patient.account_id]
    return sorted(known, key=lambda one: one.patient.pk)


def _read(stories: list[Story], now: datetime) -> None:
    reading = [one for one in _at_home(stories)[1:] if to_read(one.patient)]
    for story, (before, after) in zip(reading, SURE, strict=False):
        keep_reading(
            actor=actor_for(story.patient.account, now=now),
            patient=story.patient,
            lesson=to_read(story.patient)[0].key,
            sure_before=before,
            sure_after=after,
            is_read=True,
            expected_version=0,
            now=now,
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
