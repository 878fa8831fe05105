"""What a person's week already holds, and whom to call when something happens."""

from collections.abc import Sequence
from datetime import datetime, time

from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.models import Commitment, EmergencyContact
from stepdown.clinic.treatment.queries import CommitmentKind, CommitmentRow, emergency_contact_of

MOST_ROWS = 60
MOST_DAYS_OFF = 30
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class UnableToSetCommitments(Unable):
    """A row of the week cannot be; the message says which and how to enter it."""


def set_commitments(
    *,
    actor: Actor,
    patient: Patient,
    rows: Sequence[CommitmentRow | tuple[str, int, time, time]],
    travel_minutes: int | None,
    video_is_possible: bool | None,
    expected_version: int,
    now: datetime,
) -> None:
    """Replaces the person's week; by staff who plan weeks, or the person themselves.

    `expected_version` is the patient's; earlier rows are kept as dropped. `travel_minutes`: one
    way. `video_is_possible` None: not asked. Raises UnableToSetCommitments, UnableToSave.
    """
    if actor.own_patient_id != patient.pk:
        require(actor, Permission.PLAN_WEEKS, site_id=patient.site_id)
    wanted = sorted({_checked(row) for row in rows}, key=lambda r: (r.weekday, r.starts, r.kind))
    if len(wanted) > MOST_ROWS:
        raise UnableToSetCommitments(f"Enter {MOST_ROWS} rows at most. Put touching ones together.")
    with writing():
        save_version(
            patient,
            expected=expected_version,
            travel_minutes=travel_minutes,
            video_is_possible=video_is_possible,
        )
        Commitment.objects.filter(patient=patient, is_dropped=False).update(is_dropped=True)
        Commitment.objects.bulk_create(_stored(patient, row) for row in wanted)
        record(
            actor=actor,
            verb="commitments.set",
            now=now,
            subject=patient,
            patient_id=patient.pk,
            content=[_told(row) for row in wanted],
        )


def _stored(patient: Patient, row: CommitmentRow) -> Commitment:
    return Commitment(
        patient=patient,
        kind=row.kind,
        weekday=row.weekday,
        starts=row.starts,
        ends=row.ends,
        firmness=row.firmness,
        until_on=row.until_on,
        not_on=[day.isoformat() for day in row.not_on],
    )


def _told(row: CommitmentRow) -> list[object]:
    """The row as the event's digest holds it."""
    until = str(row.until_on or "")
    days_off = [str(day) for day in row.not_on]
    times = [str(row.starts), str(row.ends)]
    return [row.kind.value, row.weekday, *times, row.firmness.value, until, days_off]


def _checked(row: CommitmentRow | tuple[str, int, time, time]) -> CommitmentRow:
    if not isinstance(row, CommitmentRow):
        kind, weekday, starts, ends = row
        row = CommitmentRow(CommitmentKind(kind), weekday, starts, ends)
    if not 0 <= row.weekday <= 6:
        raise UnableToSetCommitments("A weekday is a number from 0, Monday, to 6, Sunday.")
    if row.ends <= row.starts:
        raise UnableToSetCommitments(
            f"{row.kind.label} on {WEEKDAYS[row.weekday]} ends before it starts."
            " If it runs past midnight, enter it as two rows."
        )
    if len(row.not_on) > MOST_DAYS_OFF:
        raise UnableToSetCommitments(f"Enter {MOST_DAYS_OFF} dates without it at most.")
    for day in row.not_on:
        if day.weekday() != row.weekday:
            raise UnableToSetCommitments(
                f"{day} is no {WEEKDAYS[row.weekday]}, the day of {row.kind.label}."
            )
    return row


def set_emergency_contact(
    *,
    actor: Actor,
    patient: Patient,
    name: str,
    relation: str,
    phone: str,
    expected_version: int,
    now: datetime,
) -> None:
    """Whom to call. Not a consent to tell them anything else. Version 0: none is there yet."""
    require(actor, Permission.ADMIT, site_id=patient.site_id)
    details = {"name": name, "relation": relation, "phone": phone}
    with writing():
        contact = emergency_contact_of(patient)
        if contact is None:
            contact = EmergencyContact.objects.create(patient=patient, **details)
        else:
            save_version(contact, expected=expected_version, **details)
        record(
            actor=actor,
            verb="emergency_contact.set",
            now=now,
            subject=contact,
            patient_id=patient.pk,
            content=details,
        )
