"""What is found when a person is assessed, and what is decided."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from stepdown.clinic.consents.operations import give_consent
from stepdown.clinic.consents.queries import ConsentKind
from stepdown.clinic.treatment.histories import Frequency, UsedSubstance, UseHistory
from stepdown.clinic.treatment.operations.assessing import (
    DANGER_SIGNS,
    record_use_history,
    record_vitals,
    score_instrument,
)
from stepdown.clinic.treatment.operations.detox import settle_detox_need
from stepdown.clinic.treatment.operations.placing import PlacementDecision, sign_placement
from stepdown.clinic.treatment.operations.rating import AreaRating, rate_areas
from stepdown.clinic.treatment.operations.safety import answer_safety_step
from stepdown.commands.demo import words
from stepdown.commands.demo.clinic import Place
from stepdown.commands.demo.story import Stage, Story
from stepdown.rules.placement import Substance, SuicideRisk

CIWA_MILD = (0, 1, 1, 1, 0, 0, 0, 0, 1, 0)
CIWA_STRONG = (2, 3, 2, 3, 2, 0, 0, 0, 2, 0)
COWS_MILD = (1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0)
COWS_STRONG = (2, 2, 3, 1, 2, 1, 2, 1, 1, 2, 0)
WITHDRAWING = {Stage.DETOX_FIRST, Stage.HANDLED_HERE}


def consent(place: Place, story: Story, now: datetime) -> None:
    for kind in (ConsentKind.PRIVACY_NOTICE, ConsentKind.ASSESSMENT):
        _give(place, story, kind, now)


def consent_to_treatment(place: Place, story: Story, now: datetime) -> None:
    _give(place, story, ConsentKind.TREATMENT, now)


def _give(place: Place, story: Story, kind: ConsentKind, now: datetime) -> None:
    give_consent(
        actor=place.actors["counselor"],
        patient=story.patient,
        kind=kind,
        signed_name=story.who.name,
        now=now,
    )


def examine(place: Place, story: Story, now: datetime) -> None:
    """Vitals and danger signs, then the use history."""
    chance = story.chance
    record_vitals(
        actor=place.actor("technician"),
        patient=story.patient,
        values={
            "systolic_mm_hg": chance.randint(112, 142),
            "diastolic_mm_hg": chance.randint(70, 90),
            "pulse_per_minute": chance.randint(64, 94),
            "temperature_celsius": round(chance.uniform(36.3, 37.2), 1),
            "oxygen_percent": chance.randint(96, 99),
            "breath_alcohol_percent": 0.0,
        },
        danger_signs=dict.fromkeys(DANGER_SIGNS, False),
        taken_at=now,
        now=now,
    )
    record_use_history(
        actor=place.actors["counselor"],
        patient=story.patient,
        history=_history(story, now),
        taken_at=now,
        now=now,
    )


def _history(story: Story, now: datetime) -> UseHistory:
    chance = story.chance
    substance = Substance.OPIOID if story.stage is Stage.HANDLED_HERE else _substance(story)
    is_withdrawing = story.stage in WITHDRAWING
    hours = chance.randint(20, 40) if is_withdrawing else chance.randint(15, 35) * 24
    used = UsedSubstance(
        substance=substance,
        frequency=Frequency.DAILY if is_withdrawing else Frequency.MOST_DAYS,
        last_use_at=now - timedelta(hours=hours),
        is_heavy=True,
        is_stable_prescription=False,
        years=chance.randint(2, 18),
    )
    return UseHistory(
        substances=(used,),
        had_withdrawal_seizure_or_delirium=False,
        pregnant=False,
        has_unstable_condition=False,
        has_safe_adult_at_home=True,
        opioid_medicine_planned=False,
        pawss_total=chance.randint(0, 3),
        longest_break="Seven months, two years ago",
    )


def _substance(story: Story) -> Substance:
    return Substance.ALCOHOL if story.stage is Stage.DETOX_FIRST else Substance(story.substance)


def rate(place: Place, story: Story, now: datetime) -> None:
    """Both withdrawal scales, by the medical professional where there is one."""
    actor = place.actor("medical")
    is_detox = story.stage is Stage.DETOX_FIRST
    is_opioid = story.stage is Stage.HANDLED_HERE
    for instrument, answers in (
        ("ciwa-ar", CIWA_STRONG if is_detox else CIWA_MILD),
        ("cows", COWS_STRONG if is_opioid else COWS_MILD),
    ):
        score_instrument(
            actor=actor,
            patient=story.patient,
            instrument=instrument,
            answers=answers,
            taken_at=now,
            now=now,
        )


def ask_mood(place: Place, story: Story, total: int, now: datetime, *, item9: int = 0) -> None:
    """The PHQ-9 with this total over its first eight items."""
    score_instrument(
        actor=place.actor(story.counselor),
        patient=story.patient,
        instrument="phq-9",
        answers=[*_spread(story.chance, total), item9],
        taken_at=now,
        now=now,
    )


def _spread(chance: Random, total: int) -> list[int]:
    """Eight answers of 0 to 3 that add up to `total` (at most 24)."""
    answers = [0] * 8
    for _ in range(min(total, 24)):
        answers[chance.choice([n for n, value in enumerate(answers) if value < 3])] += 1
    return answers


def count_criteria(place: Place, story: Story, now: datetime) -> None:
    present = set(story.chance.sample(range(11), story.chance.randint(6, 9)))
    context: dict[str, Any] = {"substance": story.substance}
    score_instrument(
        actor=place.actor(story.counselor),
        patient=story.patient,
        instrument="dsm-5-count",
        answers=[int(n in present) for n in range(11)],
        context=context,
        taken_at=now,
        now=now,
    )


def ask_safety(place: Place, story: Story, now: datetime) -> None:
    answer_safety_step(
        actor=place.actor(story.counselor),
        patient=story.patient,
        risk=SuicideRisk.NONE,
        disposition="goes_home",
        words=story.chance.choice(words.SAFETY_WORDS),
        now=now,
        warning_signs="Not sleeping, staying away from people",
        contacts="A sister, the clinic, 988",
        means="Nothing at home",
    )


def rate_concern(place: Place, story: Story, now: datetime) -> None:
    """The counselor's own rating, before the advice is shown."""
    chance, is_withdrawing = story.chance, story.stage in WITHDRAWING
    concerns = {
        "body_now": 3 if is_withdrawing else chance.randint(0, 2),
        "body_otherwise": chance.randint(0, 2),
        "mind": chance.randint(1, 2),
        "pull": 2,
        "home": chance.randint(0, 2),
        "fit": chance.randint(0, 1),
    }
    rate_areas(
        actor=place.actor(story.counselor),
        patient=story.patient,
        ratings={key: AreaRating(concern) for key, concern in concerns.items()},
        now=now,
    )


def handle_here(place: Place, story: Story, now: datetime) -> None:
    settle_detox_need(
        actor=place.actors["medical"],
        patient=story.patient,
        outcome="handled_here",
        note="Buprenorphine started today, next dose tomorrow at 9. Attends meanwhile.",
        now=now,
    )


def decide(place: Place, story: Story, now: datetime) -> None:
    """Follows the advice, or signs this program where withdrawal is handled here."""
    is_handled = story.stage is Stage.HANDLED_HERE
    sign_placement(
        actor=place.actor(story.counselor),
        patient=story.patient,
        decision=PlacementDecision.OTHER if is_handled else PlacementDecision.FOLLOW,
        level_code="2.1" if is_handled else "",
        reason="Medicine is started here and the person attends meanwhile."
        if is_handled
        else "Fits the findings; lives with a safe adult, works, and wants to start this week.",
        now=now,
    )
