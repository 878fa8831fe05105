"""The assessor's own rating of six life areas: it comes before the advice is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import standing_entries
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.treatment.operations.assessing import UnableToAssess, sign_finding
from stepdown.rules.placement import UnableToRate, checked_concerns, life_areas


@dataclass(frozen=True)
class AreaRating:
    """Concern of 0 to 4 about one area, the entries it rests on, and words."""

    concern: int
    evidence: tuple[int, ...] = ()
    words: str = ""


def rate_areas(
    *, actor: Actor, patient: Patient, ratings: Mapping[str, AreaRating], now: datetime
) -> Entry:
    """Signs the rating of all six areas by key; raises UnableToAssess for one that is missing.

    A concern about the body now may open a detox need, like any finding.
    """
    try:
        concerns = checked_concerns({key: rating.concern for key, rating in ratings.items()})
    except UnableToRate as error:
        raise UnableToAssess(str(error)) from error
    _refuse_foreign_evidence(patient, ratings)
    areas = {
        key: {
            "concern": concern,
            "evidence": list(ratings[key].evidence),
            "words": ratings[key].words,
        }
        for key, concern in concerns.items()
    }
    body = {"areas": areas, "areas_version": life_areas().version}
    return sign_finding(actor, patient, EntryKind.RATING, body, now, now)


def _refuse_foreign_evidence(patient: Patient, ratings: Mapping[str, AreaRating]) -> None:
    named = {pk for rating in ratings.values() for pk in rating.evidence}
    if named - set(standing_entries(patient).filter(pk__in=named).values_list("pk", flat=True)):
        raise UnableToAssess(
            "Something you rely on was corrected meanwhile. Load the page again and choose anew."
        )
