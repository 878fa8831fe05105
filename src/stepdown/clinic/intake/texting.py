"""One message to a person, the way they agreed to: a text message, else an e-mail, else a call.

A text never leaves in the quiet hours. One that would then come too late is no way.
"""

import unicodedata
from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from stepdown.clinic.intake.reminders import REMINDERS, ReminderRules
from stepdown.clinic.intake.times import instant_of
from stepdown.clinic.ledger.models import TEXT_SIGNS
from stepdown.clinic.ledger.operations import queue_text
from stepdown.clinic.people.models import ContactPermission, Patient, TextAgreement
from stepdown.clinic.people.operations import message_patient
from stepdown.clinic.people.texting import agreements_of
from stepdown.clinic.policies.queries import InForce, in_force


class Way(StrEnum):
    TEXT = "text"
    MAIL = "mail"
    CALL = "call"


def ways_to(people: Mapping[Patient, datetime], *, now: datetime) -> dict[int, Way]:
    """How each of them hears of something before the time given for them."""
    texts, mails, quiet = agreements_of(people), _mailed(people), InForce(REMINDERS, now)
    found = {}
    for one, before in people.items():
        is_texted = one.pk in texts and _is_in_time(one, now, before, quiet[one.site_id])
        found[one.pk] = Way.TEXT if is_texted else Way.MAIL if one.pk in mails else Way.CALL
    return found


def _mailed(patients: Collection[Patient]) -> set[int]:
    asked = ContactPermission.objects.filter(patient__in=[one.pk for one in patients])
    agreed = asked.filter(email_is_ok=True).exclude(patient__email="")
    return set(agreed.values_list("patient_id", flat=True))


def _is_in_time(
    patient: Patient, now: datetime, before: datetime | None, rules: ReminderRules
) -> bool:
    return before is None or waking(now, patient.site.zone, rules) < before


def waking(now: datetime, zone: str, rules: ReminderRules) -> datetime:
    """Now, or the end of the quiet hours."""
    until, begin = time(rules.quiet_until_hour.value), time(rules.quiet_from_hour.value)
    wall = now.astimezone(ZoneInfo(zone))
    if until <= wall.time() < begin:
        return now
    day = wall.date() + timedelta(days=1 if wall.time() >= begin else 0)
    return instant_of(day, until, zone)


def tell_person(
    *,
    patient: Patient,
    once_key: str,
    subject: str,
    body: str,
    text: str,
    now: datetime,
    before: datetime | None = None,
    **more: Any,
) -> bool:
    """Queues a text or an e-mail, never both; False where the person has to be called.

    `text` is what a text message says, without who we are. `more` is as for `queue_mail`.
    """
    agreed = agreements_of([patient]).get(patient.pk)
    rules = in_force(REMINDERS, patient.site_id, now)
    if agreed is None or not _is_in_time(patient, now, before, rules):
        return message_patient(
            patient=patient, once_key=once_key, subject=subject, body=body, now=now, **more
        )
    queue_text(
        once_key=once_key,
        number=agreed.number,
        body=_short(text, patient, agreed),
        due_at=waking(now, patient.site.zone, rules),
        patient_id=patient.pk,
        **more,
    )
    return True


def _short(text: str, patient: Patient, agreed: TextAgreement) -> str:
    """Plain letters, which need least room, in one message; who we are only where agreed."""
    name = f"{patient.site.quiet_name}: " if agreed.may_name_us else ""
    whole = _plain(f"{name}{text}")
    if len(whole) <= TEXT_SIGNS:
        return whole
    return _plain(f"{name}Something changed. Call {patient.site.phone}.")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
