"""A trainee's note waits for the supervisor, who reads it and answers for it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import UnableToSign
from stepdown.clinic.ledger.operations import writing
from stepdown.clinic.people.access import grant_access, patients_open_to
from stepdown.clinic.people.models import Account, Credential, Patient, Post
from stepdown.clinic.people.operations import UnableToChangeStaff, shut_out
from stepdown.clinic.people.roles import Permission, Role
from stepdown.clinic.sessions.co_signing import (
    Standing,
    notes_sent_back,
    notes_to_co_sign,
    standings_of,
)
from stepdown.clinic.sessions.hours import hours_attended
from stepdown.clinic.sessions.models import CoSignature, Session
from stepdown.clinic.sessions.operations import (
    Came,
    CorrectedIndividual,
    UnableToCoSign,
    co_sign,
    correct_individual_note,
    send_note_back,
    set_supervisor,
)
from tests.clinic.evenings import close, mark, open_evening, sign_alone, take_seats, write_alone
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World, add_member
from tests.layers import made_once

LATER = NOW + timedelta(days=3)


@made_once
def dana(world: World) -> Patient:
    return world.patient()


@made_once
def supervisor(world: World) -> Account:
    """Somebody who is not on Dana's team."""
    return add_member(world, Role.PSYCHOLOGIST, "lead@harbor.example")


@made_once
def hour(world: World, dana: Patient, supervisor: Account) -> Session:
    """Dana's hour with a counselor who is a trainee."""
    supervise(world, supervisor.pk)
    opening = add_evening_program(world)[5]
    take_seats(world, in_care(world, dana), [opening])
    session = open_evening(world, opening, TODAY + timedelta(days=2))
    mark(world, session, {dana: "here"})
    close(world, session)
    return session


def supervise(world: World, account_id: int | None, role: Role = Role.DIRECTOR) -> None:
    post = Post.objects.get(account=world.accounts[Role.COUNSELOR])
    set_supervisor(actor=world.actor(role), post=post, supervisor_id=account_id, now=NOW)


def lead(world: World, account: Account):  # type: ignore[no-untyped-def] # an actor
    world.accounts[Role.LOVED_ONE] = account
    return world.actor(Role.LOVED_ONE)


def signed(world: World, hour: Session, dana: Patient) -> Entry:
    return sign_alone(world, hour, dana, write_alone(world, hour, dana))


def test_a_trainees_note_waits_and_opens_the_chart_to_the_supervisor_until_it_is_signed(
    world: World, dana: Patient, hour: Session, supervisor: Account
) -> None:
    actor, reads = lead(world, supervisor), Permission.READ_CHART
    assert not patients_open_to(actor, reads, LATER).filter(pk=dana.pk).exists()
    note = signed(world, hour, dana)
    assert note.body["supervised_by"] == "Lead"
    assert [one.entry for one in notes_to_co_sign(actor, LATER)] == [note]
    assert standings_of(dana)[note.pk].standing == Standing.WAITS
    co_sign(actor=actor, patient=dana, entry_id=note.pk, now=LATER)
    assert standings_of(dana)[note.pk].standing == Standing.SIGNED
    assert notes_to_co_sign(actor, LATER) == []
    assert not patients_open_to(actor, reads, LATER).filter(pk=dana.pk).exists()


def test_an_hour_is_not_noted_before_its_note_is_co_signed(
    world: World, dana: Patient, hour: Session, supervisor: Account
) -> None:
    account_id = world.accounts[Role.BILLER].pk
    with writing():
        grant_access(patient=dana, account_id=account_id, purpose="billing", why="billing", now=NOW)
    note = signed(world, hour, dana)
    assert not is_noted(world)
    co_sign(actor=lead(world, supervisor), patient=dana, entry_id=note.pk, now=LATER)
    assert is_noted(world)


def is_noted(world: World) -> bool:
    until = TODAY + timedelta(days=7)
    page = hours_attended(world.actor(Role.BILLER), from_on=TODAY, until_on=until, now=LATER)
    return page.people[0].days[0].is_noted


def test_nobody_else_co_signs_and_nobody_twice(
    world: World, dana: Patient, hour: Session, supervisor: Account
) -> None:
    note = signed(world, hour, dana)
    for role in (Role.COUNSELOR, Role.MEDICAL):
        with pytest.raises(UnableToCoSign, match="waits for Lead"):
            co_sign(actor=world.actor(role), patient=dana, entry_id=note.pk, now=LATER)
    actor = lead(world, supervisor)
    co_sign(actor=actor, patient=dana, entry_id=note.pk, now=LATER)
    with pytest.raises(UnableToCoSign, match="waits for nobody"):
        co_sign(actor=actor, patient=dana, entry_id=note.pk, now=LATER)


def test_a_lapsed_credential_of_the_supervisor_blocks_the_co_signature(
    world: World, dana: Patient, hour: Session, supervisor: Account
) -> None:
    note = signed(world, hour, dana)
    Credential.objects.filter(account=supervisor).update(valid_until=TODAY)
    with pytest.raises(UnableToSign, match="lapsed"):
        co_sign(actor=lead(world, supervisor), patient=dana, entry_id=note.pk, now=LATER)


def test_a_note_that_was_sent_back_waits_anew_once_it_is_corrected(
    world: World, dana: Patient, hour: Session, supervisor: Account
) -> None:
    note, actor = signed(world, hour, dana), lead(world, supervisor)
    send_note_back(
        actor=actor, patient=dana, entry_id=note.pk, words="Say what she plans.", now=LATER
    )
    assert notes_to_co_sign(actor, LATER) == []
    (back,) = notes_sent_back(world.actor(Role.COUNSELOR), LATER)
    assert back.returned_words == "Say what she plans."
    new = correct_individual_note(
        actor=world.actor(Role.COUNSELOR),
        patient=dana,
        entry_id=note.pk,
        note=CorrectedIndividual(
            Came("here"), {"Data": "Told.", "Assessment": "Asks.", "Plan": "Calls a friend."}, ()
        ),
        reason="Asked by the supervisor",
        now=LATER,
    )
    assert notes_sent_back(world.actor(Role.COUNSELOR), LATER) == []
    assert [one.entry for one in notes_to_co_sign(actor, LATER)] == [new]


def test_what_waits_goes_to_a_new_supervisor_and_never_to_nobody(
    world: World, dana: Patient, hour: Session, supervisor: Account
) -> None:
    note = signed(world, hour, dana)
    with pytest.raises(UnableToCoSign, match="1 of their notes wait"):
        supervise(world, None)
    supervise(world, world.accounts[Role.MEDICAL].pk)
    assert notes_to_co_sign(lead(world, supervisor), LATER) == []
    waiting = notes_to_co_sign(world.actor(Role.MEDICAL), LATER)
    assert [one.entry_id for one in waiting] == [note.pk]


def test_only_a_director_says_who_supervises_whom(world: World, supervisor: Account) -> None:
    with pytest.raises(UnableToChangeStaff, match="program director"):
        supervise(world, supervisor.pk, Role.ADMINISTRATOR)
    with pytest.raises(UnableToCoSign, match="signs notes here"):
        supervise(world, world.accounts[Role.TECHNICIAN].pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.update(supervisor=supervisor)


def test_a_supervisor_who_is_shut_out_is_not_asked(
    world: World, dana: Patient, hour: Session, supervisor: Account
) -> None:
    shut_out(actor=world.actor(Role.DIRECTOR), patient=dana, account=supervisor, now=NOW)
    version = write_alone(world, hour, dana)
    with pytest.raises(UnableToCoSign, match="may not open this chart"):
        sign_alone(world, hour, dana, version)


def test_no_stray_statement_makes_a_co_signature(
    world: World, dana: Patient, hour: Session
) -> None:
    note = signed(world, hour, dana)
    for change in ({"signed": note}, {"entry": Entry.objects.earliest("pk")}):
        with pytest.raises(DatabaseError), transaction.atomic():
            CoSignature.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        CoSignature.objects.all().delete()
