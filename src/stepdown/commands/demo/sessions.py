"""What happened on each evening: the roll, its close, and the signed notes."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from stepdown.clinic.sessions.formats import note_rules
from stepdown.clinic.sessions.one_to_one import is_one_to_one
from stepdown.clinic.sessions.operations import (
    IndividualText,
    Mark,
    NoteLine,
    close_roll,
    confirm_video_place,
    mark_roll,
    save_individual_note,
    save_note,
    session_for,
    sign_individual_note,
    sign_notes,
)
from stepdown.clinic.sessions.queries import PRESENT, RosterPerson, note_digest, roster
from stepdown.commands.demo import words
from stepdown.commands.demo.clinic import Place
from stepdown.commands.demo.story import Story

# weeks ago and weekday: who has an account misses a class then, and makes it up by reading
WORKS_LATE = ((1, 3), (3, 0))


def hold_session(
    place: Place,
    series: Any,
    on: date,
    stories: dict[int, Story],
    now: datetime,
    *,
    is_signed: bool,
    seed: int,
) -> None:
    """A session as its leader left it; nothing where nobody had a seat. `now`: after its end."""
    chance = Random(f"session {seed} {on} {series.title} {series.starts} {series.leader.email}")
    actor = next(actor for actor in place.actors.values() if actor.account_id == series.leader_id)
    session = session_for(actor=actor, series=series, on=on, now=now)
    people = roster(actor, session, now).people
    if not people:
        return
    is_late_work = _is_late_work(series, on, place.agenda.today)
    marks = {
        one.patient_id: _mark(stories[one.patient_id], chance, is_late_work=is_late_work)
        for one in people
    }
    by_video = [key for key, mark in marks.items() if mark.status == "video"]
    for key in by_video:
        _confirm_place(actor, session, stories[key].patient, now)
    mark_roll(actor=actor, session=session, marks=marks, now=now)
    close_roll(
        actor=actor,
        session=session,
        late={},
        left_early={},
        video_confirmed=by_video,
        is_attested=True,
        expected_version=session.version,
        now=now,
    )
    _write_notes(actor, session, stories, chance, now, is_signed=is_signed)


def _confirm_place(actor: Any, session: Any, patient: Any, now: datetime) -> None:
    confirm_video_place(
        actor=actor,
        session=session,
        patient=patient,
        address="At home, as in the record",
        phone=patient.phone or "(410) 555-0100",
        now=now,
    )


def _is_late_work(series: Any, on: date, today: date) -> bool:
    weeks_ago = (today - on + timedelta(days=on.weekday())).days // 7
    return series.service == "education" and (weeks_ago, on.weekday()) in WORKS_LATE


def _mark(story: Story, chance: Random, *, is_late_work: bool) -> Mark:
    if is_late_work and story.has_account:
        return Mark("excused")
    if chance.random() >= story.comes:
        return Mark(chance.choice(("excused", "missed")))
    if chance.random() < 0.06:
        return Mark("late", chance.choice((5, 10, 15)))
    return Mark("video" if chance.random() < 0.04 else "here")


def _goal(person: RosterPerson, chance: Random) -> int | None:
    return chance.choice(person.goals).goal_id if person.goals else None


def _write_notes(
    actor: Any,
    session: Any,
    stories: dict[int, Story],
    chance: Random,
    now: datetime,
    *,
    is_signed: bool,
) -> None:
    session.refresh_from_db()
    present = [one for one in roster(actor, session, now).people if one.status in PRESENT]
    if not present:
        return
    if is_one_to_one(session):
        patient = stories[present[0].patient_id].patient
        _write_alone(actor, session, patient, present[0], chance, now, is_signed=is_signed)
        return
    _write_together(actor, session, present, chance, now, is_signed=is_signed)


def _write_together(
    actor: Any,
    session: Any,
    present: list[RosterPerson],
    chance: Random,
    now: datetime,
    *,
    is_signed: bool,
) -> None:
    texts = words.own_lines(chance, len(present))
    kinds = ("took_part", "took_part", "took_part", "quiet", "led", "needed_support")
    lines = {
        one.patient_id: NoteLine(chance.choice(kinds), line, plan, one.version, _goal(one, chance))
        for one, (line, plan) in zip(present, texts, strict=True)
    }
    save_note(
        actor=actor,
        session=session,
        shared=chance.choice(words.SHARED),
        lines=lines,
        expected_version=session.version,
        now=now,
    )
    if is_signed:
        session.refresh_from_db()
        sign_notes(
            actor=actor,
            session=session,
            seen=note_digest(session),
            not_a_person=False,
            lines_are_meant=False,
            now=now + timedelta(minutes=10),
        )


def _write_alone(
    actor: Any,
    session: Any,
    patient: Any,
    person: RosterPerson,
    chance: Random,
    now: datetime,
    *,
    is_signed: bool,
) -> None:
    """The note of a one-to-one session, each clinician in a format of their own."""
    formats = note_rules().formats
    chosen = formats[session.series.leader_id % len(formats)]
    texts = words.individual_parts(chance, len(chosen.parts))
    goal = _goal(person, chance)
    about: dict[str, Any] = {
        "actor": actor,
        "patient": patient,
        "attendance_id": person.attendance_id,
    }
    version = save_individual_note(
        text=IndividualText(
            chosen.key,
            {part.key: text for part, text in zip(chosen.parts, texts, strict=True)},
            (goal,) if goal else (),
        ),
        expected_version=0,
        now=now,
        **about,
    )
    if is_signed:
        sign_individual_note(expected_version=version, now=now + timedelta(minutes=10), **about)
