"""The assessor rates six areas first; the rating is signed, and the rules read it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import latest
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.advising import advice_for, open_detox_need
from stepdown.clinic.treatment.facts import assessment_parts
from stepdown.clinic.treatment.histories import Frequency
from stepdown.clinic.treatment.operations import (
    AreaRating,
    PlacementDecision,
    UnableToAssess,
    UnableToPlace,
    rate_areas,
)
from stepdown.rules.placement import Outcome, life_areas
from tests.clinic.care import assess, decide, drinking, rate, score_form, tell_history
from tests.clinic.world import NOW, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@made_once
def patient(world: World) -> Patient:
    """Somebody assessed, with nothing against intensive outpatient care."""
    patient = world.patient()
    assess(world, patient)
    return patient


def test_a_rating_is_signed_with_its_evidence_and_its_words(world: World, patient: Patient) -> None:
    mood = score_form(world, patient, "phq-9", [2] * 5 + [0] * 4)
    ratings = {area.key: AreaRating(1) for area in life_areas().areas}
    ratings["mind"] = AreaRating(2, (mood.pk,), "Low since summer.")
    entry = rate_areas(
        actor=world.actor(Role.PSYCHOLOGIST), patient=patient, ratings=ratings, now=NOW
    )
    mind = {"concern": 2, "evidence": [mood.pk], "words": "Low since summer."}
    assert entry.body["areas"]["mind"] == mind
    assert entry.body["areas_version"] == life_areas().version
    assert list(entry.body["areas"]) == [area.key for area in life_areas().areas]


def test_an_area_left_out_or_evidence_of_somebody_else_is_refused(
    world: World, patient: Patient
) -> None:
    def try_to_rate(ratings: dict[str, AreaRating]) -> None:
        rate_areas(actor=world.actor(Role.COUNSELOR), patient=patient, ratings=ratings, now=LATER)

    whole = {area.key: AreaRating(1) for area in life_areas().areas}
    with pytest.raises(UnableToAssess, match="Rate fit"):
        try_to_rate({key: rating for key, rating in whole.items() if key != "fit"})
    other = world.patient("Noor")
    assess(world, other)
    theirs = latest(other, EntryKind.VITALS)
    assert theirs is not None
    with pytest.raises(UnableToAssess, match="choose anew"):
        try_to_rate({**whole, "mind": replace(whole["mind"], evidence=(theirs.pk,))})
    rated = latest(patient, EntryKind.RATING)
    assert rated is not None
    assert rated.signed_at == NOW


def test_before_the_rating_there_is_no_advice_and_no_decision_on_a_level(
    world: World, patient: Patient
) -> None:
    much_later = NOW + timedelta(days=15)
    assert assessment_parts(patient, now=much_later)["rating"].is_fresh is False
    assert "concern_mind" in advice_for(patient, now=much_later).advice.missing_facts
    with pytest.raises(UnableToPlace, match="Rate the six areas first"):
        decide(world, patient, PlacementDecision.OTHER, level_code="2.1", now=much_later)
    decide(world, patient, PlacementDecision.WAIT, now=much_later)


def test_the_rating_moves_the_advice_up_and_the_newest_one_counts(
    world: World, patient: Patient
) -> None:
    rate(world, patient, mind=3)
    advice = advice_for(patient, now=NOW).advice
    assert advice.outcome is Outcome.OTHER_LEVEL
    assert advice.suggested_level is not None
    assert advice.suggested_level.code == "2.5"
    rate(world, patient, mind=2, now=LATER)
    assert advice_for(patient, now=LATER).advice.outcome is Outcome.IOP


def test_a_serious_concern_about_the_body_now_opens_a_detox_need(
    world: World, patient: Patient
) -> None:
    rate(world, patient, body_now=3)
    need = open_detox_need(patient)
    assert need is not None
    assert need.opened_by.kind == EntryKind.RATING


def test_where_withdrawal_is_possible_the_pawss_scale_is_asked_for(
    world: World, patient: Patient
) -> None:
    tell_history(
        world, patient, drinking(hours_ago=110, frequency=Frequency.MOST_DAYS), pawss_total=None
    )
    assert "pawss_total" in advice_for(patient, now=NOW).advice.missing_facts
    with pytest.raises(UnableToAssess, match="between 0 and 10"):
        tell_history(world, patient, pawss_total=11)
    tell_history(
        world, patient, drinking(hours_ago=110, frequency=Frequency.MOST_DAYS), pawss_total=4
    )
    assert open_detox_need(patient) is not None
