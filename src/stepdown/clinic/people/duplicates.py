"""Who may be known here already. Staff compare and decide; nothing is joined by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from stepdown.clinic.people.access import patients_open_to, survivor_of
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient, Site, TwoPeople
from stepdown.clinic.people.roles import Permission
from stepdown.rules.identity import (
    Described,
    Likeness,
    default_matching,
    digits_of,
    likeness,
    plain,
    turned,
)

MOST_MATCHES = 5
MOST_COMPARED = 300  # people with one family name, one birth date or one phone number


@dataclass(frozen=True)
class Match:
    """Somebody known here who may be the person; what agrees, and if to speak of it unasked."""

    patient: Patient
    reasons: tuple[str, ...]
    is_worth_telling: bool = False


def described(patient: Patient) -> Described:
    return Described(
        given_name=patient.given_name,
        family_name=patient.family_name,
        name_used=patient.name_used,
        birth_on=patient.birth_on,
        phone=patient.phone,
    )


def people_like(
    actor: Actor, *, site: Site, person: Described, permission: Permission, now: datetime
) -> list[Match]:
    """People of the site, open to the actor for `permission`, who may be the one described.

    A record that was merged counts by its own name and number, too, and names the survivor.
    """
    open_here = patients_open_to(actor, permission, now).filter(site=site)
    alike = _alike(person)
    here = list(open_here.filter(alike).order_by("-pk")[:MOST_COMPARED])
    merged = Patient.objects.filter(alike, site=site, merged_into__isnull=False)
    survivors = [(each, survivor_of(each).pk) for each in merged.select_related("merged_into")]
    allowed = open_here.in_bulk([pk for _, pk in survivors])
    pairs = [(each, each) for each in here]
    pairs += [(each, allowed[pk]) for each, pk in survivors if pk in allowed]
    return _best((likeness(person, described(each)), whose) for each, whose in pairs)


def _alike(person: Described) -> Q:
    """Whoever could reach enough: the database looks these up, the rule compares them."""
    alike = _has_word(plain(person.family_name) or plain(person.given_name))
    if person.birth_on:
        alike |= Q(birth_on__in=[person.birth_on, *turned(person.birth_on)])
    count = default_matching().number("phone_digits")
    if len(digits := digits_of(person.phone)) >= count:
        alike |= Q(search_text__contains=digits[-count:])
    return alike


def _has_word(name: str) -> Q:
    """The name among the names, whole: "li" is not in "oliver"."""
    if not name:
        return Q(pk=None)
    begins, ends = Q(search_text__startswith=f"{name} "), Q(search_text__endswith=f" {name}")
    return Q(search_text=name) | begins | ends | Q(search_text__contains=f" {name} ")


def _best(found: Iterable[tuple[Likeness, Patient]]) -> list[Match]:
    """Each person once, with their strongest likeness; the likeliest first."""
    best: dict[int, tuple[Likeness, Patient]] = {}
    for like, patient in found:
        before = best.get(patient.pk)
        if like.is_enough and (before is None or like.weight > before[0].weight):
            best[patient.pk] = (like, patient)
    ordered = sorted(
        best.values(), key=lambda pair: (pair[0].is_worth_telling, pair[0].weight), reverse=True
    )
    return [
        Match(patient, like.reasons, like.is_worth_telling)
        for like, patient in ordered[:MOST_MATCHES]
    ]


def possible_duplicates(
    actor: Actor, patient: Patient, *, permission: Permission, now: datetime
) -> list[Match]:
    """Others who may be this person, without those of whom somebody said that they are not."""
    person = described(patient)
    found = people_like(actor, site=patient.site, person=person, permission=permission, now=now)
    others = set(_said_to_be_others(patient))
    return [each for each in found if each.patient.pk not in {patient.pk, *others}]


def _said_to_be_others(patient: Patient) -> Iterable[int]:
    pairs = TwoPeople.objects.filter(Q(one=patient) | Q(other=patient))
    for one, other in pairs.values_list("one_id", "other_id"):
        yield other if one == patient.pk else one


def agreements_of(one: Patient, other: Patient) -> tuple[str, ...]:
    """What agrees between two records, in words."""
    return likeness(described(one), described(other)).reasons
