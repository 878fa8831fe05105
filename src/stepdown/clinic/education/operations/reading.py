"""A person reads a lesson by themselves, and says how sure they feel."""

from datetime import datetime
from typing import Any

from stepdown.clinic.education.models import OwnLesson
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require_own
from stepdown.rules.education import all_lessons

MOST_SURE = 10


class UnableToKeepReading(Unable):
    """This cannot be kept; the message says what to do."""


def keep_reading(
    *,
    actor: Actor,
    patient: Patient,
    lesson: str,
    expected_version: int,
    now: datetime,
    sure_before: int | None = None,
    sure_after: int | None = None,
    is_read: bool = False,
) -> OwnLesson:
    """What is told is kept, what is None stays as it was; once read, it stays read. Never counts
    as minutes. `expected_version`: 0 before the first word. Raises UnableToKeepReading."""
    require_own(actor, patient)
    if lesson not in all_lessons():
        raise UnableToKeepReading("This lesson is not in the course. Look at your lessons again.")
    if any(one is not None and not 0 <= one <= MOST_SURE for one in (sure_before, sure_after)):
        raise UnableToKeepReading("Choose a number from 0 to 10.")
    said = {"sure_before": sure_before, "sure_after": sure_after}
    values: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    with writing():
        own, _ = OwnLesson.objects.get_or_create(
            patient=patient, lesson=lesson, defaults={"version": 0}
        )
        if is_read and own.read_at is None:
            values["read_at"] = now
        save_version(own, expected=expected_version, **values)
        record(
            actor=actor,
            verb="lesson.read" if is_read else "lesson.rated",
            now=now,
            subject=own,
            patient_id=patient.pk,
        )
    return own
