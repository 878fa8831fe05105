"""Reading who comes along to a person's family sessions, and which groups they go to outside."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from stepdown.clinic.circle.models import FamilyGuest, OutsideMeeting
from stepdown.clinic.consents.models import Sharing
from stepdown.clinic.consents.queries import live_sharings
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.models import Session
from stepdown.clinic.sessions.queries import takes_place
from stepdown.clinic.timetable.queries import (
    DatedSession,
    meetings,
    planned_weeks,
    series_of_sites,
    week_of,
)
from stepdown.clinic.timetable.times import monday_of
from stepdown.clinic.treatment.queries import CommitmentRow, commitments_of
from stepdown.clinic.treatment.services import Service
from stepdown.rules.consent import Topic, may_tell

WEEKS_AHEAD = 4
State = FamilyGuest.State  # for pages, which name no models
Meeting = tuple[int, date]  # of which series, on which day


def family_dates(patient: Patient, now: datetime) -> tuple[DatedSession, ...]:
    """The person's family sessions of the next weeks, one that goes on included."""
    monday = monday_of(local_now(patient.site, now).date())
    weeks = (monday + timedelta(weeks=n) for n in range(WEEKS_AHEAD))
    coming = (one for week in weeks for one in week_of(patient, monday=week))
    return tuple(
        one
        for one in coming
        if one.session.service == Service.FAMILY and one.ends_at > now and not one.is_cancelled
    )


def family_choices(patient: Patient, now: datetime) -> tuple[DatedSession, ...]:
    """Family sessions of the person's clinic in the next weeks at whose time they have nothing else
    here and no firm time of their own. Whether they may join is asked when one is planned."""
    today = local_now(patient.site, now).date()
    if not planned_weeks(patient, on=today):
        return ()
    until = monday_of(today) + timedelta(weeks=WEEKS_AHEAD)
    days = [today + timedelta(days=n) for n in range((until - today).days)]
    held = series_of_sites([patient.site_id], on=today).filter(service=Service.FAMILY)
    wanted = [(one, on) for on in days for one in held if takes_place(one, on)]
    own = [one for on in days[::7] for one in week_of(patient, monday=monday_of(on))]
    firm = [one for one in commitments_of(patient, on=today) if one.is_firm]
    ahead = (one for one in meetings(wanted) if one.starts_at > now and not one.is_cancelled)
    free = (one for one in ahead if not any(_is_busy(one, each) for each in firm))
    return tuple(one for one in free if not any(_meet(one, each) for each in own))


def _is_busy(one: DatedSession, row: CommitmentRow) -> bool:
    starts, ends = one.starts_at.time(), one.ends_at.time()
    return row.holds_on(one.on) and row.starts < ends and starts < row.ends


def _meet(one: DatedSession, own: DatedSession) -> bool:
    """At the same time; what is cancelled takes none."""
    return not own.is_cancelled and own.starts_at < one.ends_at and one.starts_at < own.ends_at


@dataclass(frozen=True)
class LovedOne:
    """To whom a consent that holds lets us speak. `may_come`: it covers dates of family sessions;
    `lasts_until`: no session that begins later."""

    sharing_id: int
    name: str
    may_come: bool
    lasts_until: datetime


def loved_ones(patient: Patient, now: datetime) -> list[LovedOne]:
    found = live_sharings(patient, now).filter(recipient_kind=Sharing.RecipientKind.LOVED_ONE)
    return [
        LovedOne(
            one.pk,
            one.recipient,
            may_tell(one.scope, Topic.FAMILY_DATES, now),
            one.lasts_until,
        )
        for one in found
    ]


def guests_of(patient: Patient) -> list[FamilyGuest]:
    """Everybody who was ever invited, the newest session first."""
    found = FamilyGuest.objects.filter(patient=patient).select_related("sharing", "series", "note")
    return list(found.order_by("-starts_at", "pk"))


def invitations_of(patient: Patient, now: datetime) -> list[FamilyGuest]:
    """Open invitations to sessions of the person that have not begun, the next first."""
    found = FamilyGuest.objects.filter(patient=patient, state=State.INVITED, starts_at__gt=now)
    invited = list(found.select_related("sharing").order_by("starts_at", "pk"))
    dates = (
        {(one.session.series_id, one.on) for one in family_dates(patient, now)} if invited else ()
    )
    return [one for one in invited if (one.series_id, one.on) in dates]


def guest_of(patient: Patient, guest_id: int) -> FamilyGuest | None:
    """One of them; None for a guest of somebody else."""
    return next((one for one in guests_of(patient) if one.pk == guest_id), None)


def guests_at(actor: Actor, session: Session, now: datetime) -> QuerySet[FamilyGuest]:
    """Who is invited to this session by people whose record is open to the actor."""
    people = patients_open_to(actor, Permission.LEAD_SESSIONS, now)
    found = FamilyGuest.objects.filter(
        series=session.series_id, on=session.on, patient__in=people
    ).exclude(state=State.WITHDRAWN)
    return found.select_related("patient", "sharing").order_by("patient__given_name", "pk")


def invited_to(sharing: Sharing, now: datetime) -> frozenset[Meeting]:
    """The sessions to which this loved one is invited and that are not over."""
    guests = FamilyGuest.objects.filter(sharing=sharing, state=State.INVITED)
    today = local_now(sharing.patient.site, now).date()
    return frozenset((one.series_id, one.on) for one in guests.filter(on__gte=today))


def meetings_of(patient: Patient) -> list[OutsideMeeting]:
    """Support groups outside that the person wrote down, the newest first."""
    found = OutsideMeeting.objects.filter(patient=patient, removed_at=None)
    return list(found.select_related("verified_by").order_by("-on", "-pk"))


def meeting_of(patient: Patient, meeting_id: int) -> OutsideMeeting | None:
    """One of them; None for somebody else's, or one that was taken off the list."""
    found = OutsideMeeting.objects.filter(patient=patient, removed_at=None, pk=meeting_id)
    return found.first()


def meetings_lately(patient: Patient, now: datetime) -> int:
    """How many there were in the last four weeks."""
    since = local_now(patient.site, now).date() - timedelta(weeks=4)
    return OutsideMeeting.objects.filter(patient=patient, removed_at=None, on__gt=since).count()
