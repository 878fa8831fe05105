"""Reading what a person agreed to."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from stepdown.clinic.consents.models import Consent, Disclosure, Sharing
from stepdown.clinic.people.models import Patient

ConsentKind = Consent.Kind  # for pages, which name no models


@dataclass(frozen=True)
class ConsentState:
    """One kind of consent: given and live, or missing (`given_at` None)."""

    kind: ConsentKind
    label: str
    signed_name: str = ""
    given_at: datetime | None = None
    taken_by: str = ""

    @property
    def is_live(self) -> bool:
        return self.given_at is not None


def consent_states(patient: Patient) -> list[ConsentState]:
    """Every kind in the order in which they are asked."""
    consents = Consent.objects.filter(patient=patient, ends_at=None).select_related("entry__author")
    live = {consent.kind: consent for consent in consents}
    return [_state(kind, live.get(kind)) for kind in ConsentKind]


def _state(kind: ConsentKind, consent: Consent | None) -> ConsentState:
    if consent is None:
        return ConsentState(kind, kind.label)
    taken_by = consent.entry.author.name
    return ConsentState(kind, kind.label, consent.signed_name, consent.starts_at, taken_by)


def what_assessing_lacks(patient: Patient) -> str:
    """What must be given before any examination, in a sentence; empty where nothing lacks."""
    missing = missing_consents(patient, *ConsentKind)
    if ConsentKind.PRIVACY_NOTICE in missing:
        return "Give the privacy notice first. It comes before any assessment."
    if {ConsentKind.ASSESSMENT, ConsentKind.TREATMENT} <= set(missing):
        return "Ask for consent to be assessed first."
    return ""


def missing_consents(patient: Patient, *kinds: ConsentKind) -> list[ConsentKind]:
    """Those of `kinds` that the person has not given or has taken back."""
    live = set(Consent.objects.filter(patient=patient, ends_at=None).values_list("kind", flat=True))
    return [kind for kind in kinds if kind not in live]


def holding(now: datetime, *, of: str = "") -> Q:
    """A filter on consents to share that hold at `now`; `of` is the way to them, "sharing__"."""
    begun = Q(**{f"{of}starts_at__lte": now, f"{of}lasts_until__gt": now})
    return begun & (Q(**{f"{of}ended_at": None}) | Q(**{f"{of}ended_at__gt": now}))


def live_sharings(patient: Patient, now: datetime) -> QuerySet[Sharing]:
    """The consents to share that hold at `now`, the newest first."""
    live = Sharing.objects.filter(holding(now), patient=patient)
    return live.select_related("invitation__account").order_by("-starts_at", "-pk")


def past_sharings(patient: Patient, now: datetime) -> QuerySet[Sharing]:
    """Those that ended by themselves or were taken back, the newest first."""
    past = Q(lasts_until__lte=now) | Q(ended_at__lte=now)
    return Sharing.objects.filter(past, patient=patient).order_by("-starts_at", "-pk")


def account_of_disclosures(patient: Patient) -> QuerySet[Disclosure]:
    """Who was told what and when, the newest first."""
    told = Disclosure.objects.filter(patient=patient).select_related("sharing", "told_by")
    return told.order_by("-told_at", "-pk")
