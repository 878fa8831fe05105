"""Two records joined and separated again, for tests."""

from datetime import timedelta
from typing import Any

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.merging.operations import merge_records, undo_merge
from stepdown.clinic.people.models import Merge, Patient
from stepdown.clinic.people.operations import ask_contact_permission
from stepdown.clinic.people.roles import Role
from tests.clinic.care import agree, take_vitals
from tests.clinic.world import NOW, World

JOINED_AT = NOW + timedelta(hours=1)
SEPARATED_AT = NOW + timedelta(hours=3)


def examine(world: World, patient: Patient) -> Entry:
    """With the notice and the consents, and vital signs with nothing to worry about."""
    agree(world, patient)
    return take_vitals(world, patient)


def contact(world: World, patient: Patient, *, yes: bool = True) -> None:
    ask_contact_permission(
        actor=world.actor(Role.INTAKE),
        patient=patient,
        may_leave_message=yes,
        email_is_ok=True,
        sender_name="",
        now=NOW,
    )


def join(world: World, kept: Patient, merged: Patient, **details: Any) -> Merge:
    for each in (kept, merged):
        each.refresh_from_db()
    wanted: dict[str, Any] = {
        "actor": world.actor(Role.INTAKE),
        "reason": "Same birth date; she says she called twice.",
        "expected_version": kept.version + merged.version,
        "now": JOINED_AT,
        **details,
    }
    return merge_records(kept=kept, merged=merged, **wanted)


def separate(world: World, merge: Merge, **details: Any) -> None:
    wanted: dict[str, Any] = {
        "actor": world.actor(Role.INTAKE),
        "reason": "Two sisters.",
        "now": SEPARATED_AT,
        **details,
    }
    undo_merge(merge=merge, **wanted)
