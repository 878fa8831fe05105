"""Who calls a person: whoever takes the calls of the site, and who cares for them by name."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import AccessGrant, Patient
from stepdown.clinic.people.roles import Permission, Purpose
from stepdown.clinic.sessions.operations.co_signing import WHY as SUPERVISION


@written_once
def _grants_by_name(
    account_id: int, patients: Collection[int], now: datetime
) -> QuerySet[AccessGrant, tuple[int, str]]:
    live = Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))
    by_name = AccessGrant.objects.filter(live, account_id=account_id, purpose=Purpose.CARE)
    return by_name.filter(patient__in=patients).values_list("patient", "why")


class Callers:
    """Of some people, as one actor stands to them. One query, for nobody too: pages are held to
    the same number for many and few."""

    def __init__(self, actor: Actor, patients: Collection[Patient], now: datetime) -> None:
        self.sites = actor.sites_with(Permission.TAKE_CALLS)
        self.reasons: dict[int, set[str]] = defaultdict(set)
        asked = actor.account_id or 0, [one.pk for one in patients], now
        for patient_id, why in _grants_by_name(*asked):
            self.reasons[patient_id].add(why)

    def may_call(self, patient: Patient) -> bool:
        """They take the calls of the site; or they are on the team, lead a session of the person,
        or stand in that day. Whoever only supervises is none of these."""
        return patient.site_id in self.sites or bool(self.reasons[patient.pk] - {SUPERVISION})
