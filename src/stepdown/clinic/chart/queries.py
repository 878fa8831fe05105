"""Reading the chart. Callers come from the door: they hold a patient that was opened."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Arrival, ArrivedFact, Draft, Entry
from stepdown.clinic.ledger.chain import content_digest
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient


def corrects_nothing() -> "Exact[Any]":
    """A filter on entries: those that correct no other.

    Said with COALESCE because SQLite takes `corrects IS NULL` for rare: it would walk the unique
    index of corrections, which holds every entry of every chart.
    """
    return Exact(Coalesce(F("corrects"), 0), 0)


def standing_entries(patient: Patient | int, *kinds: EntryKind) -> QuerySet[Entry]:
    """Entries of a person, or of a record's number, that no later entry corrects, newest first."""
    entries = Entry.objects.filter(patient=patient, corrected_by=None)
    if kinds:
        entries = entries.filter(kind__in=kinds)
    return entries.select_related("author").order_by("-happened_at", "-pk")


def timeline(patient: Patient, *, most: int = 200) -> list[Entry]:
    """All entries, corrected ones too, newest first."""
    entries = Entry.objects.filter(patient=patient).select_related(
        "author", "corrected_by", "signed_for"
    )
    return list(entries.order_by("-happened_at", "-pk")[:most])


def latest(patient: Patient, kind: EntryKind) -> Entry | None:
    return standing_entries(patient, kind).first()


def instrument_entries(patient: Patient, instrument: str) -> list[Entry]:
    """Scored answers of one instrument, oldest first."""
    found = standing_entries(patient, EntryKind.INSTRUMENT).filter(body__instrument=instrument)
    return list(reversed(found))


def entry_of(patient: Patient, entry_id: int) -> Entry | None:
    """One entry of this person, whole; None for anybody else's."""
    entries = Entry.objects.filter(patient=patient, pk=entry_id)
    found = entries.select_related("author", "credential", "corrects", "corrected_by", "signed_for")
    return found.first()


def is_newest_version(entry: Entry) -> bool:
    return not Entry.objects.filter(corrects=entry).exists()


def newest_version(entry: Entry) -> Entry:
    """The version that stands today."""
    later = Entry.objects.filter(corrects=entry).select_related("author").first()
    return newest_version(later) if later else entry


def versions_until(entry: Entry) -> list[Entry]:
    """The first version of this entry, then every correction up to this one."""
    return [*versions_until(entry.corrects), entry] if entry.corrects else [entry]


def arrivals_of(patient: Patient) -> list[Arrival]:
    return list(Arrival.objects.filter(patient=patient).order_by("-received_at"))


def arrived_facts(patient: Patient) -> list[ArrivedFact]:
    return list(ArrivedFact.objects.filter(patient=patient).order_by("kind", "-starts", "label"))


def draft_of(actor: Actor, subject: str) -> dict[str, Any]:
    """The actor's own draft about `subject`; empty where there is none."""
    found = Draft.objects.filter(author_id=actor.account_id, subject=subject)
    body: dict[str, Any] | None = found.values_list("body", flat=True).first()
    return body or {}


def altered_entries(entries: Iterable[Entry] | None = None) -> list[str]:
    """Signed entries whose content is no longer what was signed."""
    every = Entry.objects.order_by("pk").iterator() if entries is None else entries
    return [
        f"Entry {entry.pk} is not what was signed."
        for entry in every
        if content_digest(entry.signed_content()) != entry.digest
    ]
