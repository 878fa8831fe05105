"""Every model with a link to a patient is named by export, merge, erase and audit."""

import tomllib

from django.apps import apps
from django.db import models

from stepdown.clinic.people.models import Patient
from tests.architecture.house import HOUSE

REGISTER = HOUSE / "docs" / "reference" / "patient-data.toml"
WAYS = {
    "export": {"whole", "own lines", "never"},
    "merge": {"moves", "stays"},
    "erase": {"deleted", "emptied", "kept"},
    "audit": {"written", "is the audit"},
}


def linked_models() -> set[str]:
    """Models that hold a patient, directly or through another model that does."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("stepdown.")]
    linked: set[type[models.Model]] = {Patient}
    while more := {model for model in ours if model not in linked and _points_to(model, linked)}:
        linked |= more
    return {model._meta.label for model in linked}


def _points_to(model: type[models.Model], linked: set[type[models.Model]]) -> bool:
    return any(
        field.name == "patient_id" or (field.is_relation and field.related_model in linked)
        for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many)
    )


def test_every_model_with_a_patient_says_what_becomes_of_it() -> None:
    named = tomllib.loads(REGISTER.read_text())
    assert linked_models() - set(named) == set(), f"name these in {REGISTER.name}"
    assert set(named) - linked_models() == set(), (
        f"these are in {REGISTER.name} but not in the code"
    )


def test_every_entry_answers_the_four_questions() -> None:
    for name, entry in tomllib.loads(REGISTER.read_text()).items():
        for question, answers in WAYS.items():
            assert entry[question] in answers, f"{name}: {question}"
        if entry["export"] == "never" or entry["erase"] == "kept":
            assert len(entry["because"]) > 10, f"{name} says why"
