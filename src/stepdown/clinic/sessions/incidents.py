"""Reading incident reports. They are no part of the chart: who reported one, who owes something
for it, and the director read it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.access import about, door_of, patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient, Post, Site
from stepdown.clinic.people.opening import Door
from stepdown.clinic.people.queries import live_on
from stepdown.clinic.people.roles import Permission, roles_with
from stepdown.clinic.sessions.models import Incident

OpenedIncident = Incident  # what these hand out: pages name no model


def incidents_of(actor: Actor, patient: Patient) -> QuerySet[OpenedIncident]:
    """Those that the actor may read, newest first."""
    found = Incident.objects.filter(patient=patient)
    if not actor.can(Permission.SET_UP, site_id=patient.site_id):
        mine = actor.account_id or 0
        found = found.filter(Q(reported_by=mine) | Q(owed_by=mine))
    return found.select_related("owed_by", "reported_by", "done_by").order_by("-happened_at", "-pk")


def incidents_at(
    actor: Actor, *, first: date | None, is_open: bool | None, now: datetime, skip: int, most: int
) -> tuple[list[OpenedIncident], int]:
    """Of the sites whose director the actor is, newest first: those of people open to them, and how
    many there are besides. `first`: the first day of a month by the
    clock of their first site, None for all; `is_open` None for
    both."""
    sites = actor.sites_with(Permission.SET_UP)
    found = Incident.objects.filter(patient__site__in=sites)
    if first is not None:
        zone = ZoneInfo(Site.objects.filter(pk__in=sites).order_by("pk")[0].zone)
        found = found.filter(happened_at__gte=datetime.combine(first, time(), tzinfo=zone))
        end = datetime.combine(_next_month(first), time(), tzinfo=zone)
        found = found.filter(happened_at__lt=end)
    if is_open is not None:
        found = found.filter(done_at__isnull=is_open)
    people = patients_open_to(actor, Permission.READ_CHART, now)
    mine = found.filter(patient__in=people).order_by("-happened_at", "-pk")
    joined = mine.select_related("patient__site", "owed_by", "done_by")
    return list(joined[skip : skip + most]), found.exclude(patient__in=people).count()


def _next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def is_incident(patient: Patient, incident_id: int) -> bool:
    """Whether there is such a report, read or not."""
    return Incident.objects.filter(patient=patient, pk=incident_id).exists()


def owed_follow_ups(actor: Actor, now: datetime) -> list[OpenedIncident]:
    """What the actor owes, by day, of people whose record is open to them."""
    return _owed_by(door_of(actor, Permission.READ_CHART, now), actor.account_id or 0)


@written_once
def _owed_by(door: Door, account_id: int) -> QuerySet[OpenedIncident]:
    owed = Incident.objects.filter(about(door), owed_by=account_id, done_at=None)
    return owed.select_related("patient__site").order_by("due_on", "pk")


def who_can_owe(patient: Patient, on: date) -> list[tuple[int, str]]:
    """(account, name) of colleagues at the site to whom this chart can be open."""
    posts = Post.objects.filter(
        live_on(on),
        site=patient.site_id,
        role__in=roles_with(Permission.READ_CHART),
        account__is_active=True,
    )
    found = posts.order_by("account__name", "account")
    shut = set(patient.access_blocks.values_list("account_id", flat=True))
    names = dict.fromkeys(found.values_list("account_id", "account__name"))
    return [(key, name) for key, name in names if key not in shut]
