"""What the demo's people told in their examination: begun by two, finished and signed by one."""

from datetime import datetime
from random import Random
from typing import Any

from stepdown.clinic.treatment.examinations import examination_of
from stepdown.clinic.treatment.operations.examining import save_part, sign_examination
from stepdown.commands.demo.clinic import Place
from stepdown.commands.demo.story import Story
from stepdown.commands.demo.told_words import ANSWERS, LEFT_OUT
from stepdown.rules.examination import PARTS

BEGUN = ("presenting", "medicines", "physical", "family", "housing")
BY_MEDICAL = {"medicines", "physical"}
HALF_DONE = "housing"


def begin(place: Place, story: Story, now: datetime) -> None:
    """The first parts; the last of them is half done."""
    for part in BEGUN:
        answers = _answers(story, part)
        if part == HALF_DONE:
            answers = dict(list(answers.items())[:1])
        _save(place, story, part, answers, now)


def finish_and_sign(place: Place, story: Story, now: datetime) -> None:
    for state in examination_of(story.patient).open_parts:
        _save(place, story, state.part.key, _answers(story, state.part.key), now)
    sign_examination(
        actor=place.actor(story.counselor),
        patient=story.patient,
        seen=examination_of(story.patient).seen,
        now=now,
    )


def _answers(story: Story, part: str) -> dict[str, Any]:
    """Nothing at all where somebody would rather not talk about it."""
    chance = Random(f"{part} {story.who.name}")
    if part == "trauma" and chance.random() < 0.3:
        return {}
    invented = {key: chance.choice(choices) for key, choices in ANSWERS[part].items()}
    return {one.key: invented[one.key] for one in PARTS[part].questions if one.key in invented}


def _save(place: Place, story: Story, part: str, answers: dict[str, Any], now: datetime) -> None:
    role = "medical" if part in BY_MEDICAL else story.counselor
    save_part(
        actor=place.actor(role),
        patient=story.patient,
        part=part,
        answers=answers,
        left_out_because="" if answers else LEFT_OUT,
        how="person",
        expected_version=examination_of(story.patient).state(part).version,
        now=now,
    )
