"""Tests of the demo's people: what was given the evening before, what waits, and a medicine."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial

from stepdown.clinic.drug_tests.operations import (
    Given,
    begin_random_tests,
    collect_sample,
    order_test,
    sign_screen,
)
from stepdown.clinic.drug_tests.queries import days_here
from stepdown.clinic.medicines.operations import add_medicine, say_naloxone
from stepdown.commands.demo.clinic import Place
from stepdown.commands.demo.story import Stage, Story
from stepdown.rules.drug_tests import Readings, Sample, default_panel

WITH_RANDOM_TESTS = 8
FOUND = (frozenset({"amphetamines"}), frozenset({"alcohol_marker"}), frozenset[str]())
STRIP = Readings(creatinine=Decimal("84.5"), gravity=Decimal("1.0140"), ph=Decimal("6.0"))


def give_samples(place: Place, stories: list[Story]) -> None:
    """One result is explained by a medicine, one waits for confirmation, one shows nothing; two
    more of those who come today are asked for a sample."""
    evening = place.agenda.at(place.agenda.today - timedelta(days=1), time(19, 30))
    place.agenda.add(evening, partial(_evening_before, place, stories))


def _evening_before(place: Place, stories: list[Story], now: datetime) -> None:
    away = {Stage.ON_HOLD, Stage.ENDED}
    coming = [one for one in stories if one.episode and one.stage not in away]
    for story in coming[:WITH_RANDOM_TESTS]:
        begin_random_tests(actor=place.actor("medical"), patient=story.patient, now=now)
    for story in coming[:1]:
        _list_medicine(place, story, now)
    for number, (story, found) in enumerate(zip(coming, FOUND, strict=False), start=1):
        _give(place, story, f"A-{number:03}", found, now)
    today = place.agenda.today
    expected = [
        one for one in coming[len(FOUND) :] if today in days_here(one.patient, today, today)
    ]
    for story in expected[:2]:
        _order(place, story, 1, now)


def _list_medicine(place: Place, story: Story, now: datetime) -> None:
    medical = place.actor("medical")
    add_medicine(
        actor=medical,
        patient=story.patient,
        name="Lisdexamfetamine",
        how="30 mg each morning",
        known_key="amphetamine",
        is_prescribed=True,
        is_taken=True,
        now=now,
    )
    say_naloxone(actor=medical, patient=story.patient, standing="has_it", now=now)


def _order(place: Place, story: Story, days_ahead: int, now: datetime) -> int:
    yesterday = place.agenda.today - timedelta(days=1)
    test = order_test(
        actor=place.actor("medical"),
        patient=story.patient,
        on=yesterday + timedelta(days=days_ahead),
        because="Agreed on at the last visit",
        now=now,
    )
    return test.pk


def _give(place: Place, story: Story, label: str, found: frozenset[str], now: datetime) -> None:
    technician, test_id = place.actor("technician"), _order(place, story, 0, now)
    collect_sample(
        actor=technician,
        patient=story.patient,
        test_id=test_id,
        given=Given(
            label=label,
            is_identity_checked=True,
            is_accepted=True,
            is_observed=False,
            temperature=Decimal("95.2"),
            temperature_minutes=2,
        ),
        now=now,
    )
    sign_screen(
        actor=technician,
        patient=story.patient,
        test_id=test_id,
        readings=STRIP,
        screen={group.key: group.key in found for group in default_panel().groups_of(Sample.URINE)},
        now=now,
    )
