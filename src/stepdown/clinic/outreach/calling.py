"""Who calls a person: whoever takes the calls of the site, and who cares for them by name."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import AccessGrant, Patient
from stepdown.clinic.people.roles import Permission, Purpose
from stepdown.clinic.sessions.operations.co_signing import WHY as SUPERVISION


def called_by(actor: Actor, patients: Collection[Patient], now: datetime) -> set[int]:
    """Those whose number the actor may see: of a site whose calls they take; or they are on the
    team, lead a session of theirs, or stand in that day. Whoever only supervises is none of these.
    One query."""
    sites = actor.sites_with(Permission.TAKE_CALLS)
    live = Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))
    by_name = AccessGrant.objects.filter(
        live, account_id=actor.account_id or 0, purpose=Purpose.CARE, patient__in=patients
    )
    mine = set(by_name.exclude(why=SUPERVISION).values_list("patient", flat=True))
    return mine | {one.pk for one in patients if one.site_id in sites}
