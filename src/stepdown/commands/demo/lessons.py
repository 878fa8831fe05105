"""What the demo's people read of the lessons they missed."""

from datetime import datetime, time, timedelta
from functools import partial

from stepdown.clinic.education.operations import keep_reading
from stepdown.clinic.education.queries import to_read
from stepdown.clinic.people.queries import actor_for
from stepdown.commands.demo.clinic import Place
from stepdown.commands.demo.story import Story

SURE = ((3, 7), (5, 6), (2, None))


def let_people_read(place: Place, stories: list[Story]) -> None:
    """Some read what they missed, the evening before; the others still find it at home."""
    evening = place.agenda.at(place.agenda.today - timedelta(days=1), time(21))
    place.agenda.add(evening, partial(_read, stories))


def _read(stories: list[Story], now: datetime) -> None:
    known = [one for one in stories if one.patient and one.patient.account_id]
    ordered = sorted(known, key=lambda one: one.patient.pk)[1:]  # the first is left to a visitor
    reading = [one for one in ordered if to_read(one.patient)]
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
