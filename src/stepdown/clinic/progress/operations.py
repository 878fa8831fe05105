"""The signed decision on a person's next step, and the plan made anew from it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.operations import NotAllowed, require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.progress.models import StepReview
from stepdown.clinic.progress.queries import step_advice, step_evidence
from stepdown.clinic.treatment.facts import age_on
from stepdown.clinic.treatment.models import Episode, PlannedPhase
from stepdown.rules.taper import LevelNotice, UnableToTellLevel, level_for
from stepdown.rules.taper.levels import INTENSIVE_OUTPATIENT

Decision = StepReview.Decision


class UnableToDecideStep(Unable):
    """The decision cannot be signed as it stands; the message says what to do."""


def sign_step_review(
    *,
    actor: Actor,
    episode: Episode,
    decision: str,
    reason: str,
    effective_on: date,
    level_change_acknowledged: bool,
    expected_version: int,
    now: datetime,
) -> StepReview:
    """Signs the decision with its evidence and the advice, and plans the steps anew from a Monday.

    `effective_on`: the first day of the new hours, or, staying, when to look again. A plan whose
    level of care is another one needs `level_change_acknowledged`; then the episode's level
    changes in this same decision, never otherwise (clinic review 1). Raises UnableToDecideStep,
    UnableToSave and UnableToSign.
    """
    require(actor, Permission.DECIDE_STEPS, site_id=episode.site_id)
    if not reason.strip():
        raise UnableToDecideStep("Write the reason for this decision. One line is enough.")
    with writing():
        episode = Episode.objects.select_related("patient__site", "site").get(pk=episode.pk)
        _require_open(actor, episode, now)
        step = _decide(episode, Decision(decision), effective_on, now)
        if step.level and not level_change_acknowledged:
            raise UnableToDecideStep(level_sentence(step.level, episode.level_code))
        review = _sign(actor, episode, step, reason, now)
        _plan_anew(step)
        save_version(
            episode,
            expected=expected_version,
            phase_number=step.target.number,
            level_code=step.level.level_code if step.level else episode.level_code,
        )
        _record(actor, review, now)
    return review


def _record(actor: Actor, review: StepReview, now: datetime) -> None:
    record(
        actor=actor,
        verb="step.decided",
        now=now,
        subject=review,
        patient_id=review.episode.patient_id,
        content={"entry": review.entry_id, "to_phase": review.to_phase},
    )


@dataclass(frozen=True)
class _Step:
    """A decision that may be signed. `level` is set only where it changes the level of care."""

    decision: StepReview.Decision
    phases: tuple[PlannedPhase, ...]
    current: PlannedPhase
    target: PlannedPhase
    effective_on: date
    level: LevelNotice | None


def _decide(
    episode: Episode, decision: StepReview.Decision, effective_on: date, now: datetime
) -> _Step:
    phases = tuple(episode.phases.order_by("number"))
    current, target = _from_and_to(episode, phases, decision)
    _check_day(episode, current, decision, effective_on, now)
    level = None if target is current else level_notice(episode, target, effective_on)
    if level and not level.changes_from(episode.level_code):
        level = None
    return _Step(decision, phases, current, target, effective_on, level)


def _sign(actor: Actor, episode: Episode, step: _Step, reason: str, now: datetime) -> StepReview:
    """The entry holds evidence and advice as they stood: it can be read years later."""
    evidence = step_evidence(episode, now=now)
    advice = step_advice(episode.patient, evidence, now=now)
    body = {
        "decision": step.decision.value,
        "reason": reason,
        "effective_on": step.effective_on.isoformat(),
        "from_step": step.current.number,
        "from_minutes": step.current.weekly_minutes,
        "to_step": step.target.number,
        "to_minutes": step.target.weekly_minutes,
        "evidence": asdict(evidence),
        "advice": advice.as_dict(),
        "rules_version": advice.version,
        "level_change": _level_change(episode, step.level) if step.level else None,
    }
    entry = sign_entry(
        actor=actor,
        patient=episode.patient,
        kind=EntryKind.STEP_DECISION,
        body=json.loads(json.dumps(body)),
        happened_at=now,
        now=now,
    )
    return StepReview.objects.create(
        episode=episode,
        entry=entry,
        decision=step.decision,
        from_phase=step.current.number,
        to_phase=step.target.number,
        effective_on=step.effective_on,
        changes_level=step.level is not None,
    )


def _require_open(actor: Actor, episode: Episode, now: datetime) -> None:
    mine = patients_open_to(actor, Permission.DECIDE_STEPS, now)
    if not mine.filter(pk=episode.patient_id).exists():
        raise NotAllowed("This chart is not open to you.")
    if episode.status != Episode.Status.ACTIVE:
        raise UnableToDecideStep("Care is on hold or has ended. Resume it under Care first.")


def _from_and_to(
    episode: Episode, phases: Sequence[PlannedPhase], decision: StepReview.Decision
) -> tuple[PlannedPhase, PlannedPhase]:
    by_number = {phase.number: phase for phase in phases}
    current = by_number.get(episode.phase_number)
    if current is None:
        raise UnableToDecideStep("This person has no planned steps. Admit them under Care first.")
    move = {Decision.MOVE_ON: 1, Decision.STAY: 0, Decision.MORE: -1}[decision]
    target = by_number.get(current.number + move)
    if target is None and decision == Decision.MOVE_ON:
        raise UnableToDecideStep(
            f"Step {current.number} is the last one. To finish, end the care under Care."
        )
    if target is None:
        raise UnableToDecideStep(f"Step {current.number} has the most hours of this plan already.")
    return current, target


def _check_day(
    episode: Episode,
    current: PlannedPhase,
    decision: StepReview.Decision,
    effective_on: date,
    now: datetime,
) -> None:
    today = local_now(episode.site, now).date()
    if effective_on.weekday() != 0:
        raise UnableToDecideStep("Choose a Monday: weeks begin there.")
    if effective_on < today or (decision == Decision.STAY and effective_on == today):
        raise UnableToDecideStep("This day has passed. Choose a later Monday.")
    if effective_on <= current.starts_on:
        starts = f"{current.starts_on:%B} {current.starts_on.day}"
        raise UnableToDecideStep(
            f"Step {current.number} begins on {starts}. Choose a Monday after that."
        )


def level_notice(episode: Episode, target: PlannedPhase, on: date) -> LevelNotice:
    """The level that the target's hours are at the person's age. Raises UnableToDecideStep."""
    age = age_on(episode.patient, on)
    if age is None:
        raise UnableToDecideStep(
            "Enter the date of birth first: the hours of a level depend on age."
        )
    weeks = (target.ends_on - target.starts_on).days // 7 if target.ends_on else None
    try:
        return level_for(
            target.weekly_minutes,
            age,
            edition=episode.criteria_edition,
            is_transition=target.level_code == INTENSIVE_OUTPATIENT,
            weeks=weeks,
        )
    except UnableToTellLevel as error:
        raise UnableToDecideStep(str(error)) from error


def level_change_of(episode: Episode, number: int, on: date) -> str:
    """The sentence on a level change that a move to step `number` carries; empty without one.

    Raises UnableToDecideStep where the level cannot be told.
    """
    target = episode.phases.get(number=number)
    notice = level_notice(episode, target, on)
    changes = notice.changes_from(episode.level_code)
    return level_sentence(notice, episode.level_code) if changes else ""


def level_sentence(notice: LevelNotice, level_code: str) -> str:
    """Why the decision must carry a level change."""
    hours, floor = notice.weekly_minutes / 60, notice.floor_minutes / 60
    side = "less than" if notice.weekly_minutes < notice.floor_minutes else "at least"
    return (
        f"{hours:g} hours a week are {side} the {floor:g} hours of Level 2.1, so this is no longer"
        f" Level {level_code}. Tick that you sign the change to Level {notice.level_code}."
    )


def _level_change(episode: Episode, notice: LevelNotice) -> dict[str, Any]:
    return {
        "from": episode.level_code,
        "to": notice.level_code,
        "edition": notice.edition,
        "why": notice.reason.value,
        "floor_minutes": notice.floor_minutes,
        "rules_version": notice.rules_version,
    }


def _plan_anew(step: _Step) -> None:
    """The steps from the target on follow each other from the day, each as long as planned."""
    lengths = {phase.number: _length(phase) for phase in step.phases}
    current, target, on = step.current, step.target, step.effective_on
    if target.number >= current.number:
        save_version(current, expected=current.version, ends_on=on)
    for phase in step.phases:
        if phase.number > target.number or (phase is target and target is not current):
            on = _place(phase, on, lengths[phase.number])


def _length(phase: PlannedPhase) -> timedelta:
    return phase.ends_on - phase.starts_on if phase.ends_on else timedelta(weeks=1)


def _place(phase: PlannedPhase, starts_on: date, length: timedelta) -> date:
    """Moves the phase; the day after it. A last step without an end keeps none."""
    ends_on = starts_on + length
    is_open = phase.ends_on is None
    save_version(
        phase,
        expected=phase.version,
        starts_on=starts_on,
        ends_on=None if is_open else ends_on,
    )
    return ends_on
