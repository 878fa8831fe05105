"""The clinic of the journey, and the windows its people open."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine
from playwright.sync_api import Page

from stepdown.clinic.intake.operations import open_times
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import add_account
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Session
from stepdown.clinic.timetable.models import Series
from tests.clinic.evenings import hold_evening, take_seats
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World, make_world
from tests.e2e.browser import PHONE, Visitors

TOMORROW = TODAY + timedelta(days=1)
FIRST_DAY = TODAY + timedelta(days=7)  # the Monday on which Dana begins
NEW_YORK = ZoneInfo("America/New_York")


@dataclass
class Clinic:
    """One site, its staff, and the browser windows that belong to this story."""

    world: World
    visitors: Visitors

    def desk(self, role: Role) -> Page:
        """A new window of a colleague, signed in with a second factor."""
        return self.visitors.enter(self.world.accounts[role])

    def desk_without_scripts(self, role: Role) -> Page:
        return self.visitors.enter(self.world.accounts[role], scripts=False)

    def phone(self, role: Role) -> Page:
        return self.visitors.enter(self.world.accounts[role], width=PHONE)

    def own_phone(self, code: str) -> Page:
        """The phone of the person in care; the desk gave them an account at admission."""
        person = Patient.objects.get(code=code)
        name, now = person.given_name, datetime.now(NEW_YORK)
        account = add_account(
            actor=THE_PROGRAM,
            email=f"{name.lower()}@example.org",
            name=name,
            password="harbor lights at night",
            now=now,
        )
        give_own_access(
            actor=self.world.actor(Role.INTAKE), patient=person, account=account, now=now
        )
        return self.visitors.enter(account, width=PHONE)


def open_clinic(visitors: Visitors) -> Clinic:
    """Four evening groups, two classes, two hours one to one, times to assess on Tuesday. Luis and
    Mateo sit in the group of Monday."""
    world = make_world()
    monday = add_evening_program(world, days=4)[0]
    for name, family in (("Luis", "Ortega"), ("Mateo", "Reyes")):
        take_seats(world, in_care(world, world.patient(name, family_name=family)), [monday])
    open_times(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        on=TOMORROW,
        starts=[time(9), time(11), time(18)],
        minutes=60,
        places=1,
        by_video=False,
        now=NOW,
    )
    return Clinic(world, visitors)


def hold_weeks(clinic: Clinic, code: str, weeks: int) -> None:
    """Every session of these weeks in which the person has a seat, with all who are in it."""
    mine = Series.objects.filter(taken_seats__patient__code=code, taken_seats__ends_on=None)
    for week in range(weeks):
        for series in mine:
            day = FIRST_DAY + timedelta(days=7 * week + series.weekday)
            if not Session.objects.filter(series=series, on=day).exists():
                seats = series.taken_seats.filter(ends_on=None).select_related("patient")
                came = {seat.patient: "here" for seat in seats}
                hold_evening(clinic.world, series, day, came, noted=False)


@contextmanager
def on(day: date, hour: int, minute: int = 0) -> Iterator[None]:
    """A moment of the clinic's day; the clock runs on from there."""
    moment = datetime.combine(day, time(hour, minute), NEW_YORK)
    with time_machine.travel(moment, tick=True):
        yield
