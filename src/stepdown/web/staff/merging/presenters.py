"""Two records side by side, and what was joined, as plain values."""

from dataclasses import dataclass

from django.utils import timezone

from stepdown.clinic.intake.words import day
from stepdown.clinic.merging.obstacles import obstacles
from stepdown.clinic.merging.queries import (
    OpenedMerge,
    rows_by_model,
    written_since,
)
from stepdown.clinic.people.access import OpenedPatient
from stepdown.rules.identity import digits_of, plain
from stepdown.web.staff.chart.same_person import local_moment
from stepdown.web.staff.chart.status import load_status, status_line

NONE = "Not given"
WORDS = {
    "chart.Entry": "Signed entries",
    "chart.Arrival": "Records that arrived",
    "chart.ArrivedFact": "Facts from those records",
    "consents.Consent": "Consents",
    "intake.Inquiry": "Calls",
    "intake.Booking": "Assessment times",
    "treatment.DetoxNeed": "Medical needs",
    "treatment.Episode": "Times in care",
    "treatment.EmergencyContact": "Emergency contacts",
    "treatment.Commitment": "Fixed times of the week",
    "timetable.Seat": "Seats in sessions",
    "clinic_sessions.Attendance": "Marks in sessions",
    "people.AccessBlock": "Colleagues shut out",
    "ledger.OutboxMessage": "Messages",
}


@dataclass(frozen=True)
class ComparedRow:
    """One line of both records. `is_same` None: there is nothing to compare."""

    label: str
    one: str
    other: str
    is_same: bool | None


def compared_rows(one: OpenedPatient, other: OpenedPatient) -> list[ComparedRow]:
    """Who each record says the person is."""
    pairs = zip(_who(one), _who(other), strict=True)
    return [_row(label, mine, theirs) for (label, mine), (_, theirs) in pairs]


def _who(patient: OpenedPatient) -> list[tuple[str, str]]:
    return [
        ("Name", patient.full_name),
        ("Goes by", patient.name_used),
        ("Date of birth", day(patient.birth_on) if patient.birth_on else ""),
        ("Sex", "" if patient.sex == "unknown" else patient.sex.capitalize()),
        ("Phone", patient.phone),
        ("E-mail", patient.email),
        ("Address", patient.address),
    ]


def _row(label: str, one: str, other: str) -> ComparedRow:
    is_same = _words_of(one) == _words_of(other) if one and other else None
    return ComparedRow(label, one or NONE, other or NONE, is_same)


def _words_of(text: str) -> list[str]:
    """However it was spelled and in whichever order; of a number, its digits."""
    words = plain(text).split()
    return sorted(words) if any(word.isalpha() for word in words) else [digits_of(text)]


def held_rows(one: OpenedPatient, other: OpenedPatient) -> list[ComparedRow]:
    """Since when each record is here, where the person stands in it, and how much it holds."""
    load_status([one, other])
    mine, theirs = rows_by_model(one), rows_by_model(other)
    labels = [label for label in {**WORDS, **mine, **theirs} if label in mine or label in theirs]
    now = timezone.now()
    since, since_too = (local_moment(each, each.registered_at) for each in (one, other))
    return [
        ComparedRow("Known since", since, since_too, None),
        ComparedRow("Now", status_line(one, now), status_line(other, now), None),
        *[
            ComparedRow(_words(label), str(mine.get(label, 0)), str(theirs.get(label, 0)), None)
            for label in labels
        ],
    ]


def _words(label: str) -> str:
    return WORDS.get(label, "Other lines")


def what_comes_first(one: OpenedPatient, other: OpenedPatient) -> list[tuple[str, list[str]]]:
    """(the record that would stay, what has to be settled before) where something has."""
    both = obstacles(one, other), obstacles(other, one)
    if both[0] == both[1]:
        return [("", both[0])] if both[0] else []
    named = ((one.full_name, both[0]), (other.full_name, both[1]))
    return [(name, sentences) for name, sentences in named if sentences]


def stays_here(merge: OpenedMerge) -> list[str]:
    """What was written since, and stays in the record that was kept."""
    return [f"{_words(each.label)}: {each.count}" for each in written_since(merge)]
