"""Reading what arrived from elsewhere. Callers hold a patient that the door opened."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, QuerySet, When

from stepdown.clinic.chart.arrivals import ArrivedPerson
from stepdown.clinic.chart.models import Arrival, ArrivedFact
from stepdown.clinic.chart.originals import read_original
from stepdown.clinic.chart.queries import draft_of
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.duplicates import Match, people_like
from stepdown.clinic.people.models import Patient, Site
from stepdown.clinic.people.roles import Permission
from stepdown.rules.identity import Described

DEATH = "death"  # the one kind of fact that is no item of the record but a word on the person
ASIDE = "record put aside"  # subject of the draft that remembers an uploaded file


def has_unsettled_death(patient: Patient) -> bool:
    """Whether a record says that the person has died and nobody has settled it yet."""
    return bool(_unsettled_deaths(patient.pk))


@written_once
def _unsettled_deaths(patient_id: int) -> QuerySet[ArrivedFact, int]:
    facts = ArrivedFact.objects.filter(patient=patient_id, kind=DEATH)
    waiting = facts.filter(standing=ArrivedFact.Standing.UNVERIFIED)
    return waiting.values_list("pk", flat=True)[:1]


def fits_ages(site: Site, birth_on: date | None, on: date) -> bool:
    """Whether a person born on that day is within the site's ages; unknown is not outside."""
    if birth_on is None:
        return True
    had_birthday = (on.month, on.day) >= (birth_on.month, birth_on.day)
    age = on.year - birth_on.year - (0 if had_birthday else 1)
    return site.youngest_age <= age <= site.oldest_age


def arrived_person_fits_ages(site: Site, person: ArrivedPerson, on: date) -> bool:
    """The same for a person of a record, whose birth date may be a year alone: outside only
    where every reading of it is."""
    ages = person.ages_on(on)
    return ages is None or (ages[1] >= site.youngest_age and ages[0] <= site.oldest_age)


@dataclass(frozen=True)
class PutAside:
    """An uploaded file that waits for the choice whose it is."""

    site: Site
    source: str
    raw: bytes


def put_aside_by(actor: Actor, name: str) -> PutAside | None:
    """A file that this actor put aside; None where there is none, or it is somebody else's."""
    body = draft_of(actor, f"{ASIDE} {name}")
    site = Site.objects.filter(pk=body.get("site", 0)).first()
    return PutAside(site, body["source"], read_original(name)) if site else None


def propose_matches(
    actor: Actor, *, site: Site, person: ArrivedPerson, now: datetime
) -> list[Match]:
    """People the actor may see at the site who may be the person of the record. Staff choose;
    nothing is joined by itself."""
    asked = Described(
        given_name=person.given_name,
        family_name=person.family_name,
        name_used=person.used_name,
        birth_on=person.birth_on.exact_on if person.birth_on else None,
        phone=person.phone,
    )
    return people_like(
        actor, site=site, person=asked, permission=Permission.RECEIVE_RECORDS, now=now
    )


def disagreements(patient: Patient, person: ArrivedPerson) -> tuple[str, ...]:
    """In what a record and the person differ, of what both say: it may be about somebody else."""
    born = person.birth_on.exact_on if person.birth_on else None
    pairs = (
        ("the date of birth", patient.birth_on, born),
        ("the family name", patient.family_name.casefold(), person.family_name.casefold()),
        (
            "the first name",
            _first(patient.given_name).casefold(),
            _first(person.given_name).casefold(),
        ),
    )
    return tuple(name for name, here, there in pairs if here and there and here != there)


def _first(names: str) -> str:
    return names.split()[0] if names.split() else ""


def arrival_of(patient: Patient, arrival_id: int) -> Arrival | None:
    """One of this person's arrivals."""
    return Arrival.objects.filter(patient=patient, pk=arrival_id).first()


def arrivals_with_counts(patient: Patient) -> list[tuple[Arrival, dict[str, int]]]:
    """Each arrival, newest first, with how many facts of each kind it brought (two queries)."""
    counts: dict[int, dict[str, int]] = {}
    for arrival_id, kind, facts in _facts_by_kind(patient.pk):
        counts.setdefault(arrival_id, {})[kind] = facts
    return [(arrival, counts.get(arrival.pk, {})) for arrival in _arrivals(patient.pk)]


@written_once
def _facts_by_kind(patient_id: int) -> QuerySet[ArrivedFact, tuple[int, str, int]]:
    facts = ArrivedFact.objects.filter(patient=patient_id).order_by("arrival_id", "kind")
    return facts.values_list("arrival_id", "kind").annotate(Count("pk"))


@written_once
def _arrivals(patient_id: int) -> QuerySet[Arrival]:
    arrivals = Arrival.objects.filter(patient=patient_id).select_related("received_by")
    return arrivals.order_by("-received_at", "-pk")


def person_with_code(code: str) -> Patient | None:
    """For the program itself, at the command line; pages come through the door instead."""
    return Patient.objects.filter(code=code).select_related("site").first()


def every_site() -> list[Site]:
    return list(Site.objects.order_by("pk"))


@dataclass(frozen=True)
class FactsToShow:
    """The newest facts of each kind with how many there are, and how many are not checked."""

    facts: dict[str, list[ArrivedFact]]
    counts: dict[str, int]
    waiting: dict[str, int]


def facts_to_show(patient: Patient, *, most: int = 120) -> FactsToShow:
    """What arrived, at most so many of a kind, notable ones first, then the newest."""
    shown: dict[str, list[ArrivedFact]] = {}
    counts: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for fact in _facts(patient.pk):
        counts[fact.kind] += 1
        waiting[fact.kind] += fact.standing == ArrivedFact.Standing.UNVERIFIED
        if counts[fact.kind] <= most:
            shown.setdefault(fact.kind, []).append(fact)
    return FactsToShow(shown, counts, waiting)


@written_once
def _facts(patient_id: int) -> QuerySet[ArrivedFact]:
    facts = ArrivedFact.objects.filter(patient=patient_id).select_related("arrival")
    ordered = facts.annotate(is_plain=Case(When(notable="", then=1), default=0))
    return ordered.order_by("is_plain", "-starts", "label", "pk")
