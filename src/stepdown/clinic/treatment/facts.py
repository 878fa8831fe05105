"""From signed entries to what the placement rules ask for. A finding that is old is not known."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import corrects_nothing, standing_entries
from stepdown.clinic.ledger.operations import Unable
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.measures.queries import open_alert
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.policies.queries import in_force
from stepdown.clinic.treatment.figures import FRESH, FreshRules, span_of
from stepdown.clinic.treatment.histories import UseHistory
from stepdown.rules.figures import Figure
from stepdown.rules.placement import Facts, SuicideRisk, UnableToAdvise, concern_facts

SCALES: Final = ("ciwa-ar", "cows")  # rated by somebody who talks with the person
FRESH_AS: Final = {
    "vitals": "withdrawal",
    "ciwa-ar": "withdrawal",
    "cows": "withdrawal",
    "history": "history",
    "phq-9": "history",
    "safety": "history",
    "dsm-5-count": "diagnosis",
    "rating": "rating",
    "examination": "history",
}
_PART_OF: Final = {
    EntryKind.VITALS: "vitals",
    EntryKind.USE_HISTORY: "history",
    EntryKind.SAFETY_STEP: "safety",
    EntryKind.RATING: "rating",
    EntryKind.EXAMINATION: "examination",
}
OLDEST_AGE: Final = 120  # beyond it a date of birth is a slip of the pen


class UnableToReadFacts(Unable):
    """Two signed findings contradict each other; the message says which to ask again."""


@dataclass(frozen=True)
class Part:
    """The newest finding of one part of an assessment. `entry` None: not done yet."""

    key: str
    entry: Entry | None
    is_fresh: bool
    fresh_for: Figure


def _fresh_for(part: str, rules: FreshRules) -> Figure:
    figure: Figure = getattr(rules, FRESH_AS[part])
    return figure


def assessment_parts(patient: Patient, *, now: datetime) -> dict[str, Part]:
    """Every part by key, done or not."""
    rules = _fresh_rules(patient, now)
    return _newest(_recent(patient, now, _longest(rules) * 4), now, rules)


def _fresh_rules(patient: Patient, now: datetime) -> FreshRules:
    return in_force(FRESH, patient.site_id, now)


def _longest(rules: FreshRules) -> timedelta:
    return max(span_of(_fresh_for(part, rules)) for part in FRESH_AS)


def _recent(patient: Patient, now: datetime, span: timedelta) -> list[Entry]:
    kinds = (*_PART_OF, EntryKind.INSTRUMENT)
    return list(standing_entries(patient, *kinds).filter(happened_at__gte=now - span))


def _part_of(entry: Entry) -> str:
    return _PART_OF.get(EntryKind(entry.kind)) or str(entry.body["instrument"])


def _newest(entries: Iterable[Entry], now: datetime, rules: FreshRules) -> dict[str, Part]:
    parts = {key: Part(key, None, False, _fresh_for(key, rules)) for key in FRESH_AS}
    for entry in entries:  # newest first
        key = _part_of(entry)
        if key in parts and parts[key].entry is None:
            is_fresh = entry.happened_at >= now - span_of(parts[key].fresh_for)
            parts[key] = replace(parts[key], entry=entry, is_fresh=is_fresh)
    return parts


def open_safety_step(patient: Patient) -> Entry | None:
    """The scored form whose answer on self-harm nobody has followed up yet, if there is one."""
    return next(iter(_asking_after(patient.pk, last_safety_contact(patient))), None)


@written_once
def _asking_after(patient_id: int, entry_id: int) -> QuerySet[Entry]:
    asked = standing_entries(patient_id, EntryKind.INSTRUMENT).filter(body__needs_safety_step=True)
    return asked.filter(pk__gt=entry_id).order_by("pk")[:1]


def safety_is_open(patient: Patient) -> bool:
    """Whether an answer on self-harm waits for the safety step, signed into the chart or not."""
    return open_safety_step(patient) is not None or open_alert(patient) is not None


def last_safety_contact(patient: Patient) -> int:
    """The safety step signed last, by its id; 0 where there is none.

    Corrections of one do not count: they change words, and nobody asked the person again.
    """
    return next(iter(_last_step(patient.pk)), 0)


@written_once
def _last_step(patient_id: int) -> QuerySet[Entry, int]:
    safety = EntryKind.SAFETY_STEP
    steps = Entry.objects.filter(corrects_nothing(), patient=patient_id, kind=safety)
    return steps.order_by("-pk").values_list("pk", flat=True)[:1]


def age_on(patient: Patient, day: date) -> int | None:
    """Full years; None without a date of birth."""
    born = patient.birth_on
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def facts_about(patient: Patient, *, now: datetime) -> Facts:
    """What is known at `now`. Raises UnableToReadFacts where findings contradict each other."""
    try:
        rules = _fresh_rules(patient, now)
        return Facts(**_known(patient, now, _recent(patient, now, _longest(rules)), rules))
    except UnableToAdvise as error:
        raise UnableToReadFacts(str(error)) from error


def withdrawal_facts(
    patient: Patient, *, now: datetime, signed_after: datetime | None = None
) -> Facts:
    """The same for the question of detox alone, from entries signed after `signed_after`.

    Leaves out the breath test: it clears nothing, and is all that can contradict a history.
    """
    rules = _fresh_rules(patient, now)
    entries = _recent(patient, now, _longest(rules))
    if signed_after is not None:
        entries = [entry for entry in entries if entry.signed_at > signed_after]
    return Facts(**{**_known(patient, now, entries, rules), "breath_alcohol_percent": None})


def _known(
    patient: Patient, now: datetime, entries: list[Entry], rules: FreshRules
) -> dict[str, Any]:
    parts = _newest(entries, now, rules)
    fresh = {key: part.entry for key, part in parts.items() if part.entry and part.is_fresh}
    age = age_on(patient, local_now(patient.site, now).date())
    return {
        "age_years": age if age is not None and 0 <= age <= OLDEST_AGE else None,
        **_from_vitals(fresh.get("vitals")),
        **_from_history(fresh.get("history"), now),
        **_from_scales(fresh),
        **_from_safety(patient, fresh),
        **_from_rating(fresh.get("rating")),
        "dsm5_count": _highest_count(entries),
    }


def _from_vitals(entry: Entry | None) -> dict[str, Any]:
    if entry is None:
        return {}
    values = {key: v for key, v in entry.body["values"].items() if key != "diastolic_mm_hg"}
    return {**values, **entry.body["danger_signs"]}


def _from_history(entry: Entry | None, now: datetime) -> dict[str, Any]:
    if entry is None:
        return {}
    history = UseHistory.from_body(entry.body)
    return {
        "uses": tuple(used.as_fact(now) for used in history.substances),
        "had_withdrawal_seizure_or_delirium": history.had_withdrawal_seizure_or_delirium,
        "pregnant": history.pregnant,
        "has_unstable_condition": history.has_unstable_condition,
        "has_safe_adult_at_home": history.has_safe_adult_at_home,
        "opioid_medicine_planned": history.opioid_medicine_planned,
        "pawss_total": history.pawss_total,
    }


def _from_rating(entry: Entry | None) -> dict[str, int]:
    if entry is None:
        return {}
    return concern_facts({key: row["concern"] for key, row in entry.body["areas"].items()})


def _from_scales(fresh: dict[str, Entry]) -> dict[str, Any]:
    """Somebody who could not be rated on one scale counts as not ratable at all."""
    rated = [fresh[key].body["total"] is not None for key in SCALES if key in fresh]
    totals = {key: fresh[key].body["total"] if key in fresh else None for key in SCALES}
    return {
        "can_be_scored": all(rated) if rated else None,
        "ciwa_total": totals["ciwa-ar"],
        "cows_total": totals["cows"],
    }


def _from_safety(patient: Patient, fresh: dict[str, Entry]) -> dict[str, Any]:
    """While a safety step is open, an earlier judgment of risk no longer holds."""
    waiting, asked, step = open_safety_step(patient), fresh.get("phq-9"), fresh.get("safety")
    if waiting is not None or open_alert(patient) is not None:
        item9 = _item9(waiting) if _item9(waiting) is not None else _item9(asked)
        return {"phq9_item9": item9, "safety_step_done": False, "suicide_risk": None}
    return {
        "phq9_item9": _item9(asked),
        "safety_step_done": step is not None,
        "suicide_risk": SuicideRisk(step.body["risk"]) if step else None,
    }


def _item9(entry: Entry | None) -> int | None:
    """The PHQ-9's item 9; None for any other form that asks for the safety step."""
    if entry is None or entry.body["instrument"] != "phq-9":
        return None
    answer: int = entry.body["answers"]["9"]
    return answer


def _highest_count(entries: list[Entry]) -> int | None:
    """Criteria are counted for each substance; the one with the most decides."""
    newest: dict[str, int] = {}
    for entry in entries:
        if _part_of(entry) == "dsm-5-count":
            newest.setdefault(entry.body.get("substance", ""), entry.body["total"])
    return max(newest.values(), default=None)
