"""Somebody who may be written to and asked for reminders, for tests."""

from stepdown.clinic.coming.models import ReminderWish
from stepdown.clinic.coming.operations import ask_for_reminders
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import ask_contact_permission, correct_details
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Role
from tests.clinic.seated import own_account
from tests.clinic.world import NOW, World


def let_write(world: World, patient: Patient, *, email_is_ok: bool = True) -> None:
    correct_details(
        actor=world.actor(Role.INTAKE),
        patient=patient,
        expected_version=patient.version,
        now=NOW,
        email=f"{patient.code}@example.org",
    )
    ask_contact_permission(
        actor=world.actor(Role.INTAKE),
        patient=patient,
        may_leave_message=False,
        email_is_ok=email_is_ok,
        sender_name="",
        now=NOW,
    )


def ask(
    world: World,
    patient: Patient,
    *,
    evening_before: bool = False,
    hours_before: bool = False,
    text_to: str | None = None,
    may_name_us: bool = False,
) -> None:
    before = ReminderWish.objects.filter(patient=patient).first()
    account = patient.account or own_account(world, patient)
    ask_for_reminders(
        actor=actor_for(account, now=NOW),
        patient=patient,
        evening_before=evening_before,
        hours_before=hours_before,
        expected_version=before.version if before else 0,
        text_to=text_to,
        may_name_us=may_name_us,
        now=NOW,
    )
    patient.refresh_from_db()
