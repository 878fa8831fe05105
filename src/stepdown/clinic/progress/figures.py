"""The director's figures: how many are in care, and how long the way in takes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.progress.step_waits import StepWait, step_waits
from stepdown.clinic.progress.waits import Waits, waits
from stepdown.clinic.progress.ways_in import ways_in
from stepdown.clinic.treatment.models import Episode


@dataclass(frozen=True)
class ClinicFigures:
    in_care: int
    on_hold: int
    waits: Waits
    steps: tuple[StepWait, ...]


def clinic_figures(actor: Actor, now: datetime) -> ClinicFigures:
    """Of the actor's sites (three queries)."""
    sites = actor.sites_with(Permission.SEE_MEASURES)
    counts, ways = dict(_by_status(sites)), ways_in(sites, now)
    return ClinicFigures(
        in_care=counts.get(Episode.Status.ACTIVE, 0),
        on_hold=counts.get(Episode.Status.HOLD, 0),
        waits=waits(ways, now),
        steps=step_waits(ways),
    )


@written_once
def _by_status(sites: Collection[int]) -> QuerySet[Episode, tuple[str, int]]:
    return Episode.objects.filter(site__in=sites).values_list("status").annotate(Count("pk"))
