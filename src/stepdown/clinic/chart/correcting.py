"""Correcting what is signed: a new version that links back and says why. Nothing is overwritten."""

from datetime import datetime

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.chart.queries import entry_of, is_newest_version
from stepdown.clinic.ledger.operations import Unable, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission

LONGEST_REASON = 300
WHAT_IS_RIGHT = "what_is_right"
IN_WORDS = frozenset(
    {
        EntryKind.SAFETY_STEP,
        EntryKind.UNFIT,
        EntryKind.PLACEMENT,
        EntryKind.WITHDRAWAL,
        EntryKind.CONSENT,
        EntryKind.ADMISSION,
        EntryKind.STEP_DECISION,
        EntryKind.EPISODE_CHANGE,
        EntryKind.PLAN_REVIEW,
        EntryKind.FAMILY_GUEST,
    }
)


class UnableToCorrect(Unable):
    """The entry or the roll cannot be corrected like this; the message says what to do."""


def entry_to_correct(patient: Patient, entry_id: int, *, reason: str) -> Entry:
    """The entry, if it is this person's and no later version stands. Call it inside writing()."""
    require_reason(reason)
    entry = entry_of(patient, entry_id)
    if entry is None:
        raise UnableToCorrect("There is no such entry in this chart.")
    if not is_newest_version(entry):
        raise UnableToCorrect(
            "This entry has a correction already. Open the newest version and correct that one."
        )
    return entry


def require_reason(reason: str) -> None:
    if not reason.strip():
        raise UnableToCorrect("Write why this is corrected. One line is enough.")
    if len(reason) > LONGEST_REASON:
        raise UnableToCorrect(f"Say why in {LONGEST_REASON} characters or fewer.")


def correct_in_words(
    *, actor: Actor, patient: Patient, entry_id: int, words: str, reason: str, now: datetime
) -> Entry:
    """A new version with everything that was signed, and beside it `words`: what is right.

    For decisions and consents: what followed from them stands, and a different decision is a new
    one. Raises UnableToCorrect, or UnableToSign for those who may not sign this kind.
    """
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    with writing():
        old = entry_to_correct(patient, entry_id, reason=reason)
        if old.kind not in IN_WORDS:
            raise UnableToCorrect("This entry is corrected on its own form, not in words.")
        if not words.strip() or words == old.body.get(WHAT_IS_RIGHT):
            raise UnableToCorrect("Write what is right. Nothing is different yet.")
        return sign_entry(
            actor=actor,
            patient=patient,
            kind=EntryKind(old.kind),
            body={**old.body, WHAT_IS_RIGHT: words},
            happened_at=old.happened_at,
            now=now,
            corrects=old,
            reason=reason,
        )
