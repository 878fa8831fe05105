"""What this database is, and the account by which a person in care opens their own record."""

from datetime import datetime

from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.people.access import grant_access
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account, Installation, Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import installation
from stepdown.clinic.people.roles import Permission, Purpose

OWN = "own record"


class UnableToInstall(Unable):
    """This database is something already."""


def mark_installation(*, actor: Actor, is_demo: bool, now: datetime, demo_label: str = "") -> None:
    """Says once and for all whether this database is a demo or a clinic."""
    require(actor, Permission.SET_UP)
    with writing():
        if installation():
            raise UnableToInstall("This database was set up already.")
        made = Installation.objects.create(is_demo=is_demo, demo_label=demo_label, made_at=now)
        record(actor=actor, verb="installation.marked", now=now, subject=made)


def give_own_access(*, actor: Actor, patient: Patient, account: Account, now: datetime) -> None:
    """Lets a person in care sign in with `account` and open their own record, nobody else's."""
    require(actor, Permission.TAKE_CALLS, site_id=patient.site_id)
    with writing():
        linked = Patient.objects.filter(pk=patient.pk, account=None).update(account=account)
        if not linked:
            raise UnableToInstall("This person has an account already.")
        grant_access(patient=patient, account_id=account.pk, purpose=Purpose.OWN, why=OWN, now=now)
        record(
            actor=actor,
            verb="patient.account_given",
            now=now,
            subject=account,
            patient_id=patient.pk,
        )
    patient.account = account
