"""Asking somebody to fill in a form: on a tablet here, or on their own phone by a code."""

import secrets
from datetime import datetime, timedelta

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.consents.queries import what_assessing_lacks
from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.measures.cover import cover_of
from stepdown.clinic.measures.models import AskedForm
from stepdown.clinic.measures.queries import code_digest, wording_in_use
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.models.patients import CODE_ALPHABET
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.rules.instruments import INSTRUMENTS, Instrument

Mode = AskedForm.Mode
LASTS = {Mode.PHONE: timedelta(hours=48), Mode.TABLET: timedelta(hours=2)}
_CODE_LENGTH = 8  # of 31 signs: a guess is one in 850,000 million, and guesses are counted


class UnableToAsk(Unable):
    """This cannot be asked in this way; the message says what to do."""


def ask_form(
    *, actor: Actor, patient: Patient, instrument_key: str, mode: str, now: datetime
) -> tuple[AskedForm, str]:
    """The form that was asked, and its code: shown once, kept nowhere.

    Refused without the consents, without the official words, and, on a phone, where an answer
    about safety would reach nobody at night.
    """
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    instrument = INSTRUMENTS.get(instrument_key)
    if instrument is None or mode not in LASTS or actor.account_id is None:
        raise UnableToAsk("Choose a form, and a tablet or the person's own phone.")
    lacks = what_assessing_lacks(patient) or _what_lacks(instrument, patient, Mode(mode))
    if lacks:
        raise UnableToAsk(lacks)
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(_CODE_LENGTH))
    words = wording_in_use(instrument)
    with writing():
        form = AskedForm.objects.create(
            patient=patient,
            instrument_key=instrument.key,
            instrument_version=instrument.version,
            wording_id=words.pack_id if words else None,
            mode=mode,
            code_digest=code_digest(code),
            expires_at=now + LASTS[Mode(mode)],
            asked_by_id=actor.account_id,
            asked_at=now,
        )
        record(actor=actor, verb="form.asked", now=now, subject=form, patient_id=patient.pk)
    return form, code


def _what_lacks(instrument: Instrument, patient: Patient, mode: Mode) -> str:
    if not instrument.can_be_answered_alone:
        return f"{instrument.title} is asked by staff. Fill it in together."
    if wording_in_use(instrument) is None:
        return (
            f"The wording of {instrument.title} is not installed, so nobody can read the questions."
            " Fill it in from paper, or install the wording under Settings."
        )
    if (
        mode == Mode.PHONE
        and instrument.asks_about_safety
        and not cover_of(patient.site).asks_remotely
    ):
        return (
            f"{instrument.title} asks about safety, and nobody is set up to be told of an answer at"
            " night. Ask it here, or set up safety cover under Settings."
        )
    return ""


def withdraw_form(*, actor: Actor, patient: Patient, form_id: int, now: datetime) -> None:
    """Takes back a form that is still open; what was answered stays with it."""
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    with writing():
        form = AskedForm.objects.filter(
            patient=patient, pk=form_id, state=AskedForm.State.OPEN
        ).first()
        if form is None:
            raise UnableToAsk("This form is finished or gone. Open the page again.")
        AskedForm.objects.filter(pk=form.pk).update(state=AskedForm.State.WITHDRAWN)
        record(actor=actor, verb="form.withdrawn", now=now, subject=form, patient_id=patient.pk)


def mark_signed(*, actor: Actor, form: AskedForm, entry: Entry, now: datetime) -> None:
    """The answers are signed into the chart as `entry`. Call it inside writing()."""
    changed = AskedForm.objects.filter(pk=form.pk, state=AskedForm.State.FINISHED).update(
        state=AskedForm.State.SIGNED, entry=entry
    )
    if not changed:
        raise UnableToAsk("This form was signed already. Open the chart.")
    record(actor=actor, verb="form.signed", now=now, subject=form, patient_id=form.patient_id)
