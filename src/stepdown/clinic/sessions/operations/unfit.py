"""Somebody came who is not fit for a group: the safety step, signed before anything else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.ledger.operations import Unable
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.unfit import HOME, NOT_YET, UnfitQuestions, unfit_questions


class UnableToTakeStep(Unable):
    """What was seen and what was decided do not go together; the message says what to do."""


@dataclass(frozen=True)
class UnfitStep:
    """What was seen and decided, by the keys of `unfit.toml`. `vitals` are empty where none were
    taken, and `not_taken` says why then."""

    seen: tuple[str, ...]
    vitals: Mapping[str, float]
    not_taken: str
    decision: str
    stays_with: str
    ride: str
    ride_words: str
    words: str


def sign_unfit_step(*, actor: Actor, patient: Patient, step: UnfitStep, now: datetime) -> Entry:
    """Signs the step. Needs no live credential: safety is never held up. Raises UnableToTakeStep.

    Who is shaking, hard to wake or confused is seen by somebody medical; nobody goes home on their
    own.
    """
    require(actor, Permission.LEAD_SESSIONS, site_id=patient.site_id)
    asked = unfit_questions()
    _refuse_too_little(step, asked)
    _refuse_unsafe(step, asked)
    return sign_entry(
        actor=actor,
        patient=patient,
        kind=EntryKind.UNFIT,
        body=_body(step, asked),
        happened_at=now,
        now=now,
    )


def _refuse_too_little(step: UnfitStep, asked: UnfitQuestions) -> None:
    if not step.seen or set(step.seen) - asked.seen.keys():
        raise UnableToTakeStep("Choose what you see. “Something else” is told in words.")
    if "other" in step.seen and not step.words.strip():
        raise UnableToTakeStep("Tell in words what else you see.")
    if bool(step.vitals) == bool(step.not_taken.strip()):
        raise UnableToTakeStep("Write at least one vital sign, or why none was taken. Not both.")
    if step.decision not in asked.decisions or step.ride not in asked.rides:
        raise UnableToTakeStep("Choose what happens now, and how they leave.")
    if not step.stays_with.strip():
        raise UnableToTakeStep("Write who stays with them. Nobody waits alone.")


def _refuse_unsafe(step: UnfitStep, asked: UnfitQuestions) -> None:
    urgent = [asked.seen[key].words for key in step.seen if asked.seen[key].needs_medical]
    if urgent and asked.decisions[step.decision].sends_away:
        raise UnableToTakeStep(
            f"{urgent[0]}: choose emergency services, or a medical professional now."
        )
    if step.decision == HOME and step.ride == NOT_YET:
        raise UnableToTakeStep("They go home: choose the ride. Nobody drives themselves.")


def _body(step: UnfitStep, asked: UnfitQuestions) -> dict[str, Any]:
    return {
        "seen": [asked.seen[key].words for key in step.seen],
        "vitals": dict(step.vitals),
        "not_taken": step.not_taken,
        "decision": asked.decisions[step.decision].words,
        "stays_with": step.stays_with,
        "ride": asked.rides[step.ride].words,
        "ride_words": step.ride_words,
        "words": step.words,
        "questions_version": asked.version,
    }
