"""The people on whose team somebody is: several lists of one page are about them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Prefetch, QuerySet

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.access import about, door_of
from stepdown.clinic.people.actors import Actor, HeldPost
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.opening import Door
from stepdown.clinic.people.roles import PERMISSIONS, Permission, Purpose
from stepdown.clinic.treatment.models import Episode, PlannedPhase, TeamMember


@dataclass(frozen=True)
class OwnCase:
    """One person's care that goes on or is on hold, with its phases loaded."""

    episode: Episode

    @property
    def patient(self) -> Patient:
        return self.episode.patient

    @property
    def phase(self) -> PlannedPhase | None:
        """The step they are in by decision."""
        phases = self.episode.phases.all()
        return next((one for one in phases if one.number == self.episode.phase_number), None)

    @property
    def is_active(self) -> bool:
        return self.episode.status == Episode.Status.ACTIVE


def case_of(patient: Patient) -> OwnCase | None:
    """The person's care that goes on or is on hold (two queries)."""
    for episode in _open_ones(patient.pk):
        episode.patient = patient
        return OwnCase(episode)
    return None


@written_once
def _open_ones(patient_id: int) -> QuerySet[Episode]:
    found = Episode.objects.filter(patient=patient_id).exclude(status=Episode.Status.ENDED)
    return found.prefetch_related("phases").order_by("pk")[:1]


class Caseload:
    """The actor's own people, as far as their records are open: asked for once, when somebody
    first needs them. Made for one page and passed along."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now
        self._found: dict[tuple[Purpose, frozenset[HeldPost]], list[OwnCase]] = {}

    def of(self, permission: Permission) -> list[OwnCase]:
        """Those who are open for `permission`, by admission. Two queries the first time, none for
        another permission that opens the same records."""
        holding = (post for post in self.actor.posts if permission in PERMISSIONS[post.role])
        key = permission.purpose, frozenset(holding)
        if key not in self._found:
            self._found[key] = self._asked(permission)
        return self._found[key]

    def active(self, permission: Permission) -> list[OwnCase]:
        return [one for one in self.of(permission) if one.is_active]

    def _asked(self, permission: Permission) -> list[OwnCase]:
        door = door_of(self.actor, permission, self.now)
        return [OwnCase(one) for one in _on_team(door, self.actor.account_id or 0)]


@written_once
def _on_team(door: Door, account_id: int) -> QuerySet[Episode]:
    team = TeamMember.objects.filter(account_id=account_id, ends_on=None)
    found = Episode.objects.filter(about(door), pk__in=team.values("episode"))
    joined = found.select_related("patient__site").order_by("admitted_on", "pk")
    reached = PlannedPhase.objects.filter(number=F("episode__phase_number"))
    return joined.prefetch_related(Prefetch("phases", reached))
