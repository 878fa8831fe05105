"""One message to a person, the way they agreed to: a text message, else an e-mail, else a call.

A text never leaves in the quiet hours, and tells of a change only in the times the person agreed
to. One that would then come too late is no way.
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
from stepdown.clinic.people.reaching import CallTimes, reach_of, times_of
from stepdown.clinic.people.texting import agreements_of
from stepdown.clinic.policies.queries import InForce, in_force


class Way(StrEnum):
    TEXT = "text"
    MAIL = "mail"
    CALL = "call"


def ways_to(people: Mapping[Patient, datetime], *, now: datetime) -> dict[int, Way]:
    """How each of them hears of something before the time given for them."""
    texts, quiet = agreements_of(people), InForce(REMINDERS, now)
    asked = _asked(people)
    found = {}
    for one, before in people.items():
        said = asked.get(one.pk)
        times = times_of(said) if said else CallTimes()
        is_texted = one.pk in texts and _texted(one, now, before, quiet[one.site_id], times)
        is_mailed = bool(said and said.email_is_ok and one.email)
        found[one.pk] = Way.TEXT if is_texted else Way.MAIL if is_mailed else Way.CALL
    return found


def _asked(patients: Collection[Patient]) -> dict[int, ContactPermission]:
    found = ContactPermission.objects.filter(patient__in=[one.pk for one in patients])
    return {one.patient_id: one for one in found}


def _texted(
    patient: Patient,
    now: datetime,
    before: datetime | None,
    rules: ReminderRules,
    times: CallTimes,
) -> datetime | None:
    """When a text may leave; None where that is too late. A reminder has no `before`: the person
    chose its hour, so the times they agreed to for other news do not hold it back."""
    zone = patient.site.zone
    if before is None:
        return waking(now, zone, rules)
    leaves = waking(now, zone, rules, times)
    return leaves if leaves < before else None


def waking(
    now: datetime, zone: str, rules: ReminderRules, times: CallTimes | None = None
) -> datetime:
    """Now, or the next minute outside the quiet hours and within the times agreed on."""
    times = times or CallTimes()
    until, begin = time(rules.quiet_until_hour.value), time(rules.quiet_from_hour.value)
    opens, closes = max(until, times.starts or until), min(begin, times.ends or begin)
    if opens >= closes:  # they agreed to quiet hours alone: the day's own hold
        opens, closes = until, begin
    wall = now.astimezone(ZoneInfo(zone))
    for ahead in range(8):
        day = wall.date() + timedelta(days=ahead)
        if day.weekday() in times.days and (ahead or wall.time() < closes):
            return now if not ahead and opens <= wall.time() else instant_of(day, opens, zone)
    raise AssertionError("one of eight days in a row is an agreed one")


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
    leaves = _texted(patient, now, before, rules, reach_of(patient).times) if agreed else None
    if agreed is None or leaves is None:
        return message_patient(
            patient=patient, once_key=once_key, subject=subject, body=body, now=now, **more
        )
    queue_text(
        once_key=once_key,
        number=agreed.number,
        body=_short(text, patient, agreed),
        due_at=leaves,
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
