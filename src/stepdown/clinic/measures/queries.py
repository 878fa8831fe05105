"""Reading packs, asked forms and alerts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.crypto import salted_hmac

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.measures.models import AskedForm, SafetyAlert, WordingPack
from stepdown.clinic.people.models import Patient
from stepdown.rules.instruments import INSTRUMENTS, Instrument, Item
from stepdown.rules.instruments.core import asked_items
from stepdown.rules.instruments.wording import WordedItem

OpenedForm = AskedForm  # what a code opens: pages pass it inward and name no model
OpenAlert = SafetyAlert  # the same for what `open_alert` finds
FormMode = AskedForm.Mode
FormState = AskedForm.State


@dataclass(frozen=True)
class InUse:
    """The words in which an instrument is asked. `digest` is empty for our own wording."""

    pack_id: int | None
    digest: str
    language: str
    intro: str
    items: Mapping[str, WordedItem]


def wording_in_use(instrument: Instrument) -> InUse | None:
    """The installed pack, or our own words where none is needed; None: not installed."""
    if instrument.has_own_words:
        items = {key: WordedItem(key, text, ()) for key, text in instrument.own_wording.items()}
        return InUse(None, "", "en", "", items)
    pack = WordingPack.objects.filter(
        instrument_key=instrument.key, retired_at__isnull=True
    ).first()
    return words_of(pack) if pack else None


def words_of(pack: WordingPack) -> InUse:
    items = {
        row["key"]: WordedItem(row["key"], row["text"], tuple((v, t) for v, t in row["choices"]))
        for row in pack.items
    }
    return InUse(pack.pk, pack.digest, pack.language, pack.intro, items)


def wording_of(form: AskedForm) -> InUse | None:
    """The words this form was asked in; a newer pack changes nothing on it."""
    if form.wording is not None:
        return words_of(form.wording)
    return wording_in_use(INSTRUMENTS[form.instrument_key])


@dataclass(frozen=True)
class InstalledPack:
    """One pack in use, for the page of settings."""

    instrument_key: str
    title: str
    source: str
    license: str
    digest: str
    installed_at: datetime


def installed_packs() -> list[InstalledPack]:
    packs = WordingPack.objects.filter(retired_at=None).order_by("instrument_key")
    return [
        InstalledPack(
            pack.instrument_key,
            INSTRUMENTS[pack.instrument_key].title,
            pack.source,
            pack.license,
            pack.digest,
            pack.installed_at,
        )
        for pack in packs
        if pack.instrument_key in INSTRUMENTS
    ]


def code_digest(code: str) -> str:
    """Of a code as it was typed: letters and digits count, large or small."""
    plain = "".join(sign for sign in code.casefold() if sign.isalnum())
    return salted_hmac("stepdown.asked", plain, algorithm="sha256").hexdigest()


def form_of_code(code: str, *, now: datetime) -> AskedForm | None:
    """The form that a code opens; None where it never did, has expired or is done."""
    found = _forms().filter(code_digest=code_digest(code), expires_at__gt=now)
    return found.filter(state=AskedForm.State.OPEN).first()


def open_form(form_id: object, *, now: datetime) -> AskedForm | None:
    """The form of this id while it can still be answered."""
    number = form_id if isinstance(form_id, int) else 0
    found = _forms().filter(pk=number, expires_at__gt=now, state=AskedForm.State.OPEN)
    return found.first()


def asked_forms(patient: Patient) -> list[AskedForm]:
    """Those not signed or withdrawn, newest first."""
    waiting = (AskedForm.State.OPEN, AskedForm.State.FINISHED)
    found = _forms().filter(patient=patient, state__in=waiting).select_related("asked_by")
    return list(found.order_by("-pk"))


def form_to_sign(patient: Patient, form_id: int) -> AskedForm | None:
    return _forms().filter(patient=patient, pk=form_id, state=AskedForm.State.FINISHED).first()


def _forms() -> QuerySet[AskedForm]:
    return AskedForm.objects.select_related("patient__site", "wording")


def items_to_ask(form: AskedForm) -> tuple[Item, ...]:
    """The items that this form asks, given the answers so far and the words it has."""
    words = wording_of(form)
    known = words.items if words else {}
    asked = asked_items(INSTRUMENTS[form.instrument_key], form.answers)
    return tuple(item for item in asked if item.key in known)


def must_see_help(form: AskedForm) -> bool:
    """Whether an answer asks for safety and the person has not seen the numbers to call yet."""
    return form.help_seen_at is None and SafetyAlert.objects.filter(asked=form).exists()


def open_alert(patient: Patient) -> SafetyAlert | None:
    """The oldest alert that no signed safety step has settled."""
    return next(iter(_open_alerts(patient.pk)), None)


@written_once
def _open_alerts(patient_id: int) -> QuerySet[SafetyAlert]:
    found = SafetyAlert.objects.filter(patient=patient_id, settled_by=None)
    return found.select_related("asked", "acknowledged_by").order_by("pk")[:1]


def has_open_alert() -> Exists:
    """For a query of people: whether an answer of theirs waits for the safety step."""
    return Exists(SafetyAlert.objects.filter(patient=OuterRef("pk"), settled_by=None))
