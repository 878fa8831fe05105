"""From first contact to each step of the way in: the middle time of those who came that far."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.intake.models import AssessmentTime, Booking, Inquiry
from stepdown.clinic.people.models import Patient
from stepdown.clinic.progress.step_waits import StepWait, step_waits
from stepdown.clinic.progress.ways_in import WayStep, ways_in
from tests.clinic.care import admit, make_ready
from tests.clinic.world import NOW, TODAY, World, make_world

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def asks(patient: Patient, at: datetime) -> None:
    Inquiry.objects.create(patient=patient, asked_by="self", first_contact_at=at)


def books(world: World, patient: Patient, made_at: datetime, state: str = "booked") -> None:
    time = AssessmentTime.objects.create(
        site=world.site,
        on=TODAY + DAY,
        starts="18:00",
        ends="19:00",
        zone=world.site.zone,
        place=patient.pk,
    )
    Booking.objects.create(time=time, patient=patient, state=state, made_at=made_at)


def found(world: World) -> tuple[StepWait, ...]:
    return step_waits(ways_in([world.site.pk], NOW + DAY))


def test_a_step_that_nobody_reached_is_left_out(world: World) -> None:
    assert found(world) == ()
    dana = world.patient()
    asks(dana, NOW - DAY)
    books(world, dana, NOW, state="cancelled")
    assert found(world) == ()


def test_each_step_counts_from_the_first_contact_by_those_who_reached_it(world: World) -> None:
    dana, lee = world.patient(), world.patient("Lee")
    asks(dana, NOW - 6 * DAY)
    asks(dana, NOW - DAY)
    asks(lee, NOW - 3 * DAY)
    books(world, dana, NOW - 4 * DAY)
    books(world, lee, NOW + timedelta(hours=24))
    make_ready(world, dana)
    admit(world, dana)
    assert found(world) == (
        StepWait(WayStep.BOOKED, 3 * DAY, people=2),
        StepWait(WayStep.DECIDED, 6 * DAY, people=1),
        StepWait(WayStep.ADMITTED, 6 * DAY, people=1),
    )


def test_it_is_one_query_and_another_site_counts_for_itself(world: World) -> None:
    dana = world.patient()
    asks(dana, NOW - DAY)
    books(world, dana, NOW)
    with CaptureQueriesContext(connection) as queries:
        assert len(found(world)) == 1
    assert len(queries) == 1
    assert step_waits(ways_in([make_world("Millbrook").site.pk], NOW + DAY)) == ()
