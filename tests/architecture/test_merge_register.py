"""What a merge does with each model is what the register says, and no table is forgotten."""

import re
import tomllib

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from stepdown.clinic.ledger.triggers import Trigger
from stepdown.clinic.merging.columns import (
    HELD_BACK,
    SETTLE_FIRST,
    STAYS,
    columns_of_people,
    once_only,
)
from stepdown.clinic.people.models import Patient
from tests.architecture.test_patient_data import REGISTER

GOES_BY_ITSELF = {  # rows that hang on others, by the model they hang on
    "consents.Invitation",
    "intake.Referral",
    "treatment.EpisodeStart",
    "treatment.ReferralStep",
    "treatment.TeamMember",
    "treatment.PlannedPhase",
    "drug_tests.Specimen",
    "clinic_sessions.IndividualNote",
    "clinic_sessions.CoSignature",
    "plans.PlanGoal",
    "timetable.Proposal",
    "timetable.WeekPlan",
    "building.DraftWeek",
    "progress.StepReview",
}


def answers() -> dict[str, str]:
    return {name: entry["merge"] for name, entry in tomllib.loads(REGISTER.read_text()).items()}


def test_a_merge_moves_what_the_register_says_moves() -> None:
    moved = {model._meta.label for model, _ in columns_of_people()}
    said = {name for name, answer in answers().items() if answer == "moves"}
    assert said == moved | GOES_BY_ITSELF
    assert {name for name, answer in answers().items() if answer == "stays"} == {
        *STAYS,
        "merging.MovedRows",
    }


def test_every_link_to_a_person_is_one_that_a_merge_knows() -> None:
    """A link under another name than `patient` would be forgotten: say here what it is."""
    known = {(model, column) for model, column in columns_of_people()}
    others = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Patient and (model, field.name) not in known
        if model._meta.label not in STAYS
    }
    stays_as_signed, refused_while_it_holds = "chart.Entry.signed_for", "treatment.NoContact.other"
    assert others == {stays_as_signed, refused_while_it_holds}


def test_what_hangs_on_a_moved_row_has_no_link_of_its_own() -> None:
    moved = {model for model, _ in columns_of_people()}
    for label in GOES_BY_ITSELF:
        assert _hangs_on(apps.get_model(label), moved), label


def _hangs_on(model: type[models.Model], moved: set[type[models.Model]]) -> bool:
    targets = {field.related_model for field in model._meta.concrete_fields if field.is_relation}
    return bool(targets & moved) or any(
        _hangs_on(target, moved)
        for target in targets
        if isinstance(target, type) and target._meta.label in GOES_BY_ITSELF
    )


def test_whatever_a_person_has_once_only_is_held_back_or_settled_first() -> None:
    rules = {
        name for model, column in columns_of_people() for name, _, _ in once_only(model, column)
    }
    assert rules == HELD_BACK | set(SETTLE_FIRST)


@pytest.mark.django_db
def test_every_table_with_a_person_is_closed_when_they_were_merged() -> None:
    """Add `closed_when_merged()` to the migration that makes the table."""
    tables = {model._meta.db_table for model, _ in columns_of_people()}
    tables |= {apps.get_model(label)._meta.db_table for label in STAYS if _has_patient(label)}
    wanted = {f"{table}_insert_closed" for table in tables}
    assert wanted - _triggers() == set()


def _has_patient(label: str) -> bool:
    fields = {field.name: field for field in apps.get_model(label)._meta.concrete_fields}
    return "patient" in fields and fields["patient"].related_model is Patient


def _triggers() -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.django_db
def test_every_trigger_that_a_migration_makes_stands_after_the_last_one() -> None:
    """SQLite makes a table anew when a column or a constraint is added, and drops its triggers."""
    made = {
        found[1]
        for migration in MigrationLoader(connection).disk_migrations.values()
        for step in migration.operations
        if isinstance(step, Trigger)
        for statement in step.statements(connection.vendor)
        if (found := re.search(r"CREATE TRIGGER (\w+)", statement))
    }
    assert len(made) > 100
    assert made - _triggers() == set()
