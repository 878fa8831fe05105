"""A part of an examination in words: how far it is, who wrote it and when."""

from datetime import datetime

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.treatment.examinations import How, PartState
from stepdown.web.staff.assessment.moments import moment_words


def written_words(state: PartState, patient: OpenedPatient, now: datetime) -> str:
    """Rosa, today, 2:05 pm; Maya, Nov 21, 9:00 am. By phone."""
    who = "; ".join(f"{one.name}, {_when(one.at, patient, now)}" for one in state.writers)
    how = dict(How.choices).get(state.how, "")
    return f"{who}. {how}" if who and how else who


def _when(at: datetime, patient: OpenedPatient, now: datetime) -> str:
    return moment_words(at, patient, now).replace("Today", "today")


def standing_words(state: PartState) -> tuple[str, str]:
    """(tone, word) of how far a part is."""
    if not state.is_begun:
        return "quiet", "To do"
    if count := len(state.open_questions):
        return "notice", f"{count} question{'' if count == 1 else 's'} open"
    return "good", "Signed" if state.is_signed else "Told"
