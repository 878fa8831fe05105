"""A sample is given, or not."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from stepdown.clinic.drug_tests.models import DrugTest, Specimen
from stepdown.clinic.drug_tests.queries import shown_test
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.rules.drug_tests import Gender, Sample, may_collect


class UnableToCollect(Unable):
    """The sample cannot be written down like this; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """A sample as it was given. `temperature` in degrees Fahrenheit, read `temperature_minutes`
    after it; None where it was not read. Genders are asked where somebody watches."""

    label: str
    is_identity_checked: bool
    is_accepted: bool
    is_observed: bool
    kind: Sample = Sample.URINE
    person_gender: Gender | None = None
    collector_gender: Gender | None = None
    temperature: Decimal | None = None
    temperature_minutes: int | None = None


def collect_sample(
    *, actor: Actor, patient: Patient, test_id: int, given: Given, now: datetime
) -> DrugTest:
    """The actor collected it. Raises UnableToCollect where the person, the cup or whoever is
    there is not right."""
    require(actor, Permission.COLLECT_SAMPLES, site_id=patient.site_id)
    _check(given)
    with writing():
        test = planned_test(patient, test_id, now)
        if test.on != local_now(patient.site, now).date():
            raise UnableToCollect(
                "The day of this test is over. Write down why there is no sample."
            )
        save_version(test, expected=test.version, state=DrugTest.State.GIVEN)
        _keep(test, given, actor, now)
        record(actor=actor, verb="sample.given", now=now, subject=test, patient_id=patient.pk)
    return test


def _check(given: Given) -> None:
    if not given.label.strip():
        raise UnableToCollect("Write what stands on the cup, or the number the device shows.")
    if not given.is_identity_checked:
        raise UnableToCollect("Check by name and date of birth whose sample this is.")
    if not given.is_accepted:
        raise UnableToCollect("Ask a colleague whom the person accepts to collect the sample.")
    if given.kind is Sample.BREATH and given.temperature is not None:
        raise UnableToCollect("Warmth is read on urine only. Leave it empty for breath.")
    if (given.temperature is None) != (given.temperature_minutes is None):
        raise UnableToCollect("Write the warmth and the minutes together, or neither.")
    if not may_collect(
        is_observed=given.is_observed,
        is_accepted=given.is_accepted,
        person=given.person_gender,
        collector=given.collector_gender,
    ):
        raise UnableToCollect(
            "Only somebody of the person's own gender may watch. Ask a colleague."
        )


def planned_test(patient: Patient, test_id: int, now: datetime) -> DrugTest:
    """The test, if it still waits for a sample and its morning has come."""
    test = shown_test(patient, test_id, now=now)
    if test is None or test.state != DrugTest.State.PLANNED:
        raise UnableToCollect("This test does not wait for a sample. Look at the list again.")
    return test


def _keep(test: DrugTest, given: Given, actor: Actor, now: datetime) -> None:
    assert actor.account_id is not None  # somebody holds the cup
    try:
        with transaction.atomic():
            Specimen.objects.create(
                test=test,
                label=given.label.strip(),
                is_breath=given.kind is Sample.BREATH,
                given_at=now,
                collector_id=actor.account_id,
                is_identity_checked=given.is_identity_checked,
                is_accepted=given.is_accepted,
                is_observed=given.is_observed,
                person_gender=given.person_gender or "",
                collector_gender=given.collector_gender or "",
                temperature=given.temperature,
                temperature_minutes=given.temperature_minutes,
            )
    except IntegrityError as error:
        raise UnableToCollect("A cup with this label is known already. Check the label.") from error


def note_no_sample(
    *, actor: Actor, patient: Patient, test_id: int, why: str, words: str, now: datetime
) -> None:
    """No sample today, and why. It is no result and never counts as one."""
    require(actor, Permission.COLLECT_SAMPLES, site_id=patient.site_id)
    with writing():
        test = planned_test(patient, test_id, now)
        save_version(
            test,
            expected=test.version,
            state=DrugTest.State.NOT_GIVEN,
            not_given=DrugTest.NotGiven(why),
            not_given_words=words.strip(),
        )
        record(actor=actor, verb="sample.none", now=now, subject=test, patient_id=patient.pk)
