"""Two records of one person are joined: one record is read, written and found from then on."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.chart.queries import altered_entries, timeline
from stepdown.clinic.intake.operations import take_call
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.ledger.operations import UnableToSave, writing
from stepdown.clinic.ledger.queries import ledger_faults
from stepdown.clinic.merging.columns import UnableToMerge, columns_of_people
from stepdown.clinic.merging.operations import say_two_people
from stepdown.clinic.people.access import (
    MergedAway,
    NotThere,
    access_patient,
    grant_access,
    patients_open_to,
)
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.duplicates import people_like, possible_duplicates
from stepdown.clinic.people.models import AccessGrant, Merge, Patient
from stepdown.clinic.people.operations import NotAllowed, correct_details, shut_out
from stepdown.clinic.people.queries import find_people
from stepdown.clinic.people.roles import Permission, Role
from stepdown.rules.identity import Described
from tests.clinic.care import agree, assess
from tests.clinic.joining import JOINED_AT, contact, examine, join, separate
from tests.clinic.world import NOW, World, add_member, make_world
from tests.layers import made_once
from tests.threads import run_in_threads

pytestmark = pytest.mark.django_db
LATER = JOINED_AT + timedelta(minutes=5)
CALLS = Permission.TAKE_CALLS


@made_once
def kept(world: World) -> Patient:
    return world.patient("Dana", phone="410 555 0142")


@made_once
def merged(world: World) -> Patient:
    return world.patient("Danuta", family_name="Marsch")


def test_what_was_signed_is_read_in_the_record_that_stays(
    world: World, kept: Patient, merged: Patient
) -> None:
    assess(world, merged)
    signed = len(timeline(merged))
    join(world, kept, merged)
    found = timeline(kept)
    assert len(found) == signed
    assert {entry.signed_for_id for entry in found} == {merged.pk}
    assert timeline(merged) == []
    assert altered_entries() == []


def test_both_records_say_in_the_ledger_who_joined_them(
    world: World, kept: Patient, merged: Patient
) -> None:
    merge = join(world, kept, merged)
    events = LedgerEvent.objects.filter(verb="patient.merged").order_by("seq")
    assert [event.patient_id for event in events] == [kept.pk, merged.pk]
    assert {event.subject for event in events} == {f"people.merge/{merge.pk}"}
    assert {event.actor_id for event in events} == {world.accounts[Role.INTAKE].pk}


@pytest.mark.parametrize("role", [Role.COUNSELOR, Role.DIRECTOR, Role.BILLER, Role.ADMINISTRATOR])
def test_only_those_with_the_right_join(
    world: World, kept: Patient, merged: Patient, role: Role
) -> None:
    with pytest.raises(NotAllowed):
        join(world, kept, merged, actor=world.actor(role))


def test_the_program_itself_joins_nobody(world: World, kept: Patient, merged: Patient) -> None:
    with pytest.raises(UnableToMerge, match="Only a person"):
        join(world, kept, merged, actor=THE_PROGRAM)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_a_join_has_a_reason(world: World, kept: Patient, merged: Patient, reason: str) -> None:
    with pytest.raises(UnableToMerge):
        join(world, kept, merged, reason=reason)


def test_somebody_shut_out_of_either_record_joins_nothing(
    world: World, kept: Patient, merged: Patient
) -> None:
    intake = world.accounts[Role.INTAKE]
    shut_out(actor=world.actor(Role.DIRECTOR), patient=merged, account=intake, now=NOW)
    with pytest.raises(UnableToMerge, match="not open any more"):
        join(world, kept, merged)


def test_a_record_changed_meanwhile_is_compared_again(
    world: World, kept: Patient, merged: Patient
) -> None:
    seen = kept.version + merged.version
    correct_details(
        actor=world.actor(Role.INTAKE), patient=merged, expected_version=1, now=NOW, phone="1"
    )
    with pytest.raises(UnableToSave):
        join(world, kept, merged, expected_version=seen)


def test_the_dead_address_leads_to_the_living_record_and_to_nothing_for_others(
    world: World, kept: Patient, merged: Patient
) -> None:
    join(world, kept, merged)
    with pytest.raises(MergedAway) as led_on:
        access_patient(
            actor=world.actor(Role.INTAKE), code=merged.code, permission=CALLS, now=LATER
        )
    assert led_on.value.code == kept.code
    elsewhere = make_world("Ridge", roles=(Role.INTAKE,)).actor(Role.INTAKE)
    with pytest.raises(NotThere) as refused:
        access_patient(actor=elsewhere, code=merged.code, permission=CALLS, now=LATER)
    assert not isinstance(refused.value, MergedAway)
    verbs = LedgerEvent.objects.filter(patient_id=merged.pk).order_by("-seq")
    assert list(verbs.values_list("verb", flat=True)[:2]) == ["patient.refused", "patient.led_on"]


@pytest.mark.parametrize("letters", ["dana", "danuta", "marsch", "dan marsh", "0142"])
def test_one_person_is_listed_and_found_by_either_name(
    world: World, kept: Patient, merged: Patient, letters: str
) -> None:
    join(world, kept, merged)
    actor = world.actor(Role.INTAKE)
    assert list(patients_open_to(actor, CALLS, LATER)) == [kept]
    assert find_people(actor, letters=letters, permission=CALLS, now=LATER) == [kept]


def test_a_grant_on_the_other_record_opens_nothing_while_they_are_joined(
    world: World, kept: Patient, merged: Patient
) -> None:
    other = add_member(make_world("Ridge", roles=()), Role.COUNSELOR, "guest@ridge.example")
    with writing():
        grant_access(patient=merged, purpose="care", why="cover", now=NOW, account_id=other.pk)
    world.accounts[Role.TECHNICIAN] = other
    guest = world.actor(Role.TECHNICIAN)
    assert list(patients_open_to(guest, Permission.READ_CHART, NOW)) == [merged]
    grants = list(AccessGrant.objects.order_by("pk").values())
    merge = join(world, kept, merged)
    assert list(patients_open_to(guest, Permission.READ_CHART, LATER)) == []
    separate(world, merge)
    assert list(patients_open_to(guest, Permission.READ_CHART, LATER)) == [merged]
    assert list(AccessGrant.objects.order_by("pk").values()) == grants


def test_a_block_on_either_record_shuts_out_of_the_joined_one(
    world: World, kept: Patient, merged: Patient
) -> None:
    neighbor = world.accounts[Role.COUNSELOR]
    shut_out(actor=world.actor(Role.DIRECTOR), patient=merged, account=neighbor, now=NOW)
    chart = Permission.READ_CHART
    assert kept in patients_open_to(world.actor(Role.COUNSELOR), chart, NOW)
    join(world, kept, merged)
    assert list(patients_open_to(world.actor(Role.COUNSELOR), chart, LATER)) == []


def test_nothing_is_written_into_a_record_that_was_joined(
    world: World, kept: Patient, merged: Patient
) -> None:
    """Whoever had it open when it happened is told so, and nothing is half written."""
    agree(world, merged)
    join(world, kept, merged)
    with pytest.raises(UnableToSave, match="joined with another"):
        contact(world, merged)
    with pytest.raises(UnableToSave, match="joined with another"):
        correct_details(
            actor=world.actor(Role.INTAKE),
            patient=merged,
            expected_version=merged.version,
            now=LATER,
            given_name="Dan",
        )
    with pytest.raises(UnableToSave, match="joined with another"):
        sign(world, merged)


def test_every_table_refuses_a_row_of_a_joined_record(
    world: World, kept: Patient, merged: Patient
) -> None:
    """Rows of one who is not joined are given to one who is, by raw SQL."""
    assess(world, kept)
    join(world, kept, merged)
    for model, column in columns_of_people():
        if column == "patient" and model._base_manager.exists():
            table = model._meta.db_table
            with pytest.raises(IntegrityError), transaction.atomic():
                _run(f"UPDATE {table} SET patient_id = {merged.pk}")


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_no_sql_moves_a_signed_entry_to_somebody_else(
    world: World, kept: Patient, merged: Patient
) -> None:
    stranger = world.patient("Rosa", family_name="Quint")
    examine(world, merged)
    join(world, kept, merged)
    moves = [
        f"patient_id = {stranger.pk}",
        "signed_for_id = NULL",
        f"patient_id = {stranger.pk}, signed_for_id = NULL",
        f"signed_for_id = {stranger.pk}",
        "reason = 'other'",
    ]
    for change in moves:
        with pytest.raises(IntegrityError, match="signed entry"), transaction.atomic():
            _run(f"UPDATE chart_entry SET {change} WHERE signed_for_id = {merged.pk}")
    assert altered_entries() == []


def test_records_joined_in_a_chain_lead_to_the_last_and_come_apart_newest_first(
    world: World, kept: Patient, merged: Patient
) -> None:
    third = world.patient("Dan", phone="410 555 0199")
    examine(world, merged)
    first = join(world, kept, merged)
    second = join(world, third, kept, now=LATER)
    actor = world.actor(Role.INTAKE)
    with pytest.raises(MergedAway) as led_on:
        access_patient(actor=actor, code=merged.code, permission=CALLS, now=LATER)
    assert led_on.value.code == third.code
    assert find_people(actor, letters="marsch", permission=CALLS, now=LATER) == [third]
    assert {entry.signed_for_id for entry in timeline(third)} == {merged.pk}
    with pytest.raises(UnableToMerge, match="newer join first"):
        separate(world, first)
    separate(world, second)
    assert {entry.signed_for_id for entry in timeline(kept)} == {merged.pk}
    separate(world, first)
    assert {entry.signed_for_id for entry in timeline(merged)} == {None}
    assert len(timeline(merged)) == 4
    assert altered_entries() == []


def test_two_records_joined_into_one_come_apart_in_either_order(
    world: World, kept: Patient, merged: Patient
) -> None:
    third = world.patient("Dan", phone="410 555 0199")
    examine(world, merged)
    examine(world, third)
    first, second = join(world, kept, merged), join(world, kept, third, now=LATER)
    separate(world, first)
    assert len(timeline(merged)) == len(timeline(kept)) == 4
    separate(world, second)
    assert len(timeline(third)) == 4
    assert timeline(kept) == []


def test_nothing_is_joined_twice_or_into_a_joined_record(
    world: World, kept: Patient, merged: Patient
) -> None:
    third = world.patient("Dan")
    join(world, kept, merged)
    for one, other in ((kept, merged), (merged, third), (third, merged), (third, third)):
        with pytest.raises(UnableToMerge):
            join(world, one, other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Patient.objects.filter(pk=third.pk).update(merged_into=merged)
    with pytest.raises(IntegrityError), transaction.atomic():
        Patient.objects.filter(pk=third.pk).update(merged_into=third)


def test_a_join_is_undone_once(world: World, kept: Patient, merged: Patient) -> None:
    merge = join(world, kept, merged)
    with pytest.raises(UnableToMerge):
        separate(world, merge, reason="")
    separate(world, merge)
    with pytest.raises(UnableToMerge, match="already"):
        separate(world, merge)
    join(world, merged, kept, now=LATER)
    assert Merge.objects.count() == 2


def test_a_new_call_is_noticed_also_by_the_name_of_a_joined_record(
    world: World, kept: Patient, merged: Patient
) -> None:
    join(world, kept, merged)
    actor = world.actor(Role.INTAKE)
    asked = Described(given_name="Danuta", family_name="Marsch")
    found = people_like(actor, site=world.site, person=asked, permission=CALLS, now=LATER)
    assert [(each.patient, each.reasons) for each in found] == [
        (kept, ("family name", "first name"))
    ]


def test_a_call_by_somebody_known_is_noticed_and_joins_nobody(world: World, kept: Patient) -> None:
    inquiry = take_call(
        actor=world.actor(Role.INTAKE),
        site=world.site,
        now=LATER,
        given_name="Marsh",
        family_name="Dána",
        phone="(410) 555-0142",
        email="",
        danger_signs=[],
        may_leave_message=None,
        email_is_ok=None,
        asked_by="self",
        reason="",
        last_use="",
        work_hours="",
        payer="",
    )
    assert inquiry.patient != kept
    actor = world.actor(Role.INTAKE)
    found = possible_duplicates(actor, inquiry.patient, permission=CALLS, now=LATER)
    assert [(each.patient, each.reasons) for each in found] == [
        (kept, ("phone", "family name", "first name"))
    ]
    say_two_people(actor=actor, one=inquiry.patient, other=kept, now=LATER)
    for one in (inquiry.patient, kept):
        assert possible_duplicates(actor, one, permission=CALLS, now=LATER) == []


def sign(world: World, patient: Patient) -> Entry:
    return sign_entry(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        kind=EntryKind.VITALS,
        body={"values": {}, "danger_signs": {}},
        happened_at=NOW,
        now=LATER,
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_join_at_once_one_wins() -> None:
    world = make_world()
    dana, danuta = world.patient("Dana"), world.patient("Danuta")
    born = date(1990, 5, 17)
    assert dana.birth_on == danuta.birth_on == born

    def desk(number: int) -> int:
        one, other = Patient.objects.get(pk=dana.pk), Patient.objects.get(pk=danuta.pk)
        pair = (one, other) if number % 2 else (other, one)
        return join(world, *pair).pk

    answers = run_in_threads(4, desk)
    assert sum(isinstance(answer, int) for answer in answers) == 1
    assert sum(isinstance(answer, UnableToMerge) for answer in answers) == 3
    assert Patient.objects.filter(merged_into=None).count() == 1
    separate(world, Merge.objects.get())
    assert ledger_faults() == []


@pytest.mark.django_db(transaction=True)
def test_a_note_signed_while_records_are_joined_is_in_one_of_them() -> None:
    """Whoever comes first: signed before, it moves; signed after, it is refused in words."""
    world = make_world()
    dana, danuta = world.patient("Dana"), world.patient("Danuta")

    def desk(number: int) -> object:
        if number == 0:
            return join(world, dana, danuta)
        return sign(world, Patient.objects.get(pk=danuta.pk))

    joined, *signed = run_in_threads(4, desk)
    assert isinstance(joined, Merge)
    refused = [one for one in signed if isinstance(one, UnableToSave)]
    assert len(timeline(dana)) == len(signed) - len(refused)
    assert timeline(danuta) == []
    assert ledger_faults() == []
