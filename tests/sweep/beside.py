"""A family session that goes on, with two who came along (one is written about, one not yet), and a
meeting outside."""

from datetime import date, time, timedelta

from stepdown.clinic.circle.operations import invite_guest, note_guest, settle_guest, write_meeting
from stepdown.clinic.consents.sharing import Recipient, RecipientKind, agree_to_share
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.timetable.models import Seat, Series, WeekPlan
from stepdown.clinic.treatment.services import Service
from stepdown.rules.consent import Topic
from tests.clinic.world import NOW, TODAY


def live_marked(patient: Patient, mark: str) -> None:
    account = Account.objects.get(email="counselor@harbor.example")
    _come_along(actor_for(account, now=NOW), patient, mark)
    _go_outside(patient, mark)


def _come_along(counselor: Actor, patient: Patient, mark: str) -> None:
    series = _family_session(counselor, patient)
    for name in ("Written", "Unwritten"):
        guest_id = _came(counselor, patient, series, f"{mark} {name}")
        if name == "Written":
            note_guest(
                actor=counselor,
                patient=patient,
                guest_id=guest_id,
                words=f"{mark} was said",
                is_neutral=True,
                now=NOW,
            )


def _family_session(counselor: Actor, patient: Patient) -> Series:
    """This noon, with a seat for this person alone."""
    assert counselor.account_id is not None  # somebody of the clinic
    like = Series.objects.filter(program__site=patient.site).earliest("pk")
    series = Series.objects.create(
        program=like.program,
        service=Service.FAMILY,
        title="Family session",
        room=like.room,
        leader_id=counselor.account_id,
        weekday=TODAY.weekday(),
        starts=time(11, 20),
        minutes=60,
        clinical_minutes=60,
        seats=1,
        starts_on=date(2026, 1, 5),
    )
    plan = WeekPlan.objects.filter(episode__patient=patient).latest("pk")
    week = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=1)}
    Seat.objects.create(series=series, plan=plan, patient=patient, place=1, **week)
    return series


def _came(counselor: Actor, patient: Patient, series: Series, name: str) -> int:
    sharing = agree_to_share(
        actor=counselor,
        patient=patient,
        recipient=Recipient(RecipientKind.LOVED_ONE, name, "kin"),
        topics=[Topic.FAMILY_DATES],
        purpose="At my request",
        lasts_until=NOW + timedelta(days=90),
        signed_name=patient.full_name,
        now=NOW,
    )
    guest = invite_guest(
        actor=counselor,
        patient=patient,
        sharing_id=sharing.pk,
        series_id=series.pk,
        on=TODAY,
        now=NOW,
    )
    settle_guest(actor=counselor, patient=patient, guest_id=guest.pk, came=True, now=NOW)
    return guest.pk


def _go_outside(patient: Patient, mark: str) -> None:
    """The person wrote down a meeting that nobody verified yet."""
    account = Account.objects.get(patient=patient)
    write_meeting(
        actor=actor_for(account, now=NOW),
        patient=patient,
        on=TODAY,
        kind=f"{mark} circle",
        now=NOW,
    )
