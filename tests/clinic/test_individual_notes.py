"""The note of a one-to-one session: a draft of its writer's alone, signed in the format chosen."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.chart.correcting import UnableToCorrect
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import UnableToSign
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.models import Credential, Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.days import unfinished_sessions
from stepdown.clinic.sessions.formats import note_due_on, note_rules
from stepdown.clinic.sessions.models import Attendance, IndividualNote, Session
from stepdown.clinic.sessions.one_to_one import answered_last, mark_to_write, own_draft
from stepdown.clinic.sessions.operations import (
    Came,
    CorrectedIndividual,
    UnableToSaveNote,
    UnableToSignNotes,
    correct_individual_note,
)
from tests.clinic.care import agree, score_form
from tests.clinic.evenings import (
    DAP,
    close,
    mark,
    open_evening,
    sign,
    sign_alone,
    take_seats,
    write,
    write_alone,
)
from tests.clinic.planned import signed_plan
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import TODAY, World
from tests.layers import made_once

WEDNESDAY = TODAY + timedelta(days=2)


@made_once
def dana(world: World) -> Patient:
    return world.patient()


@made_once
def hour(world: World, dana: Patient) -> Session:
    """Dana's hour with her counselor on Wednesday, its roll closed."""
    opening = add_evening_program(world)[5]
    take_seats(world, in_care(world, dana), [opening])
    session = open_evening(world, opening, WEDNESDAY)
    mark(world, session, {dana: "here"})
    close(world, session)
    return session


def draft_of(world: World, session: Session, patient: Patient, role: Role = Role.COUNSELOR):  # type: ignore[no-untyped-def] # a draft
    found = mark_to_write(patient, Attendance.objects.get(session=session).pk)
    assert found is not None
    return own_draft(world.actor(role), found)


def test_each_part_and_goal_of_the_signed_note_stands_in_the_chart(
    world: World, dana: Patient, hour: Session
) -> None:
    first, second = signed_plan(world, dana, "Keep my job", "Sleep").goals
    version = write_alone(world, hour, dana, goals=(first.goal_id, second.goal_id))
    note = sign_alone(world, hour, dana, version)
    assert [one["part"] for one in note.body["written"]] == ["Data", "Assessment", "Plan"]
    assert note.body["written"][0]["words"] == DAP["data"]
    assert note.body["goals"] == ["Goal 1: Keep my job", "Goal 2: Sleep"]
    assert (note.body["format"], note.body["minutes"]) == ("DAP", 60)
    assert "late_entry" not in note.body
    assert Attendance.objects.get(session=hour).note == note
    assert unfinished_sessions(world.actor(Role.COUNSELOR), hour.ends_at) == []


def test_another_format_loses_nothing_and_is_remembered_for_its_writer(
    world: World, dana: Patient, hour: Session
) -> None:
    version = write_alone(world, hour, dana, next_format="soap")
    write_alone(world, hour, dana, format="soap", parts={"subjective": "Tired"}, version=version)
    draft = draft_of(world, hour, dana)
    assert draft.format.name == "SOAP"
    assert draft.parts["dap"] == DAP
    assert draft.words == {"subjective": "Tired"}
    later = open_evening(world, hour.series, WEDNESDAY + timedelta(days=7))
    mark(world, later, {dana: "here"})
    assert (
        own_draft(world.actor(Role.COUNSELOR), Attendance.objects.get(session=later)).format.name
        == "SOAP"
    )
    assert draft_of(world, hour, dana, Role.PSYCHOLOGIST).format == note_rules().formats[0]


def test_a_draft_is_its_writers_alone_and_stays_when_a_colleague_signs_first(
    world: World, dana: Patient, hour: Session
) -> None:
    write_alone(world, hour, dana)
    theirs = write_alone(world, hour, dana, role=Role.PSYCHOLOGIST)
    sign_alone(world, hour, dana, theirs, role=Role.PSYCHOLOGIST)
    with pytest.raises(UnableToSaveNote, match="Psychologist has signed this note"):
        write_alone(world, hour, dana, parts={**DAP, "plan": "Another"}, version=1)
    assert draft_of(world, hour, dana).words == DAP


def test_what_was_kept_in_another_window_is_not_overwritten(
    world: World, dana: Patient, hour: Session
) -> None:
    write_alone(world, hour, dana)
    assert write_alone(world, hour, dana) == 1  # the same words once more are no change
    with pytest.raises(UnableToSave):
        write_alone(world, hour, dana, parts={**DAP, "plan": "From an old page"})
    with pytest.raises(UnableToSave, match="Read it again"):
        sign_alone(world, hour, dana, 0)
    assert IndividualNote.objects.get().parts["dap"] == DAP


@pytest.mark.parametrize("missing", ["data", "assessment", "plan"])
def test_each_part_is_needed_for_signing_and_none_for_a_draft(
    world: World, dana: Patient, hour: Session, missing: str
) -> None:
    version = write_alone(world, hour, dana, parts={**DAP, missing: " "})
    with pytest.raises(UnableToSignNotes, match=f"Still empty: {missing.capitalize()}"):
        sign_alone(world, hour, dana, version)


def test_once_a_plan_is_signed_the_note_names_a_goal_of_that_plan(
    world: World, dana: Patient, hour: Session
) -> None:
    signed_plan(world, dana)
    strange = signed_plan(world, other_person(world)).goals[0].goal_id
    version = write_alone(world, hour, dana)
    with pytest.raises(UnableToSignNotes, match="goal that this note is about"):
        sign_alone(world, hour, dana, version)
    with pytest.raises(UnableToSaveNote, match="Choose the goals again"):
        write_alone(world, hour, dana, goals=(strange,), version=version)


def other_person(world: World) -> Patient:
    luis = world.patient("Luis", family_name="Ortega")
    in_care(world, luis)
    return luis


def test_a_lapsed_credential_blocks_signing_and_not_writing(
    world: World, dana: Patient, hour: Session
) -> None:
    Credential.objects.filter(account=world.accounts[Role.COUNSELOR]).update(valid_until=TODAY)
    version = write_alone(world, hour, dana)
    with pytest.raises(UnableToSign, match="Your text is kept"):
        sign_alone(world, hour, dana, version)
    assert draft_of(world, hour, dana).words == DAP


def test_a_note_signed_after_its_clock_says_which_day_it_is_about(
    world: World, dana: Patient, hour: Session
) -> None:
    version = write_alone(world, hour, dana)
    note = sign_alone(world, hour, dana, version, now=hour.ends_at + timedelta(days=3))
    assert note.body["late_entry"] == {
        "about_on": "2026-11-25",
        "due_on": "2026-11-27",
        "clock_version": note_rules().version,
    }


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2026, 11, 23), date(2026, 11, 25)),  # a Monday
        (date(2026, 11, 26), date(2026, 11, 30)),  # a Thursday: the weekend does not count
        (date(2026, 11, 28), date(2026, 12, 1)),  # a Saturday
    ],
)
def test_the_clock_counts_working_days(on: date, due: date) -> None:
    assert note_due_on(on, note_rules()) == due


def test_a_note_is_not_signed_before_the_roll_is_closed_or_by_who_may_not(
    world: World, dana: Patient, hour: Session
) -> None:
    later = open_evening(world, hour.series, WEDNESDAY + timedelta(days=7))
    mark(world, later, {dana: "here"})
    version = write_alone(world, later, dana)
    with pytest.raises(UnableToSignNotes, match="Close the roll first"):
        sign_alone(world, later, dana, version)
    with pytest.raises(NotAllowed):
        write_alone(world, hour, dana, role=Role.TECHNICIAN)


def test_the_forms_of_a_group_do_not_write_a_one_to_one_note(
    world: World, dana: Patient, hour: Session
) -> None:
    with pytest.raises(UnableToSaveNote, match="one-to-one"):
        write(world, hour, {dana: "A line."})
    with pytest.raises(UnableToSignNotes, match="one-to-one"):
        sign(world, hour)


def test_a_correction_is_a_new_version_and_the_mark_follows(
    world: World, dana: Patient, hour: Session
) -> None:
    first, second = signed_plan(world, dana, "Keep my job", "Sleep").goals
    old = sign_alone(world, hour, dana, write_alone(world, hour, dana, goals=(first.goal_id,)))
    new = correct(world, dana, old, words={"Plan": "Calls her sister."}, goals=(second.label,))
    assert new.corrects == old
    assert [one["words"] for one in new.body["written"]][2] == "Calls her sister."
    attendance = Attendance.objects.get(session=hour)
    assert (attendance.note, attendance.goal_id) == (new, second.goal_id)
    assert (attendance.attended_minutes, new.body["minutes"]) == (50, 50)
    with pytest.raises(UnableToCorrect, match="Nothing is different"):
        correct(world, dana, new, words={"Plan": "Calls her sister."}, goals=(second.label,))
    with pytest.raises(UnableToCorrect, match="plan has changed"):
        correct(world, dana, new, goals=("Goal 9: Of somebody else",))


def correct(
    world: World,
    patient: Patient,
    old: Entry,
    *,
    words: dict[str, str] | None = None,
    goals: tuple[str, ...],
) -> Entry:
    before = {one["part"]: one["words"] for one in old.body["written"]}
    return correct_individual_note(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        entry_id=old.pk,
        note=CorrectedIndividual(
            Came("here", left_early_minutes=10), {**before, **(words or {})}, goals
        ),
        reason="Misheard",
        now=old.signed_at,
    )


def test_each_instrument_stands_beside_once_with_its_newest_answer(
    world: World, dana: Patient
) -> None:
    in_care(world, dana)
    agree(world, dana)
    score_form(world, dana, "phq-9", [2] * 9)
    newest = score_form(world, dana, "phq-9", [1] * 9)
    assert [entry.pk for entry in answered_last(dana)] == [newest.pk]


def test_a_draft_stays_with_its_session_and_its_writer(
    world: World, dana: Patient, hour: Session
) -> None:
    write_alone(world, hour, dana)
    colleague = world.accounts[Role.MEDICAL]
    for change in ({"writer": colleague}, {"attendance": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            IndividualNote.objects.update(**change)
