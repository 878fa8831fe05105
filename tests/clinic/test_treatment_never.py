"""What must never be, tried by raw SQL: the database itself refuses, on SQLite and PostgreSQL."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import latest
from stepdown.clinic.people.models import Patient
from stepdown.clinic.treatment.advising import open_detox_need
from stepdown.clinic.treatment.operations import PlacementDecision
from tests.clinic.care import decide, judge_safety, make_ready
from tests.clinic.world import TODAY, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db

NEW_EPISODE = (
    "INSERT INTO treatment_episode (version, status, admitted_on, level_code, criteria_edition,"
    " phase_number, hold_reason, end_reason, patient_id, site_id, placement_id, admission_id)"
    " VALUES (1, 'active', %s, '2.1', '3rd', 1, '', '', %s, %s, %s, %s)"
)
SETTLE = (
    "UPDATE treatment_detoxneed SET state = 'cleared', settled_by_id = %s WHERE patient_id = %s"
)


@made_once
def patient(world: World) -> Patient:
    patient = world.patient()
    make_ready(world, patient)
    return patient


def run(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def begin_by_sql(patient: Patient, placement: Entry) -> None:
    admission = latest(patient, EntryKind.VITALS)
    assert admission is not None
    run(NEW_EPISODE, TODAY, patient.pk, patient.site_id, placement.pk, admission.pk)


def placement_of(patient: Patient) -> Entry:
    found = latest(patient, EntryKind.PLACEMENT)
    assert found is not None
    return found


def test_the_statement_works_where_nothing_stands_against_it(patient: Patient) -> None:
    begin_by_sql(patient, placement_of(patient))
    assert patient.episodes.count() == 1


def test_no_episode_begins_while_a_detox_need_is_open(world: World, patient: Patient) -> None:
    placement = placement_of(patient)
    decide(world, patient, PlacementDecision.DETOX)
    with pytest.raises(IntegrityError, match="Detox comes first"):
        begin_by_sql(patient, placement)


def test_no_episode_comes_back_from_hold_while_a_need_is_open(
    world: World, patient: Patient
) -> None:
    begin_by_sql(patient, placement_of(patient))
    run("UPDATE treatment_episode SET status = 'hold', hold_reason = 'ill'")
    decide(world, patient, PlacementDecision.DETOX)
    with pytest.raises(IntegrityError, match="Detox comes first"):
        run("UPDATE treatment_episode SET status = 'active'")


def test_no_episode_begins_without_a_placement_decision(patient: Patient) -> None:
    other = latest(patient, EntryKind.USE_HISTORY)
    assert other is not None
    with pytest.raises(IntegrityError, match="placement decision comes first"):
        begin_by_sql(patient, other)


@pytest.mark.parametrize("change", ["is_confirmed = (1 = 0)", "is_deceased = (1 = 1)"])
def test_no_episode_begins_for_somebody_unconfirmed_or_dead(patient: Patient, change: str) -> None:
    run(f"UPDATE people_patient SET {change}")
    with pytest.raises(IntegrityError, match="not confirmed, or is recorded as having died"):
        begin_by_sql(patient, placement_of(patient))


def test_a_need_is_settled_by_no_other_entry_than_a_withdrawal_decision(
    world: World, patient: Patient
) -> None:
    decide(world, patient, PlacementDecision.DETOX)
    safety = judge_safety(world, patient)
    with pytest.raises(IntegrityError, match="Only a signed withdrawal decision"):
        run(SETTLE, safety.pk, patient.pk)
    with pytest.raises(IntegrityError):
        run(SETTLE, None, patient.pk)
    assert open_detox_need(patient) is not None


def test_a_need_is_never_removed(world: World, patient: Patient) -> None:
    decide(world, patient, PlacementDecision.DETOX)
    with pytest.raises(IntegrityError, match="cannot be removed"):
        run("DELETE FROM treatment_detoxneed")


def test_a_need_cannot_be_inserted_as_settled(patient: Patient) -> None:
    placement = placement_of(patient)
    with pytest.raises(IntegrityError, match="Only a signed withdrawal decision"):
        run(
            "INSERT INTO treatment_detoxneed"
            " (state, opened_at, opened_by_id, patient_id, settled_by_id)"
            " VALUES ('cleared', '2026-11-23 17:00:00+00:00', %s, %s, %s)",
            placement.pk,
            patient.pk,
            placement.pk,
        )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE chart_entry SET reason = 'later'",
        "UPDATE chart_entry SET signed_as = 'medical'",
        "DELETE FROM chart_entry",
    ],
)
def test_what_is_signed_stays_as_it_was_signed(patient: Patient, sql: str) -> None:
    with pytest.raises(IntegrityError, match="signed entry cannot be"):
        run(sql)
