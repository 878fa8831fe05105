"""The newest placement decision as the person may read it: its two entries and their own words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import latest
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.treatment.queries import views_of_decision
from stepdown.rules.placement import level


@dataclass(frozen=True)
class SaidLine:
    """What the person said about the decision, and on which day."""

    agrees: bool
    words: str
    on: date
    is_own: bool


@dataclass(frozen=True)
class DecidedPlainly:
    """Bodies of the decision and of the advice it was made on."""

    decision: dict[str, Any]
    advice: dict[str, Any]
    level_name: str
    on: date
    views: tuple[SaidLine, ...]


def plain_decision(patient: Patient) -> DecidedPlainly | None:
    """None where nothing is decided yet."""
    decision = latest(patient, EntryKind.PLACEMENT)
    if decision is None:
        return None
    advice = Entry.objects.get(pk=decision.body["advice"])
    code, edition = decision.body["level_code"], decision.body["edition"]
    return DecidedPlainly(
        decision=decision.body,
        advice=advice.body,
        level_name=level(code, edition).name if code else "",
        on=local_now(patient.site, decision.signed_at).date(),
        views=tuple(
            SaidLine(one.agrees, one.words, local_now(patient.site, one.told_at).date(), one.is_own)
            for one in views_of_decision(patient, decision)
        ),
    )
