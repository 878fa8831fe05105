"""Somebody with a week, and what they do themselves, for tests."""

from stepdown.clinic.people.actors import THE_PROGRAM, Actor
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.operations import add_account
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.models import Seat, Series
from stepdown.clinic.timetable.operations import accept_week
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import NOW, World


def seated(world: World, name: str = "Dana", *, days: int = 3) -> Patient:
    """A person with a week on three evenings from today's Monday on; the clinic offers `days`."""
    if not world.site.programs.exists():
        add_evening_program(world, days=days)
    episode = in_care(world, world.patient(name))
    offer = find_weeks(episode=episode, starts_on=MONDAY, most=1)
    accept_week(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        series_ids=[one.series_id for one in offer.best.sessions],
        starts_on=MONDAY,
        now=NOW,
    )
    return episode.patient


def on_first_evenings(world: World) -> Patient:
    """Groups on Monday, Tuesday and Wednesday; the one on Thursday has room, too."""
    patient = seated(world, days=4)
    plan = patient.seats.all()[0].plan
    patient.seats.filter(series__service="group").delete()
    for series in Series.objects.filter(service="group", weekday__lt=3):
        Seat.objects.create(
            series=series, plan=plan, patient=patient, place=1, starts_on=plan.starts_on
        )
    return patient


def own_account(world: World, patient: Patient) -> Account:
    account = add_account(
        actor=THE_PROGRAM,
        email=f"{patient.code}@example.org",
        name=patient.full_name,
        password="harbor lights at night",
        now=NOW,
        is_demo=True,
    )
    give_own_access(actor=world.actor(Role.INTAKE), patient=patient, account=account, now=NOW)
    return account


def own_actor(world: World, patient: Patient) -> Actor:
    return actor_for(own_account(world, patient), now=NOW)
