"""A sample and what comes of it: who collects, what counts, and nothing before it is confirmed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.drug_tests.models import DrugTest, Specimen
from stepdown.clinic.drug_tests.operations import (
    UnableToCollect,
    UnableToEnterResult,
    confirm_result,
    note_no_sample,
)
from stepdown.clinic.medicines.models import Medicine
from stepdown.clinic.medicines.operations import add_medicine, say_medicine
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.rules.drug_tests import Gender, Measured, Outcome, Readings, Sample, default_panel
from tests.clinic.tested import (
    collect,
    coming_person,
    confirm,
    drawn_test,
    morning_of,
    ordered_today,
    screen,
)
from tests.clinic.world import NOW, World
from tests.layers import made_once


@made_once
def test(world: World) -> DrugTest:
    return ordered_today(world, coming_person(world))


def prescribe(world: World, patient: Patient, key: str) -> Medicine:
    return add_medicine(
        actor=world.actor(Role.MEDICAL),
        patient=patient,
        name=key.capitalize(),
        how="8 mg each morning",
        known_key=key,
        is_prescribed=True,
        is_taken=True,
        now=NOW,
    )


def test_a_sample_names_its_cup_its_moment_and_who_was_there(world: World, test: DrugTest) -> None:
    collect(world, test, label="A-17", temperature=Decimal("96.4"), temperature_minutes=2)
    cup = Specimen.objects.get(test=test)
    assert (cup.label, cup.given_at) == ("A-17", NOW)
    assert cup.collector == world.accounts[Role.TECHNICIAN]


@pytest.mark.parametrize(
    ("details", "word"),
    [
        ({"is_accepted": False}, "colleague whom the person accepts"),
        ({"is_identity_checked": False}, "whose sample"),
        ({"label": " "}, "on the cup"),
        ({"temperature": Decimal(96)}, "together"),
        ({"is_observed": True}, "gender"),
        (
            {
                "is_observed": True,
                "person_gender": Gender.WOMAN,
                "collector_gender": Gender.MAN,
            },
            "gender",
        ),
    ],
)
def test_who_and_what_is_not_right_is_refused(
    world: World, test: DrugTest, details: dict[str, Any], word: str
) -> None:
    with pytest.raises(UnableToCollect, match=word):
        collect(world, test, **details)
    assert not Specimen.objects.exists()


def test_a_label_is_used_once(world: World, test: DrugTest) -> None:
    collect(world, test, label="A-1")
    with pytest.raises(UnableToCollect, match="label"):
        collect(world, ordered_today(world, test.patient), label="A-1")


def test_the_database_refuses_an_observer_of_another_gender(world: World, test: DrugTest) -> None:
    values: dict[str, Any] = {
        "test": test,
        "given_at": NOW,
        "collector": world.accounts[Role.TECHNICIAN],
        "is_identity_checked": True,
        "is_observed": True,
        "person_gender": "woman",
    }
    for wrong in (
        {"is_accepted": True, "collector_gender": "man"},
        {"is_accepted": True, "collector_gender": ""},
        {"is_accepted": False, "collector_gender": "woman"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Specimen.objects.create(label="A-1", **values, **wrong)


def test_a_test_before_its_morning_or_after_its_day_takes_no_sample(
    world: World, test: DrugTest
) -> None:
    drawn = drawn_test(world, test.patient)
    with pytest.raises(UnableToCollect, match="does not wait"):
        collect(world, drawn)
    with pytest.raises(UnableToCollect, match="over"):
        collect(world, drawn, now=morning_of(drawn.on + timedelta(days=1)))


def test_no_sample_is_no_result(world: World, test: DrugTest) -> None:
    note_no_sample(
        actor=world.actor(Role.TECHNICIAN),
        patient=test.patient,
        test_id=test.pk,
        why="could_not",
        words="Tried twice.",
        now=NOW,
    )
    test.refresh_from_db()
    assert (test.state, test.outcome) == (DrugTest.State.NOT_GIVEN, Outcome.PENDING)
    with pytest.raises(UnableToEnterResult):
        screen(world, test, cocaine=True)


def test_an_expected_result_is_signed_and_done(world: World, test: DrugTest) -> None:
    collect(world, test)
    done = screen(world, test, cocaine=False, fentanyl=False)
    assert done.outcome == Outcome.EXPECTED
    assert done.screened is not None
    assert done.screened.body["lines"] == {"Cocaine": "Not found", "Fentanyl": "Not found"}
    assert done.screened.signed_as == Role.TECHNICIAN


def test_a_quick_test_waits_for_confirmation(world: World, test: DrugTest) -> None:
    collect(world, test)
    assert screen(world, test, cocaine=True).outcome == Outcome.PENDING
    assert confirm(world, test, benzoylecgonine="99").outcome == Outcome.EXPECTED
    reason = "Two reports were mixed up"
    assert confirm(world, test, benzoylecgonine="100", reason=reason).outcome == Outcome.UNEXPECTED


def test_the_persons_own_word_confirms(world: World, test: DrugTest) -> None:
    collect(world, test)
    screen(world, test, cocaine=True)
    done = confirm(world, test, agreed="I used on Saturday.")
    assert done.outcome == Outcome.UNEXPECTED
    assert done.confirmed is not None
    assert done.confirmed.body["agreed"] == "I used on Saturday."


def test_the_database_knows_no_unexpected_result_that_is_not_confirmed(
    world: World, test: DrugTest
) -> None:
    collect(world, test)
    screen(world, test, cocaine=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        DrugTest.objects.filter(pk=test.pk).update(outcome="unexpected")


def test_a_prescription_explains_and_one_told_later_explains_at_confirmation(
    world: World, test: DrugTest
) -> None:
    collect(world, test)
    assert screen(world, test, oxycodone=True).outcome == Outcome.PENDING
    prescribe(world, test.patient, "oxycodone")
    done = confirm(world, test, oxycodone="400")
    assert done.outcome == Outcome.EXPECTED
    assert done.confirmed is not None
    assert done.confirmed.body["medicines"] == ["Oxycodone"]


def test_a_medicine_not_taken_any_more_explains_nothing(world: World, test: DrugTest) -> None:
    medicine = prescribe(world, test.patient, "oxycodone")
    say_medicine(
        actor=world.actor(Role.TECHNICIAN),
        patient=test.patient,
        medicine_id=medicine.pk,
        standing="not_taking",
        change="",
        expected_version=medicine.version,
        now=NOW,
    )
    collect(world, test)
    assert screen(world, test, oxycodone=True).outcome == Outcome.PENDING


def test_missing_buprenorphine_is_unexpected_once_confirmed(world: World, test: DrugTest) -> None:
    prescribe(world, test.patient, "buprenorphine")
    collect(world, test)
    assert screen(world, test, buprenorphine=False).outcome == Outcome.PENDING
    assert confirm(world, test, buprenorphine="0").outcome == Outcome.UNEXPECTED


def test_warmth_on_the_cup_counts_with_the_result(world: World, test: DrugTest) -> None:
    collect(world, test, temperature=Decimal("89.9"), temperature_minutes=4)
    done = screen(world, test, cocaine=False)
    assert done.outcome == Outcome.INVALID
    assert done.screened is not None
    assert done.screened.body["readings"]["temperature"] == "89.9"


def test_a_quick_test_is_corrected_with_a_reason(world: World, test: DrugTest) -> None:
    collect(world, test)
    spoiled = screen(world, test, Readings(ph=Decimal(12)), cocaine=False)
    assert spoiled.outcome == Outcome.INVALID
    with pytest.raises(UnableToEnterResult, match="why"):
        screen(world, test, cocaine=False)
    done = screen(world, test, cocaine=False, reason="The strip was read upside down")
    assert done.outcome == Outcome.EXPECTED
    assert done.screened is not None
    assert done.screened.corrects == spoiled.screened


def test_what_is_missing_is_said(world: World, test: DrugTest) -> None:
    with pytest.raises(UnableToEnterResult, match="No sample"):
        screen(world, test, cocaine=False)
    collect(world, test)
    with pytest.raises(UnableToEnterResult, match="quick test first"):
        confirm(world, test, agreed="Yes")
    with pytest.raises(UnableToEnterResult, match="at least one"):
        screen(world, test)
    screen(world, test, cocaine=True)
    with pytest.raises(UnableToEnterResult, match="one of the two"):
        confirm(world, test)
    confirm(world, test, agreed="Yes")
    with pytest.raises(UnableToEnterResult, match="was confirmed"):
        screen(world, test, cocaine=False, reason="Mixed up")


def test_what_was_not_measured_is_said_beside_the_result(world: World, test: DrugTest) -> None:
    collect(world, test)
    done = screen(world, test, Readings(), cocaine=False)
    assert done.outcome == Outcome.EXPECTED
    assert done.screened is not None
    assert done.screened.body["findings"] == ["Creatinine and gravity were not measured"]


def test_samples_and_signed_results_stay(world: World, test: DrugTest) -> None:
    collect(world, test)
    screen(world, test, cocaine=False)
    cups, tests = Specimen.objects.filter(test=test), DrugTest.objects.filter(pk=test.pk)
    for change in (
        lambda: cups.update(label="B-2"),
        lambda: cups.delete(),
        lambda: tests.update(screened=None, outcome="pending"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_result_of_somebody_else_is_refused(world: World, test: DrugTest) -> None:
    collect(world, test)
    done = screen(world, test, cocaine=False)
    other = DrugTest.objects.create(
        patient=world.patient("Rae"),
        on=test.on,
        made_at=NOW,
        ordered_by=world.accounts[Role.MEDICAL],
        ordered_because="Asked",
        state="given",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        DrugTest.objects.filter(pk=other.pk).update(screened=done.screened)


def test_breath_has_its_own_panel_and_the_same_rule_of_confirmation(
    world: World, test: DrugTest
) -> None:
    collect(world, test, label="Device 3, no. 81", kind=Sample.BREATH)
    with pytest.raises(UnableToEnterResult, match="This was breath"):
        screen(world, test, Readings(), cocaine=True)
    found = screen(world, test, Readings(), breath_alcohol=True)
    assert found.outcome == Outcome.PENDING
    assert found.screened is not None
    assert found.screened.body["findings"] == []
    assert "15 minutes" in found.screened.body["cautions"]["Alcohol in breath"]
    sure = confirm(world, test, agreed="Two beers last night")
    assert sure.outcome == Outcome.UNEXPECTED


def test_breath_has_no_warmth(world: World, test: DrugTest) -> None:
    warm: dict[str, Any] = {"temperature": Decimal(96), "temperature_minutes": 2}
    with pytest.raises(UnableToCollect, match="on urine only"):
        collect(world, test, kind=Sample.BREATH, **warm)
    collect(world, test)
    cup = Specimen.objects.get(test=test)
    other = ordered_today(world, test.patient)
    cup.pk, cup.test, cup.label, cup.is_breath = None, other, "B-2", True
    cup.temperature = Decimal(96)
    with pytest.raises(IntegrityError, match="on urine only"), transaction.atomic():
        cup.save(force_insert=True)


@pytest.mark.parametrize(("level", "outcome"), [("0.019", "expected"), ("0.02", "unexpected")])
def test_a_second_breath_test_is_read_exactly_at_its_cut_off(
    world: World, test: DrugTest, level: str, outcome: str
) -> None:
    collect(world, test, kind=Sample.BREATH)
    screen(world, test, Readings(), breath_alcohol=True)
    group = default_panel().group("breath_alcohol")
    confirm_result(
        actor=world.actor(Role.MEDICAL),
        patient=test.patient,
        test_id=test.pk,
        laboratory="Device 3",
        levels={"breath_again": Measured(Decimal(level), group.drugs[0].cut_off)},
        agreed="",
        now=NOW,
    )
    assert DrugTest.objects.get(pk=test.pk).outcome == outcome
