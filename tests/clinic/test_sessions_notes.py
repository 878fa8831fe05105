"""Writing and signing the notes of a session."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import UnableToSign
from stepdown.clinic.chart.queries import altered_entries
from stepdown.clinic.ledger.operations import UnableToSave, writing
from stepdown.clinic.people.access import grant_access
from stepdown.clinic.people.models import Credential, Patient
from stepdown.clinic.people.operations import NotAllowed, shut_out
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.days import unfinished_sessions
from stepdown.clinic.sessions.hours import (
    AttendedDay,
    HoursPage,
    PersonHours,
    hours_attended,
)
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.operations import (
    NoteLine,
    UnableToSaveNote,
    UnableToSignNotes,
    save_note,
    sign_notes,
)
from stepdown.clinic.sessions.queries import note_digest
from tests.clinic.evenings import (
    SHARED,
    close,
    hold_evening,
    line_for,
    mark,
    open_evening,
    sign,
    take_seats,
    write,
)
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World, make_world
from tests.layers import made_once

pytestmark = pytest.mark.django_db


@dataclass
class Evening:
    """A group whose roll is closed: Dana here, Luis late, Theo not here."""

    world: World
    session: Session
    dana: Patient
    luis: Patient
    theo: Patient

    @property
    def lines(self) -> dict[Patient, str]:
        return {self.dana: "Named payday as a trigger.", self.luis: "Listened, then spoke of work."}


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


def notes_of(patient: Patient) -> list[Entry]:
    return list(Entry.objects.filter(patient=patient, kind=EntryKind.SESSION_NOTE))


def test_each_person_who_was_there_gets_one_signed_note(evening: Evening) -> None:
    write(evening.world, evening.session, evening.lines)
    assert sign(evening.world, evening.session) == 2
    (note,) = notes_of(evening.dana)
    assert note.body["shared"] == SHARED
    assert note.body["own_line"] == "Named payday as a trigger."
    assert note.body["minutes"] == 120
    assert note.body["number_present"] == 2
    assert (note.body["starts"], note.body["ends"]) == ("18:00", "20:15")
    assert note.body["leader_credential"] == "RN"
    assert notes_of(evening.theo) == []
    assert altered_entries() == []


def test_no_note_names_anybody_else(evening: Evening) -> None:
    write(evening.world, evening.session, evening.lines)
    sign(evening.world, evening.session)
    (note,) = notes_of(evening.dana)
    assert not any(name in str(note.body) for name in ("Luis", "Ortega", "Theo", "Baker"))


def test_notes_are_signed_once(evening: Evening) -> None:
    write(evening.world, evening.session, evening.lines)
    sign(evening.world, evening.session)
    with pytest.raises(UnableToSignNotes, match="no note left"):
        sign(evening.world, evening.session)
    assert len(notes_of(evening.dana)) == 1


@pytest.mark.parametrize(
    "words", ["Dana Marsh led us.", "MARSH, DANA led.", "With dana   marsh's map.", "Theo Baker?"]
)
def test_a_full_name_in_the_shared_part_blocks(evening: Evening, words: str) -> None:
    write(evening.world, evening.session, evening.lines, shared=words)
    with pytest.raises(UnableToSignNotes, match="full name"):
        sign(evening.world, evening.session, not_a_person=True, lines_are_meant=True)
    assert Entry.objects.filter(kind=EntryKind.SESSION_NOTE).count() == 0


def test_another_members_full_name_in_an_own_line_blocks(evening: Evening) -> None:
    write(evening.world, evening.session, evening.lines | {evening.dana: "Sat by Luis Ortega."})
    with pytest.raises(UnableToSignNotes, match=r"Dana M\.'s line has a group member's full name"):
        sign(evening.world, evening.session, not_a_person=True)


def test_a_first_name_warns_and_the_answer_is_recorded(evening: Evening) -> None:
    write(evening.world, evening.session, evening.lines, shared="Read from the Theo fable.")
    with pytest.raises(UnableToSignNotes, match="“theo”, a name in this group"):
        sign(evening.world, evening.session)
    sign(evening.world, evening.session, not_a_person=True)
    assert notes_of(evening.dana)[0].body["checks"]["not_a_person"] is True


def test_a_persons_own_first_name_may_stand_in_their_line(evening: Evening) -> None:
    write(evening.world, evening.session, evening.lines | {evening.dana: "Dana named a trigger."})
    assert sign(evening.world, evening.session) == 2


def test_lines_that_are_nearly_the_same_warn(evening: Evening) -> None:
    same = "Took part and named two triggers today"
    write(evening.world, evening.session, {evening.dana: f"{same}.", evening.luis: f"{same}!"})
    with pytest.raises(UnableToSignNotes, match="nearly the same"):
        sign(evening.world, evening.session)
    assert sign(evening.world, evening.session, lines_are_meant=True) == 2


def test_each_person_needs_a_whole_line(evening: Evening) -> None:
    write(evening.world, evening.session, {evening.dana: "Named payday as a trigger."})
    with pytest.raises(UnableToSignNotes, match=r"Missing: Luis O\."):
        sign(evening.world, evening.session)


@pytest.mark.parametrize("line", ["Named as a trigger:", "Goal 2: Tried out: ", "Found hard: ..."])
def test_the_beginning_of_a_line_is_no_line(evening: Evening, line: str) -> None:
    write(evening.world, evening.session, {**evening.lines, evening.luis: line})
    with pytest.raises(UnableToSignNotes, match=r"Missing: Luis O\."):
        sign(evening.world, evening.session)


def test_the_shared_part_is_needed(evening: Evening) -> None:
    write(evening.world, evening.session, evening.lines, shared="")
    with pytest.raises(UnableToSignNotes, match="shared part"):
        sign(evening.world, evening.session)


def test_a_note_waits_for_the_closed_roll(evening: Evening) -> None:
    later = open_evening(evening.world, evening.session.series, TODAY + timedelta(days=7))
    mark(evening.world, later, {evening.dana: "here"})
    with pytest.raises(UnableToSignNotes, match="Close the roll first"):
        sign(evening.world, later)


def test_what_changed_after_reading_is_not_signed(evening: Evening) -> None:
    write(evening.world, evening.session, evening.lines)
    seen = note_digest(evening.session)
    write(evening.world, evening.session, {evening.dana: "Left out the payday part."})
    with pytest.raises(UnableToSave, match="changed after you read it"):
        sign_notes(
            actor=evening.world.actor(Role.COUNSELOR),
            session=evening.session,
            seen=seen,
            not_a_person=False,
            lines_are_meant=False,
            now=evening.session.ends_at,
        )


def test_two_people_write_different_lines_at_once(evening: Evening) -> None:
    drawn = {one: line_for(evening.session, one, "") for one in (evening.dana, evening.luis)}
    for role, who in ((Role.COUNSELOR, evening.dana), (Role.PSYCHOLOGIST, evening.luis)):
        line = NoteLine("quiet", f"Words for {who.pk}.", "Rest.", drawn[who].version)
        save_note(
            actor=evening.world.actor(role),
            session=evening.session,
            shared="",
            lines={who.pk: line},
            expected_version=1,
            now=evening.session.ends_at,
        )
    lines = Attendance.objects.exclude(own_line="").values_list("own_line", flat=True)
    assert set(lines) == {f"Words for {evening.dana.pk}.", f"Words for {evening.luis.pk}."}


def test_a_stale_line_is_refused_with_what_stands_there_now(evening: Evening) -> None:
    stale = line_for(evening.session, evening.dana, "Mine.")
    write(evening.world, evening.session, {evening.dana: "Theirs."})
    with pytest.raises(UnableToSave, match=r"“Theirs\.”"):
        save_note(
            actor=evening.world.actor(Role.COUNSELOR),
            session=evening.session,
            shared=SHARED,
            lines={evening.dana.pk: stale},
            expected_version=evening.session.version,
            now=evening.session.ends_at,
        )


def test_nothing_is_changed_after_signing(evening: Evening) -> None:
    write(evening.world, evening.session, evening.lines)
    sign(evening.world, evening.session)
    with pytest.raises(UnableToSaveNote, match="signed"):
        write(evening.world, evening.session, {evening.dana: "Other words."})
    with pytest.raises(UnableToSaveNote, match="signed"):
        write(evening.world, evening.session, {}, shared="Other words.")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE clinic_sessions_attendance SET attended_minutes = 999 WHERE note_id IS NOT NULL",
        "DELETE FROM clinic_sessions_attendance WHERE note_id IS NOT NULL",
        "UPDATE clinic_sessions_attendance SET note_id = (SELECT MIN(id) FROM chart_entry)"
        " WHERE note_id IS NULL",
    ],
)
def test_the_database_refuses_what_breaks_a_signed_note(evening: Evening, statement: str) -> None:
    write(evening.world, evening.session, evening.lines)
    sign(evening.world, evening.session)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Attendance.objects.filter(note__isnull=False).count() == 2


def test_a_technician_writes_no_note_of_somebody_elses_group(evening: Evening) -> None:
    with pytest.raises(NotAllowed):
        write(evening.world, evening.session, evening.lines, role=Role.TECHNICIAN)


def test_a_lapsed_credential_blocks_signing_and_keeps_the_text(evening: Evening) -> None:
    write(evening.world, evening.session, evening.lines)
    account = evening.world.accounts[Role.COUNSELOR]
    Credential.objects.filter(account=account).update(valid_until=date(2026, 11, 1))
    with pytest.raises(UnableToSign, match="lapsed"):
        sign(evening.world, evening.session)
    assert Attendance.objects.get(patient=evening.dana).own_line == "Named payday as a trigger."


def test_a_chart_that_is_shut_to_the_signer_is_not_signed_into(evening: Evening) -> None:
    world = evening.world
    write(world, evening.session, evening.lines)
    account = world.accounts[Role.PSYCHOLOGIST]
    shut_out(actor=world.actor(Role.DIRECTOR), patient=evening.dana, account=account, now=NOW)
    with pytest.raises(UnableToSignNotes, match="not open to you"):
        sign(world, evening.session, role=Role.PSYCHOLOGIST)
    assert notes_of(evening.luis) == []


def test_unsigned_notes_wait_for_their_leader(evening: Evening) -> None:
    actor = evening.world.actor(Role.COUNSELOR)
    (waiting,) = unfinished_sessions(actor, evening.session.ends_at)
    assert (waiting.session_id, waiting.unsigned) == (evening.session.pk, 2)
    write(evening.world, evening.session, evening.lines)
    sign(evening.world, evening.session)
    assert unfinished_sessions(actor, evening.session.ends_at) == []


def test_a_biller_sees_dates_and_minutes_of_people_open_to_billing(evening: Evening) -> None:
    biller = evening.world.actor(Role.BILLER)
    tomorrow = TODAY + timedelta(days=1)

    def seen() -> HoursPage:
        at = evening.session.ends_at
        return hours_attended(biller, from_on=TODAY, until_on=tomorrow, now=at)

    assert seen().people == ()
    grant_access(
        patient=evening.luis,
        site_id=evening.world.site.pk,
        role=Role.BILLER,
        purpose="billing",
        why="billing",
        now=NOW,
    )
    (person,) = seen().people
    assert person == PersonHours("Luis Ortega", (AttendedDay(TODAY, 108, False),))


def test_a_day_with_two_sessions_is_one_day_and_noted_once_both_are() -> None:
    world = make_world()
    series = add_evening_program(world)
    group, lesson = series[0], series[3]  # both on Monday
    dana = world.patient("Dana", family_name="Marsh")
    take_seats(world, in_care(world, dana), [group, lesson])
    account_id = world.accounts[Role.BILLER].pk
    with writing():
        grant_access(patient=dana, account_id=account_id, purpose="billing", why="billing", now=NOW)
    hold_evening(world, group, TODAY, {dana: "here"})
    late = hold_evening(world, lesson, TODAY, {dana: "here"}, noted=False)
    assert _billed_days(world, late) == (AttendedDay(TODAY, 180, is_noted=False),)
    write(world, late, {dana: "Spoke of pay day."})
    sign(world, late)
    assert _billed_days(world, late) == (AttendedDay(TODAY, 180, is_noted=True),)


def _billed_days(world: World, last: Session) -> tuple[AttendedDay, ...]:
    until, now = TODAY + timedelta(days=7), last.ends_at
    page = hours_attended(world.actor(Role.BILLER), from_on=TODAY, until_on=until, now=now)
    return page.people[0].days
