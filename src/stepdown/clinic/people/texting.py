"""Text messages: who agreed to them, and to which number. Off where no folder takes them."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings

from stepdown.clinic.ledger.operations import (
    Unable,
    record,
    save_version,
    withdraw_mail,
    writing,
)
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient, TextAgreement
from stepdown.rules.identity import digits_of

How = TextAgreement.How  # for pages, which name no models
DIGITS_HERE, COUNTRY = 10, "1"  # North America; from elsewhere a number is written with its plus


class UnableToText(Unable):
    """No text can be sent there; the message says what to write."""


def texts_are_sent() -> bool:
    """Whether this installation sends any."""
    return settings.TEXT_FOLDER is not None


def text_agreement(patient: Patient) -> TextAgreement | None:
    """What the person agreed to, while they do."""
    return TextAgreement.objects.filter(patient=patient).exclude(number="").first()


def last_agreement(patient: Patient) -> TextAgreement | None:
    """What the person said last, a no too."""
    return TextAgreement.objects.filter(patient=patient).select_related("noted_by").first()


def agreements_of(patients: Collection[Patient]) -> dict[int, TextAgreement]:
    """By person; nobody's where none are sent."""
    if not texts_are_sent():
        return {}
    found = TextAgreement.objects.filter(patient__in=[one.pk for one in patients])
    return {one.patient_id: one for one in found.exclude(number="")}


def whole_number(typed: str) -> str:
    """As it is dialed from anywhere. Raises UnableToText."""
    digits = digits_of(typed)
    if typed.strip().startswith("+") and 8 <= len(digits) <= 15:
        return f"+{digits}"
    if len(digits) == DIGITS_HERE + 1 and digits.startswith(COUNTRY):
        digits = digits[1:]
    if len(digits) != DIGITS_HERE:
        raise UnableToText(
            "Write the number of your phone with its area code, for instance 410 555 0142."
        )
    return f"+{COUNTRY}{digits}"


def keep_agreement(
    *,
    actor: Actor,
    patient: Patient,
    number: str,
    may_name_us: bool,
    now: datetime,
    how: str = "",
    expected_version: int | None = None,
) -> None:
    """That they want texts to this number, or (empty) none any more: what waits does not go.
    `how` they said so, where the actor writes it down for them, a no too. The caller asked the
    permission. Raises UnableToText."""
    number = whole_number(number) if number else ""
    with writing():
        before = last_agreement(patient)
        if before and before.number != number:
            withdraw_mail(now=now, patient_id=patient.pk, channel="text")
        if not number and not how and not (before and before.number):
            return
        said = {"number": number, "may_name_us": may_name_us and bool(number), "said_at": now}
        said |= {"how": how, "noted_by_id": actor.account_id if how else None}
        one = before or TextAgreement.objects.create(patient=patient, version=0, **said)
        expected = one.version if expected_version is None else expected_version
        save_version(one, expected=expected, **said)
        record(
            actor=actor,
            verb="texts.agreed" if number else "texts.ended",
            now=now,
            subject=one,
            patient_id=patient.pk,
            content={"number": number, "may_name_us": one.may_name_us, "how": how},
        )


def end_for_old_number(*, actor: Actor, patient: Patient, before: str, now: datetime) -> None:
    """The number in the record was corrected: nothing goes to the old one any more."""
    one = text_agreement(patient)
    if one is None or not digits_of(before) or digits_of(before) == digits_of(patient.phone):
        return
    if digits_of(one.number).endswith(digits_of(before)[-DIGITS_HERE:]):
        keep_agreement(actor=actor, patient=patient, number="", may_name_us=False, now=now)
