"""Placement advice from what stands in the chart, and what follows for a need of detox."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.models import Patient
from stepdown.clinic.treatment.facts import facts_about, withdrawal_facts
from stepdown.clinic.treatment.models import DetoxNeed
from stepdown.clinic.treatment.rule_versions import RulesVersion, advising_rules
from stepdown.rules.placement import Advice, Edition, Facts, advise


@dataclass(frozen=True)
class StandingAdvice:
    """Advice with the facts and rules it was made from. `detox_rules`: the ids that ask for detox
    first."""

    facts: Facts
    rules: RulesVersion
    advice: Advice
    detox_rules: tuple[str, ...]


def advice_for(patient: Patient, *, now: datetime, edition: Edition = "3rd") -> StandingAdvice:
    """Advice from the facts known at `now`. Raises UnableToReadFacts."""
    return _standing(facts_about(patient, now=now), patient, edition)


def _standing(facts: Facts, patient: Patient, edition: Edition) -> StandingAdvice:
    used = advising_rules(patient.site)
    advice = advise(facts, rule_set=used.rules, edition=edition)
    asking = {rule.id for rule in used.rules.rules if rule.detox_need}
    detox_rules = tuple(rule for rule in advice.blockers if rule in asking)
    return StandingAdvice(facts, used, advice, detox_rules)


def open_detox_need(patient: Patient) -> DetoxNeed | None:
    """The need that keeps an episode from beginning, if one is open."""
    return next(iter(_open_needs(patient.pk)), None)


@written_once
def _open_needs(patient_id: int) -> QuerySet[DetoxNeed]:
    found = DetoxNeed.objects.filter(patient=patient_id, state=DetoxNeed.State.OPEN)
    return found.select_related("opened_by__author").order_by("pk")[:1]


def last_settled_need(patient: Patient) -> DetoxNeed | None:
    found = DetoxNeed.objects.filter(patient=patient).exclude(state=DetoxNeed.State.OPEN)
    return found.select_related("settled_by__author").order_by("-pk").first()


def unsettled_detox_rules(patient: Patient, *, now: datetime) -> tuple[str, ...]:
    """Rules asking for detox first that no medical professional has answered.

    What is handled here stays answered; after a clearing, only findings signed later count.
    """
    settled = last_settled_need(patient)
    if settled is None or settled.settled_by is None:
        return _found(patient, now)
    if settled.state == DetoxNeed.State.CLEARED:
        return _found(patient, now, settled.settled_by.signed_at)
    answered = settled.settled_by.body["rules"]
    return tuple(rule for rule in _found(patient, now) if rule not in answered)


def _found(
    patient: Patient, now: datetime, signed_after: datetime | None = None
) -> tuple[str, ...]:
    return withdrawal_advice(patient, now=now, signed_after=signed_after).detox_rules


def withdrawal_advice(
    patient: Patient, *, now: datetime, signed_after: datetime | None = None
) -> StandingAdvice:
    """Advice on the question of detox alone; never contradicts itself."""
    facts = withdrawal_facts(patient, now=now, signed_after=signed_after)
    return _standing(facts, patient, "3rd")
