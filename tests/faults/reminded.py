"""Many people of one clinic who are reminded by text about now; built in a process of its own."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stepdown.commands.record import open_record

if TYPE_CHECKING:
    from stepdown.clinic.timetable.models import Series
    from tests.clinic.world import World

PEOPLE = 32


def evening_zone(now: datetime) -> str:
    """A zone in which it is evening, when reminders of tomorrow go out, for two hours at least."""
    ahead = 18 - now.astimezone(UTC).hour
    ahead = ahead - 24 if ahead > 12 else ahead
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def build() -> None:
    open_record()
    from django.utils import timezone

    from stepdown.clinic.people.roles import Role
    from stepdown.clinic.timetable.models import AgeGroup
    from stepdown.clinic.timetable.offering import add_program, add_room
    from stepdown.clinic.treatment.services import Service
    from tests.clinic.weeks import weekly
    from tests.clinic.world import NOW, make_world

    world, zone = make_world("North"), evening_zone(timezone.now())
    type(world.site).objects.filter(pk=world.site.pk).update(zone=zone)
    world.site.refresh_from_db()
    director = world.actor(Role.DIRECTOR)
    tomorrow = timezone.now().astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    program = add_program(
        actor=director,
        site=world.site,
        name="Evening",
        taper_key="three-evenings",
        age_group=AgeGroup.ADULT,
        now=NOW,
    )
    room = add_room(actor=director, site=world.site, name="Hall", seats=PEOPLE, now=NOW)
    lesson: dict[str, Any] = {"service": Service.EDUCATION, "room": room, "seats": PEOPLE}
    leader = world.accounts[Role.COUNSELOR]
    series = weekly(world, program, tomorrow.weekday(), "18:00", 60, 60, leader=leader, **lesson)
    for number in range(PEOPLE):
        _seat(world, series, number, tomorrow)


def _seat(world: "World", series: "Series", number: int, on: date) -> None:
    from stepdown.clinic.coming.models import ReminderWish
    from stepdown.clinic.people.models import TextAgreement
    from stepdown.clinic.timetable.models import Seat, WeekPlan
    from tests.clinic.weeks import in_care
    from tests.clinic.world import NOW

    patient = world.patient(f"Dana{number}")
    plan = WeekPlan.objects.create(
        episode=in_care(world, patient),
        starts_on=on,
        weekly_minutes=60,
        days=1,
        state="current",
        made_at=NOW,
        made_by=series.leader,
    )
    Seat.objects.create(series=series, plan=plan, patient=patient, place=number + 1, starts_on=on)
    TextAgreement.objects.create(patient=patient, number=f"+1410555{number:04}", said_at=NOW)
    ReminderWish.objects.create(patient=patient, evening_before=True, said_at=NOW)
