"""Corrections of what a session left behind: a mark of a closed roll, a signed note."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from stepdown.clinic.chart.correcting import UnableToCorrect
from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import UnableToSign
from stepdown.clinic.chart.queries import altered_entries, latest
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed, shut_out
from stepdown.clinic.people.roles import Role
from stepdown.clinic.progress.queries import attendance_record
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.operations import (
    Came,
    CorrectedNote,
    UnableToCallRoll,
    correct_mark,
    correct_note,
)
from stepdown.clinic.treatment.models import Episode
from tests.clinic.evenings import SHARED, close, mark, open_evening, sign, take_seats, write
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, World, make_world
from tests.layers import made_once

pytestmark = pytest.mark.django_db


@dataclass
class Evening:
    """A group whose roll is closed: Dana here, Luis late by 12 minutes, Theo not here."""

    world: World
    session: Session
    dana: Patient
    luis: Patient
    theo: Patient

    def mark_of(self, patient: Patient) -> Attendance:
        return Attendance.objects.get(session=self.session, patient=patient)

    def sign_all(self) -> None:
        write(self.world, self.session, {self.dana: "Named payday.", self.luis: "Spoke of work."})
        sign(self.world, self.session)

    def note_of(self, patient: Patient) -> Entry:
        note = latest(patient, EntryKind.SESSION_NOTE)
        assert note is not None
        return note

    def correct_mark(self, patient: Patient, came: Came, **changes: Any) -> None:
        found = self.mark_of(patient)
        details: dict[str, Any] = {
            "actor": self.world.actor(Role.COUNSELOR),
            "session": self.session,
            "attendance_id": found.pk,
            "came": came,
            "reason": "Marked in the wrong row.",
            "expected_version": found.version,
            "now": self.session.ends_at + timedelta(hours=1),
        }
        correct_mark(**(details | changes))

    def correct_note(
        self,
        patient: Patient,
        *,
        role: Role = Role.COUNSELOR,
        entry: Entry | None = None,
        **say: Any,
    ) -> Entry:
        came = say.pop("came", Came("here"))
        not_a_person = say.pop("not_a_person", False)
        words = {"own_line": "Named payday and rent.", "plan_line": "Calls the sponsor."} | say
        return correct_note(
            actor=self.world.actor(role),
            patient=patient,
            entry_id=(entry or self.note_of(patient)).pk,
            note=CorrectedNote(came=came, participation="led", **words),
            not_a_person=not_a_person,
            reason="Two lines were swapped.",
            now=self.session.ends_at + timedelta(hours=1),
        )


@made_once
def evening() -> Evening:
    world = make_world()
    group = add_evening_program(world)[0]
    names = [("Dana", "Marsh"), ("Luis", "Ortega"), ("Theo", "Baker")]
    people = [world.patient(name, family_name=last) for name, last in names]
    for one in people:
        take_seats(world, in_care(world, one), [group])
    session = open_evening(world, group)
    mark(world, session, dict(zip(people, ("here", "late", "missed"), strict=True)))
    close(world, session)
    return Evening(world, session, *people)


def hours(patient: Patient) -> tuple[int, int]:
    """Attended and billable minutes of the first week."""
    record = attendance_record(Episode.objects.get(patient=patient), now=NOW + timedelta(days=1))
    return record.weeks[0].attended, record.weeks[0].billable


def test_a_wrong_mark_is_corrected_and_minutes_follow(evening: Evening) -> None:
    evening.correct_mark(evening.theo, Came("late", late_minutes=20))
    stored = evening.mark_of(evening.theo)
    assert (stored.status, stored.attended_minutes) == ("late", 100)
    assert stored.correction_reason == "Marked in the wrong row."
    assert hours(evening.theo) == (100, 0)
    event = LedgerEvent.objects.get(verb="attendance.corrected")
    assert (event.patient_id, len(event.digest)) == (evening.theo.pk, 64)


def test_somebody_marked_present_later_still_gets_a_note(evening: Evening) -> None:
    evening.sign_all()
    evening.correct_mark(evening.theo, Came("here"))
    write(evening.world, evening.session, {evening.theo: "Came in by the side door."})
    assert sign(evening.world, evening.session) == 1
    assert hours(evening.theo) == (120, 120)


def test_absent_people_have_no_minutes_after_a_correction(evening: Evening) -> None:
    evening.correct_mark(evening.dana, Came("excused"))
    assert hours(evening.dana) == (0, 0)


@pytest.mark.parametrize(
    "came",
    [
        Came("late"),
        Came("here", late_minutes=5),
        Came("missed", left_early_minutes=5),
        Came("here", left_early_minutes=500),
        Came("video"),
    ],
)
def test_minutes_must_fit_the_mark(evening: Evening, came: Came) -> None:
    with pytest.raises(UnableToCallRoll):
        evening.correct_mark(evening.theo, came)


def test_a_mark_corrected_meanwhile_is_not_overwritten(evening: Evening) -> None:
    seen = evening.mark_of(evening.theo).version
    evening.correct_mark(evening.theo, Came("excused"))
    with pytest.raises(UnableToSave):
        evening.correct_mark(evening.theo, Came("here"), expected_version=seen)
    assert evening.mark_of(evening.theo).status == "excused"


def test_a_mark_needs_a_reason_and_a_difference(evening: Evening) -> None:
    with pytest.raises(UnableToCorrect, match="why"):
        evening.correct_mark(evening.theo, Came("here"), reason=" ")
    with pytest.raises(UnableToCorrect, match="Nothing is different"):
        evening.correct_mark(evening.theo, Came("missed"))


def test_an_open_roll_is_marked_and_not_corrected(evening: Evening) -> None:
    Session.objects.filter(pk=evening.session.pk).update(state=Session.State.OPEN)
    with pytest.raises(UnableToCorrect, match="not closed yet"):
        evening.correct_mark(evening.theo, Came("here"))


def test_only_who_may_close_the_roll_corrects_it(evening: Evening) -> None:
    for role in (Role.TECHNICIAN, Role.INTAKE):
        with pytest.raises(NotAllowed):
            evening.correct_mark(evening.theo, Came("here"), actor=evening.world.actor(role))


def test_somebody_whose_chart_is_closed_to_one_is_not_on_the_roll(evening: Evening) -> None:
    shut_out(
        actor=evening.world.actor(Role.DIRECTOR),
        patient=evening.theo,
        account=evening.world.accounts[Role.COUNSELOR],
        now=NOW,
    )
    with pytest.raises(UnableToCorrect, match="not on this roll"):
        evening.correct_mark(evening.theo, Came("here"))


def test_with_a_signed_note_the_mark_follows_the_note(evening: Evening) -> None:
    evening.sign_all()
    with pytest.raises(UnableToCorrect, match="Correct the note"):
        evening.correct_mark(evening.dana, Came("excused"))


def test_a_corrected_note_is_a_new_version_and_the_hours_follow(evening: Evening) -> None:
    evening.sign_all()
    old = evening.note_of(evening.dana)
    new = evening.correct_note(evening.dana, came=Came("here", left_early_minutes=30))
    old.refresh_from_db()
    assert (old.body["own_line"], old.body["minutes"]) == ("Named payday.", 120)
    assert (new.corrects, new.body["own_line"]) == (old, "Named payday and rent.")
    assert (new.body["minutes"], new.body["shared"]) == (90, SHARED)
    stored = evening.mark_of(evening.dana)
    assert (stored.note, stored.own_line) == (new, "Named payday and rent.")
    assert hours(evening.dana) == (90, 90)
    assert altered_entries() == []


def test_somebody_who_was_not_there_has_no_hours_after_the_correction(evening: Evening) -> None:
    evening.sign_all()
    new = evening.correct_note(
        evening.dana, came=Came("missed"), own_line="Was not there; marked by mistake."
    )
    assert (new.body["attendance"], new.body["minutes"]) == ("missed", 0)
    assert hours(evening.dana) == (0, 0)


def test_a_corrected_note_can_be_corrected_again_but_not_the_old_one(evening: Evening) -> None:
    evening.sign_all()
    first = evening.note_of(evening.dana)
    second = evening.correct_note(evening.dana)
    with pytest.raises(UnableToCorrect, match="correction already"):
        evening.correct_note(evening.dana, entry=first, own_line="Another.")
    third = evening.correct_note(evening.dana, own_line="A third version.")
    assert (third.corrects, evening.mark_of(evening.dana).note) == (second, third)


def test_the_shared_part_stays_where_others_have_it(evening: Evening) -> None:
    evening.sign_all()
    with pytest.raises(UnableToCorrect, match="Others have the shared part"):
        evening.correct_note(evening.dana, shared="Other words.")
    assert evening.note_of(evening.luis).body["shared"] == SHARED


def test_the_shared_part_is_corrected_where_one_person_has_it(evening: Evening) -> None:
    evening.correct_mark(evening.luis, Came("missed"))
    write(evening.world, evening.session, {evening.dana: "Named payday."})
    sign(evening.world, evening.session)
    with pytest.raises(UnableToCorrect, match="shared part is empty"):
        evening.correct_note(evening.dana, shared="  ")
    new = evening.correct_note(evening.dana, shared="Walked through the first month.")
    evening.session.refresh_from_db()
    assert new.body["shared"] == "Walked through the first month."
    assert evening.session.shared_note == "Walked through the first month."


def test_names_are_checked_as_before_signing(evening: Evening) -> None:
    evening.sign_all()
    with pytest.raises(UnableToCorrect, match="full name"):
        evening.correct_note(evening.dana, own_line="Sat with Luis Ortega.")
    with pytest.raises(UnableToCorrect, match="tick that no person is meant"):
        evening.correct_note(evening.dana, own_line="Sat with Luis.")
    new = evening.correct_note(evening.dana, own_line="Saint Luis street.", not_a_person=True)
    assert new.body["checks"]["not_a_person"] is True


def test_a_corrected_note_is_whole(evening: Evening) -> None:
    evening.sign_all()
    with pytest.raises(UnableToCorrect, match="A note needs"):
        evening.correct_note(evening.dana, own_line=" ")
    with pytest.raises(UnableToCorrect, match="A note needs"):
        evening.correct_note(evening.dana, plan_line="")


def test_a_technician_cannot_correct_a_note(evening: Evening) -> None:
    evening.sign_all()
    with pytest.raises(UnableToSign, match="Your role cannot sign this"):
        evening.correct_note(evening.dana, role=Role.TECHNICIAN)
    assert evening.mark_of(evening.dana).own_line == "Named payday."


def test_a_note_is_not_corrected_for_somebody_else(evening: Evening) -> None:
    evening.sign_all()
    with pytest.raises(UnableToCorrect, match="no such entry"):
        evening.correct_note(evening.luis, entry=evening.note_of(evening.dana))


@pytest.mark.parametrize(
    "change",
    [
        "attended_minutes = 999",
        "note_id = NULL",
        "note_id = {newer}, patient_id = {luis}",
        "note_id = {other}, attended_minutes = 999",
    ],
)
def test_a_signed_mark_changes_only_with_the_correction_of_its_note(
    evening: Evening, change: str
) -> None:
    evening.sign_all()
    newer = evening.correct_note(evening.dana)
    ids = {"newer": newer.pk, "luis": evening.luis.pk, "other": evening.note_of(evening.luis).pk}
    table, row = "clinic_sessions_attendance", evening.mark_of(evening.dana).pk
    with (
        pytest.raises(DatabaseError, match="note"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET {change.format(**ids)} WHERE id = {row}")
