"""How and when a person agreed to be reached; asked by staff, or said on their own page."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from stepdown.clinic.ledger.operations import (
    Unable,
    record,
    save_version,
    withdraw_mail,
    writing,
)
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import ContactPermission, Patient

EVERY_DAY = tuple(range(7))


class UnableToAgree(Unable):
    """These times cannot be kept like that; the message says what to choose."""


@dataclass(frozen=True)
class CallTimes:
    """The weekdays (0 is Monday) and the hours, in the site's own time. None: at any time."""

    days: tuple[int, ...] = EVERY_DAY
    starts: time | None = None
    ends: time | None = None

    @property
    def is_any(self) -> bool:
        return self.days == EVERY_DAY and self.starts is None

    def allow(self, at: datetime) -> bool:
        """At this moment of the site's own time."""
        is_late = self.ends is not None and at.time() >= self.ends
        is_early = self.starts is not None and at.time() < self.starts
        return at.weekday() in self.days and not is_early and not is_late


@dataclass(frozen=True)
class Reach:
    """How a person may be reached. `is_asked`: whether anybody asked them."""

    phone: str
    may_leave_word: bool
    sender_name: str
    is_asked: bool
    times: CallTimes


def reach_of(patient: Patient) -> Reach:
    return _reach(patient, ContactPermission.objects.filter(patient=patient).first())


def listed_reach(patient: Patient) -> Reach:
    """The same of a row that was read joined with `contact_permission`, without a query."""
    return _reach(patient, getattr(patient, "contact_permission", None))


def _reach(patient: Patient, asked: ContactPermission | None) -> Reach:
    if asked is None:
        return Reach(patient.phone, False, "", False, CallTimes())
    times = times_of(asked)
    return Reach(patient.phone, asked.may_leave_message, asked.sender_name, True, times)


def times_of(asked: ContactPermission) -> CallTimes:
    days = tuple(day for day in EVERY_DAY if asked.call_days & 2**day)
    return CallTimes(days, asked.call_from, asked.call_until)


def keep_permission(
    *,
    actor: Actor,
    patient: Patient,
    may_leave_message: bool,
    email_is_ok: bool,
    sender_name: str | None,
    times: CallTimes | None,
    now: datetime,
    expected_version: int | None = None,
) -> None:
    """What the person said. None leaves what they said before. The caller asked the permission.
    `expected_version` is 0 where nobody asked yet; None: whatever stands is replaced. Raises
    UnableToAgree."""
    said: dict[str, Any] = {
        "may_leave_message": may_leave_message,
        "email_is_ok": email_is_ok,
        "asked_at": now,
        "asked_by_id": actor.account_id,
        **(_columns(times) if times else {}),
    }
    if sender_name is not None:
        said["sender_name"] = sender_name or patient.site.quiet_name
    with writing():
        _save(patient, said, expected_version)
        if not email_is_ok:
            withdraw_mail(now=now, patient_id=patient.pk, address=patient.email)
        record(
            actor=actor,
            verb="contact.asked",
            now=now,
            patient_id=patient.pk,
            content={name: _plain(value) for name, value in said.items()},
        )


def _save(patient: Patient, said: dict[str, Any], expected: int | None) -> None:
    asked = ContactPermission.objects.filter(patient=patient).first()
    if asked is None:
        new = {"sender_name": patient.site.quiet_name} | said
        asked = ContactPermission.objects.create(patient=patient, version=0, **new)
    save_version(asked, expected=asked.version if expected is None else expected, **said)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (datetime, time)) else value


def _columns(times: CallTimes) -> dict[str, Any]:
    if not times.days:
        raise UnableToAgree("Choose at least one day.")
    if (times.starts is None) != (times.ends is None):
        raise UnableToAgree("Write both times, from when and until when, or none.")
    if times.starts and times.ends and times.starts >= times.ends:
        raise UnableToAgree("The later time has to come after the earlier one.")
    days = sum(2**day for day in times.days)
    return {"call_days": days, "call_from": times.starts, "call_until": times.ends}
