"""Referrals to supervised detox: what they carry, where they stand, and when they are due."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any, Final

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import latest
from stepdown.clinic.people.models import Patient, Site
from stepdown.clinic.treatment.advising import StandingAdvice, withdrawal_advice
from stepdown.clinic.treatment.examinations import told_medicines
from stepdown.clinic.treatment.facts import SCALES, assessment_parts
from stepdown.clinic.treatment.models import DetoxPlace, DetoxReferral, ReferralStep

Status = DetoxReferral.Status  # for pages, which name no models
Transport = DetoxReferral.Transport
Naloxone = DetoxReferral.Naloxone
OpenReferral = DetoxReferral

NEXT: Final[Mapping[str, tuple[Status, ...]]] = {
    Status.PROPOSED: (Status.OFFERED, Status.ACCEPTED, Status.DECLINED),
    Status.OFFERED: (Status.ACCEPTED, Status.DECLINED),
    Status.ACCEPTED: (Status.SENT, Status.DECLINED),
    Status.SENT: (Status.ARRIVED, Status.NO_SHOW),
    Status.ARRIVED: (Status.COMPLETED, Status.LEFT_EARLY),
    Status.COMPLETED: (Status.RETURNED, Status.DECLINED),
    Status.LEFT_EARLY: (Status.RETURNED, Status.DECLINED),
}


@dataclass(frozen=True)
class Span:
    """A time with its source. None is confirmed by a clinic yet."""

    length: timedelta
    source: str
    confirmed: bool


def _span(row: dict[str, Any]) -> Span:
    length = timedelta(hours=row.get("hours", 0), days=row.get("days", 0))
    return Span(length, row["source"], row["confirmed"])


_DATA: Final = tomllib.loads(
    files("stepdown.clinic.treatment").joinpath("referral.toml").read_text("utf-8")
)
VERSION: Final[str] = _DATA["version"]
DUE: Final = {Status(key): _span(row) for key, row in _DATA["due"].items()}
PLACE_KEPT: Final = _span(_DATA["place"])
RECONTACT: Final = _span(_DATA["recontact"])
CONSENT: Final = _span(_DATA["consent"])


def due_after(status: str, now: datetime) -> datetime | None:
    """By when somebody looks again at a referral that is in this state since `now`."""
    span = DUE.get(Status(status))
    return now + span.length if span else None


def open_referral(patient: Patient) -> DetoxReferral | None:
    """The referral that is under way; while there is one, nobody enters the program."""
    found = DetoxReferral.objects.filter(patient=patient).exclude(status__in=DetoxReferral.OVER)
    return found.select_related("owner", "entry", "sharing", "need").first()


def newest_referral(patient: Patient) -> DetoxReferral | None:
    found = DetoxReferral.objects.filter(patient=patient).order_by("-pk")
    return found.select_related("owner", "entry", "sharing", "need").first()


def steps_of(referral: DetoxReferral) -> list[ReferralStep]:
    steps = ReferralStep.objects.filter(referral=referral).select_related("noted_by")
    return list(steps.order_by("pk"))


def detox_places(site: Site) -> list[DetoxPlace]:
    return list(DetoxPlace.objects.filter(site=site, is_used=True).order_by("name"))


def detox_place_of(sites: Iterable[Site], place_id: int) -> DetoxPlace | None:
    found = DetoxPlace.objects.filter(site__in=sites, pk=place_id)
    return found.select_related("site").first()


def places_at(site_ids: Iterable[int]) -> list[DetoxPlace]:
    """Every place of these sites, those no longer used too."""
    return list(DetoxPlace.objects.filter(site_id__in=site_ids).order_by("-is_used", "name"))


def hand_over(patient: Patient, *, now: datetime) -> dict[str, Any]:
    """What a referral tells the place, from what is known already: nothing is asked again.

    JSON-able: the rules that ask for detox with their facts and sources, scores with time and
    rater, last uses, vital signs, medicines, pregnancy, and the safety plan.
    """
    standing = withdrawal_advice(patient, now=now)
    parts = {key: part.entry for key, part in assessment_parts(patient, now=now).items()}
    history, vitals = parts["history"], parts["vitals"]
    safety = latest(patient, EntryKind.SAFETY_STEP)
    return {
        "reasons": _reasons(standing),
        "ruleset_version": standing.advice.ruleset_version,
        "scores": [_score(entry) for key in SCALES if (entry := parts[key])],
        "history": history.body if history else {},
        "medicines": told_medicines(patient),
        "vitals": {**vitals.body["values"], "taken_at": vitals.happened_at.isoformat()}
        if vitals
        else {},
        "safety_plan": {
            key: safety.body[key] for key in ("risk", "warning_signs", "contacts", "means")
        }
        if safety
        else {},
    }


def _reasons(standing: StandingAdvice) -> list[dict[str, str]]:
    asking = standing.detox_rules
    return [
        {"rule": one.rule_id, "fact": one.fact, "source": one.source}
        for one in standing.advice.reasons
        if one.rule_id in asking
    ]


def _score(entry: Any) -> dict[str, Any]:
    return {
        "instrument": entry.body["instrument"],
        "total": entry.body["total"],
        "taken_at": entry.happened_at.isoformat(),
        "rater": entry.author.name,
    }
