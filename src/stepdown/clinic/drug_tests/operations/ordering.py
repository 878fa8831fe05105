"""A test that somebody orders for a day that they name."""

from datetime import date, datetime, timedelta

from stepdown.clinic.drug_tests.models import DrugTest
from stepdown.clinic.drug_tests.operations.drawing import UnableToPlanTests
from stepdown.clinic.drug_tests.queries import days_here
from stepdown.clinic.ledger.operations import record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.times import monday_of

MOST_DAYS_AHEAD = 60  # catches a slip of the pen; no rule asks for it


def order_test(
    *, actor: Actor, patient: Patient, on: date, because: str, now: datetime
) -> DrugTest:
    """A test on a day that is named, for a reason; shown from that morning on like any other, so
    that a day that cannot be is refused here: nobody would see it before."""
    require(actor, Permission.ORDER_TESTS, site_id=patient.site_id)
    if not because.strip():
        raise UnableToPlanTests("Write why this test is ordered.")
    _check_day(patient, on, today=local_now(patient.site, now).date())
    with writing():
        made = DrugTest.objects.create(
            patient=patient,
            on=on,
            made_at=now,
            ordered_by_id=actor.account_id,
            ordered_because=because.strip(),
        )
        record(actor=actor, verb="test.ordered", now=now, subject=made, patient_id=patient.pk)
    return made


def _check_day(patient: Patient, on: date, *, today: date) -> None:
    """Today may be any day: they are here. Later the person comes anyway that day; in a week in
    which they come on no day, whoever orders it agrees on one with them."""
    if on < today:
        raise UnableToPlanTests("Choose today or a later day.")
    if on > today + timedelta(days=MOST_DAYS_AHEAD):
        raise UnableToPlanTests(f"Choose a day within the next {MOST_DAYS_AHEAD} days.")
    monday = monday_of(on)
    coming = days_here(patient, monday, monday + timedelta(days=6))
    if on != today and coming and on not in coming:
        names = ", ".join(f"{one:%A}" for one in sorted(coming))
        raise UnableToPlanTests(
            f"They do not come on {on:%A}, {on:%B} {on.day}. In that week they come on: {names}."
        )
