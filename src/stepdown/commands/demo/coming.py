"""What the demo's people say of their next session, the evening before: one comes, one cannot and
asks for another time, and two want to be reminded, one of them by text."""

from datetime import datetime, time, timedelta
from functools import partial

from stepdown.clinic.coming.operations import answer_session, ask_for_reminders, say_wish
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.timetable.queries import next_session
from stepdown.commands.demo.clinic import Place
from stepdown.commands.demo.story import Story

SAID = ("away", "here")


def let_people_answer(place: Place, stories: list[Story]) -> None:
    evening = place.agenda.at(place.agenda.today - timedelta(days=1), time(21, 10))
    place.agenda.add(evening, partial(_evening_before, stories))


def _evening_before(stories: list[Story], now: datetime) -> None:
    known = [one for one in stories if one.patient and one.patient.account_id]
    ordered = sorted(known, key=lambda one: one.patient.pk)
    for story in ordered[:1]:  # whom a visitor walks in as: their own answer is still open
        _ask_for_reminders(story, now)
    for story in ordered[1:2]:
        _ask_for_reminders(story, now, text_to=story.patient.phone)
    for story, says in zip(ordered[1:], SAID, strict=False):
        _answer(story, says, now)


def _ask_for_reminders(story: Story, now: datetime, text_to: str | None = None) -> None:
    ask_for_reminders(
        actor=actor_for(story.patient.account, now=now),
        patient=story.patient,
        evening_before=True,
        hours_before=False,
        expected_version=0,
        text_to=text_to,
        now=now,
    )


def _answer(story: Story, says: str, now: datetime) -> None:
    actor, patient = actor_for(story.patient.account, now=now), story.patient
    one = next_session(patient, now=now)
    if one is None:
        return
    series_id, on = one.session.series_id, one.on
    answer_session(actor=actor, patient=patient, series_id=series_id, on=on, says=says, now=now)
    if says == "away":
        say_wish(
            actor=actor,
            patient=patient,
            series_id=series_id,
            on=on,
            wish="call",
            why="ill",
            now=now,
        )
