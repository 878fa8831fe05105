"""An examination told through the operations."""

from datetime import datetime
from typing import Any

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.examinations import examination_of
from stepdown.clinic.treatment.operations import save_part, sign_examination
from stepdown.rules.examination import PARTS, QuestionKind, ToldQuestion
from tests.clinic.world import NOW, World


def some_answer(question: ToldQuestion) -> Any:
    if question.kind is QuestionKind.NUMBER:
        return question.lowest
    if question.choices:
        first = question.choices[0][0]
        return [first] if question.kind is QuestionKind.ANY_OF else first
    return "As told"


def answers_to(part: str, **answers: Any) -> dict[str, Any]:
    """Every needed question answered somehow, and these as given."""
    needed = {one.key: some_answer(one) for one in PARTS[part].questions if one.needed}
    return {**needed, **answers}


def tell_part(
    world: World,
    patient: Patient,
    part: str,
    *,
    by: Role = Role.COUNSELOR,
    how: str = "person",
    now: datetime = NOW,
    left_out_because: str = "",
    version: int | None = None,
    answers: dict[str, Any] | None = None,
) -> None:
    """Saves one part, by default over whatever version stands."""
    seen = examination_of(patient).state(part).version if version is None else version
    given = answers_to(part) if answers is None and not left_out_because else answers or {}
    save_part(
        actor=world.actor(by),
        patient=patient,
        part=part,
        answers=given,
        left_out_because=left_out_because,
        how=how,
        expected_version=seen,
        now=now,
    )


def tell_everything(world: World, patient: Patient, *, now: datetime = NOW) -> None:
    for part in PARTS:
        tell_part(world, patient, part, now=now)


def sign_told(
    world: World,
    patient: Patient,
    *,
    by: Role = Role.COUNSELOR,
    now: datetime = NOW,
    corrects_because: str = "",
) -> Entry:
    return sign_examination(
        actor=world.actor(by),
        patient=patient,
        seen=examination_of(patient).seen,
        corrects_because=corrects_because,
        now=now,
    )
