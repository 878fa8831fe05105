"""The parts of an assessment. Each is one signed entry; what they show may open a detox need."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.consents.queries import what_assessing_lacks
from stepdown.clinic.ledger.operations import Unable, writing
from stepdown.clinic.measures.queries import FormMode, InUse, wording_in_use
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.policies.queries import in_force
from stepdown.clinic.treatment.facts import SCALES
from stepdown.clinic.treatment.figures import USUAL, VITALS, UsualRules, Vital
from stepdown.clinic.treatment.histories import MOST_SUBSTANCES, UseHistory
from stepdown.clinic.treatment.operations.detox import open_need_if_found
from stepdown.rules.instruments import INSTRUMENTS, Score, UnableToScore, score
from stepdown.rules.instruments.core import asked_items

DANGER_SIGNS: Mapping[str, str] = {
    "had_seizure_in_48_hours": "Had a seizure in the last 48 hours",
    "is_confused_or_hallucinating": "Is confused, or sees or hears what is not there",
    "overdose_suspected": "May have taken too much (overdose)",
    "has_chest_pain": "Has chest pain",
    "is_hard_to_wake": "Is hard to wake",
}
PAWSS_HIGHEST = 10
_OLDEST = timedelta(days=366)
_LONGEST_AGO = timedelta(days=366 * 100)


class UnableToAssess(Unable):
    """The finding cannot be signed as it stands; the message says what to do."""


def record_vitals(
    *,
    actor: Actor,
    patient: Patient,
    values: Mapping[str, float],
    danger_signs: Mapping[str, bool | None],
    taken_at: datetime,
    now: datetime,
    taken_again: bool = False,
) -> Entry:
    """`values` by the keys of `figures.VITALS` (any of them); `danger_signs` by DANGER_SIGNS.

    A sign that could not be asked is None. Raises UnableToAssess for what no body shows, and for
    what is seldom unless it was `taken_again`.
    """
    usual = in_force(USUAL, patient.site_id, now)
    body = vitals_body(values, danger_signs, usual, taken_again=taken_again)
    return sign_finding(actor, patient, EntryKind.VITALS, body, taken_at, now)


def vitals_body(
    values: Mapping[str, float],
    danger_signs: Mapping[str, bool | None],
    usual: UsualRules,
    *,
    taken_again: bool = False,
) -> dict[str, Any]:
    """What is signed of vital and danger signs. Raises UnableToAssess."""
    unknown = (set(values) - set(VITALS)) | (set(danger_signs) - set(DANGER_SIGNS))
    if unknown:
        raise UnableToAssess(f"There is no vital or danger sign {', '.join(sorted(unknown))}.")
    if not values and all(answer is None for answer in danger_signs.values()):
        raise UnableToAssess("Enter at least one value, or answer the danger signs.")
    body = {
        "values": {key: _plausible(key, value) for key, value in values.items()},
        "danger_signs": {key: danger_signs.get(key) for key in DANGER_SIGNS},
        "ranges_version": usual.version,
    }
    upper, lower = values.get("systolic_mm_hg"), values.get("diastolic_mm_hg")
    if upper is not None and lower is not None and lower >= upper:
        raise UnableToAssess("The lower blood pressure must be below the upper one. Take it again.")
    seldom = seldom_values(values, usual)
    if seldom and not taken_again:
        names = ", ".join(f"{one.label} {one.words(values[one.key])}" for one in seldom)
        raise UnableToAssess(f"This is unusual: {names}. Take it again, then confirm it.")
    return {**body, "taken_again": True} if seldom else body


def seldom_values(values: Mapping[str, float], usual: UsualRules) -> list[Vital]:
    """The vital signs whose value is possible but seldom."""
    return [VITALS[key] for key, value in values.items() if not _is_usual(key, value, usual)]


def _is_usual(key: str, value: float, usual: UsualRules) -> bool:
    low, high = usual.ends(VITALS[key])
    return low <= value <= high


def _plausible(key: str, value: float) -> float:
    vital = VITALS[key]
    if not vital.lowest <= value <= vital.highest:
        raise UnableToAssess(
            f"{vital.label}: {value:g} {vital.unit} is not between {vital.lowest:g} and"
            f" {vital.highest:g}. Take it again, or correct the number."
        )
    return round(value) if vital.decimals == 0 else round(float(value), vital.decimals)


def record_use_history(
    *, actor: Actor, patient: Patient, history: UseHistory, taken_at: datetime, now: datetime
) -> Entry:
    """Signs what the person told about their use."""
    body = history_body(history, now)
    return sign_finding(actor, patient, EntryKind.USE_HISTORY, body, taken_at, now)


def history_body(history: UseHistory, now: datetime) -> dict[str, Any]:
    """What is signed of a use history. Raises UnableToAssess."""
    if len(history.substances) > MOST_SUBSTANCES:
        raise UnableToAssess(f"Name {MOST_SUBSTANCES} substances at most, those that matter most.")
    if history.pawss_total is not None and not 0 <= history.pawss_total <= PAWSS_HIGHEST:
        raise UnableToAssess(f"A PAWSS total lies between 0 and {PAWSS_HIGHEST}. Correct it.")
    for used in history.substances:
        if used.last_use_at is not None and used.last_use_at > now:
            raise UnableToAssess("A last use lies in the future. Correct its date or time.")
        if used.last_use_at is not None and used.last_use_at < now - _LONGEST_AGO:
            raise UnableToAssess("A last use lies more than 100 years back. Correct its date.")
    return history.as_body()


def score_instrument(
    *,
    actor: Actor,
    patient: Patient,
    instrument: str,
    answers: object,
    taken_at: datetime,
    now: datetime,
    context: Mapping[str, object] | None = None,
    cannot_be_scored_because: str = "",
) -> Entry:
    """Scores and signs one form. `answers`: see `rules.instruments.score`.

    `cannot_be_scored_because` in place of answers: the person could not be rated (CIWA-Ar and
    COWS only); the entry then has `total` None. `context["substance"]` names the substance of a
    DSM-5 count. An answer that asks for it opens the safety step.
    """
    body = {
        **instrument_body(instrument, answers, context or {}, cannot_be_scored_because),
        **asked_in(FormMode.STAFF, wording_in_use(INSTRUMENTS[instrument])),
    }
    return sign_finding(actor, patient, EntryKind.INSTRUMENT, body, taken_at, now)


def asked_in(mode: str, words: InUse | None) -> dict[str, str]:
    """How a form was asked, and in which pack's words; "paper" where none is installed."""
    digest = (words.digest or "own") if words else "paper"
    return {"mode": mode, "wording": digest, "language": words.language if words else ""}


def instrument_body(
    instrument: str, answers: object, context: Mapping[str, object], cannot_be_scored_because: str
) -> dict[str, Any]:
    """What is signed of one form. Raises UnableToAssess."""
    if cannot_be_scored_because:
        return _unscored(instrument, cannot_be_scored_because)
    return _scored(instrument, answers, context)


def _unscored(instrument: str, reason: str) -> dict[str, Any]:
    if instrument not in SCALES:
        raise UnableToAssess("Only a scale that somebody else rates can be left without a score.")
    return {"instrument": instrument, "total": None, "cannot_be_scored": reason}


def _scored(instrument: str, answers: object, context: Mapping[str, object]) -> dict[str, Any]:
    try:
        result = score(instrument, answers, context)
    except UnableToScore as error:
        raise UnableToAssess(str(error)) from error
    _refuse_incomplete(instrument, result)
    return {
        "instrument": instrument,
        "instrument_version": result.instrument_version,
        "answers": dict(result.answers),
        "total": result.total,
        "subscales": dict(result.subscales),
        "bands": dict(result.bands),
        "band_versions": dict(result.band_versions),
        "cautious_band": result.cautious_band,
        "findings": dict(result.findings),
        "concern": result.concern,
        "needs_safety_step": result.concern > 0,
        **context,
    }


def _refuse_incomplete(instrument: str, result: Score) -> None:
    """A question that follows from an earlier answer may not be left out in care."""
    missing = [
        item.label
        for item in asked_items(INSTRUMENTS[instrument], result.answers)
        if item.needs_answer and item.key not in result.answers
    ]
    if missing and result.answers:
        raise UnableToAssess(f"Ask this too: {', '.join(missing).lower()}.")


def instrument_title(key: str) -> str:
    return INSTRUMENTS[key].title if key in INSTRUMENTS else key


def sign_finding(
    actor: Actor,
    patient: Patient,
    kind: EntryKind,
    body: dict[str, Any],
    taken_at: datetime,
    now: datetime,
) -> Entry:
    """Signs what was found; what it shows may open a detox need."""
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    require_recent(taken_at, now)
    with writing():
        require_assessable(patient)
        entry = sign_entry(
            actor=actor, patient=patient, kind=kind, body=body, happened_at=taken_at, now=now
        )
        open_need_if_found(actor=actor, patient=patient, because=entry, now=now)
    return entry


def require_recent(taken_at: datetime, now: datetime) -> None:
    if not now - _OLDEST <= taken_at <= now:
        raise UnableToAssess("The time it was taken must lie in the past year, not in the future.")


def require_assessable(patient: Patient) -> None:
    """The notice and a consent come before any examination (clinic's correction 6)."""
    lacks = what_assessing_lacks(patient)
    if lacks:
        raise UnableToAssess(lacks)
