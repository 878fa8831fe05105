"""The one door to a patient."""

from datetime import datetime

from django.db.models import Q, QuerySet

from stepdown.clinic.ledger.operations import record, writing
from stepdown.clinic.ledger.written import NOBODY, written_once
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import AccessGrant, Patient
from stepdown.clinic.people.opening import Door, IsOpenTo
from stepdown.clinic.people.roles import PERMISSIONS, Permission

OpenedPatient = Patient  # what the door hands out: pages pass it inward and name no model


class NotThere(Exception):
    """There is no such record, or it is not this actor's to open: both answer alike."""


class MergedAway(NotThere):
    """The record is read in another one, whose `code` the actor may open."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def access_patient(*, actor: Actor, code: str, permission: Permission, now: datetime) -> Patient:
    """The patient, if the actor may open the record for this; every try leaves an event.

    Raises NotThere alike for a code that does not exist and for one that is not the actor's;
    MergedAway where the record was merged into one that is.
    """
    code = code if code.isalnum() else ""  # typed by anybody; nobody has an empty one
    found = next(iter(_behind_with_code(door_of(actor, permission, now), code)), None)
    asked_for = found or Patient.objects.filter(code=code).first()
    survivor = None
    if asked_for is not None and found is None:
        people = patients_open_to(actor, permission, now)
        survivor = people.filter(pk=survivor_of(asked_for).pk).first()
    with writing():
        record(
            actor=actor,
            verb=_verb(found, survivor),
            now=now,
            patient_id=asked_for.pk if asked_for else None,
            purpose=permission.name.lower(),
        )
    if found is None:
        raise MergedAway(survivor.code) if survivor else NotThere
    return found


@written_once
def _behind_with_code(door: Door, code: str) -> QuerySet[Patient]:
    return behind(door).select_related("site").filter(code=code)


def _verb(found: Patient | None, survivor: Patient | None) -> str:
    if found is not None:
        return "patient.opened"
    return "patient.led_on" if survivor else "patient.refused"


def survivor_of(patient: Patient) -> Patient:
    """The record in which this one is read now: itself, unless it was merged."""
    while patient.merged_into is not None:  # ends: a trigger lets no circle be made
        patient = patient.merged_into
    return patient


def note_refusal(*, actor: Actor, permission: Permission, now: datetime) -> None:
    """A page was asked for that the actor's roles do not open."""
    with writing():
        record(actor=actor, verb="page.refused", now=now, purpose=permission.name.lower())


def patients_open_to(actor: Actor, permission: Permission, now: datetime) -> QuerySet[Patient]:
    """Every patient whose record the actor may open for `permission` at `now`. No other list
    of patients reaches a page."""
    if actor.account_id is None or not actor.can(permission):
        return Patient.objects.none()
    return behind(door_of(actor, permission, now))


def door_of(actor: Actor, permission: Permission, now: datetime) -> Door:
    """For statements that are written once; nobody is behind it where the actor may not."""
    holding = [post for post in actor.posts if permission in PERMISSIONS[post.role]]
    if actor.account_id is None or not holding:
        return Door(NOBODY, permission.purpose.value, now, posts=())
    posts = tuple((post.site_id, post.role.value) for post in holding)
    return Door(actor.account_id, permission.purpose.value, now, posts)


def behind(door: Door) -> QuerySet[Patient]:
    """One merged is read in the other."""
    return Patient.objects.filter(IsOpenTo(door, "pk"), merged_into=None)


def about(door: Door, person: str = "patient") -> Q:
    """A filter on rows about people: those whose `person` is behind the door."""
    return Q(IsOpenTo(door, person)) & Q(**{f"{person}__merged_into": None})


def grant_access(
    *,
    patient: Patient,
    purpose: str,
    why: str,
    now: datetime,
    account_id: int | None = None,
    site_id: int | None = None,
    role: str = "",
    until: datetime | None = None,
) -> None:
    """Lets one account, or a role at a site, open the record for a purpose. Inside writing()."""
    AccessGrant.objects.create(
        patient=patient,
        account_id=account_id,
        site_id=site_id,
        role=role,
        purpose=purpose,
        why=why,
        starts_at=now,
        ends_at=until,
    )


def end_access(*, patient: Patient, why: str, now: datetime, account_id: int | None = None) -> None:
    """Ends the grants given for this reason (to this account, where named). Inside writing()."""
    lasting = Q(ends_at=None) | Q(ends_at__gt=now)
    grants = AccessGrant.objects.filter(lasting, patient=patient, why=why, starts_at__lte=now)
    if account_id is not None:
        grants = grants.filter(account_id=account_id)
    grants.update(ends_at=now)
