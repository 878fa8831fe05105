"""People in care with random tests, for tests of the record and of pages."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from stepdown.clinic.drug_tests.models import DrugTest
from stepdown.clinic.drug_tests.operations import (
    Given,
    begin_random_tests,
    collect_sample,
    confirm_result,
    draw_next_tests,
    order_test,
    sign_screen,
)
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.operations import accept_week
from stepdown.rules.drug_tests import Measured, Readings
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import NOW, World

FINE = Readings(creatinine=Decimal(90), gravity=Decimal("1.0150"), ph=Decimal(6))


def morning_of(day: date) -> datetime:
    """Half past seven in New York, in winter."""
    return datetime(day.year, day.month, day.day, 12, 30, tzinfo=UTC)


def coming_person(world: World) -> Patient:
    """In care since Monday, with sessions on Monday, Tuesday, Wednesday and Thursday."""
    series = add_evening_program(world)
    patient = world.patient()
    episode = in_care(world, patient)
    accept_week(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        series_ids=[one.pk for one in series[:6]],
        starts_on=MONDAY,
        now=NOW,
    )
    return patient


def drawn_test(world: World, patient: Patient) -> DrugTest:
    """Random tests began today, and the first day is drawn."""
    begin_random_tests(actor=world.actor(Role.MEDICAL), patient=patient, now=NOW)
    assert draw_next_tests(now=NOW) == 1
    return DrugTest.objects.get(patient=patient, plan__isnull=False)


def ordered_today(world: World, patient: Patient) -> DrugTest:
    return order_test(
        actor=world.actor(Role.MEDICAL), patient=patient, on=MONDAY, because="Asked for it", now=NOW
    )


def given(label: str = "A-1", **details: Any) -> Given:
    wanted = {"is_identity_checked": True, "is_accepted": True, "is_observed": False, **details}
    return Given(label=label, **wanted)


def collect(world: World, test: DrugTest, *, now: datetime = NOW, **details: Any) -> DrugTest:
    return collect_sample(
        actor=world.actor(Role.TECHNICIAN),
        patient=test.patient,
        test_id=test.pk,
        given=given(**details),
        now=now,
    )


def screen(
    world: World,
    test: DrugTest,
    readings: Readings = FINE,
    *,
    now: datetime = NOW,
    reason: str = "",
    **found: bool,
) -> DrugTest:
    sign_screen(
        actor=world.actor(Role.TECHNICIAN),
        patient=test.patient,
        test_id=test.pk,
        readings=readings,
        screen=found,
        now=now,
        reason=reason,
    )
    return DrugTest.objects.get(pk=test.pk)


def confirm(
    world: World, test: DrugTest, *, agreed: str = "", reason: str = "", **levels: str
) -> DrugTest:
    """A laboratory whose cut-off is 100 ng/mL, or the person's own word."""
    confirm_result(
        actor=world.actor(Role.MEDICAL),
        patient=test.patient,
        test_id=test.pk,
        laboratory="Bay Laboratory" if levels else "",
        levels={key: Measured(Decimal(level), Decimal(100)) for key, level in levels.items()},
        agreed=agreed,
        now=NOW,
        reason=reason,
    )
    return DrugTest.objects.get(pk=test.pk)
