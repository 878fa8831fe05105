"""The formats of a one-to-one note, and by when a note is signed: what `notes.toml` says."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from stepdown.clinic.policies.policy import Policy
from stepdown.rules.figures import Figure, read_figures

SATURDAY = 5


@dataclass(frozen=True)
class NotePart:
    """One part of a note, with a short hint of what belongs in it."""

    key: str
    title: str
    hint: str


@dataclass(frozen=True)
class NoteFormat:
    key: str
    name: str
    parts: tuple[NotePart, ...]

    @property
    def words(self) -> str:
        """For example "Data, assessment, plan"."""
        return ", ".join(part.title for part in self.parts).capitalize()


@dataclass(frozen=True)
class NoteRules:
    """`due_working_days`: within how many working days after the session its note is signed."""

    version: str
    formats: tuple[NoteFormat, ...]
    due_working_days: Figure

    def format(self, key: str) -> NoteFormat | None:
        return next((one for one in self.formats if one.key == key), None)

    def named(self, name: str) -> NoteFormat | None:
        """By the name under which a note was signed."""
        return next((one for one in self.formats if one.name == name), None)


@cache
def note_rules() -> NoteRules:
    version, figures, rest = read_figures("stepdown.clinic.sessions", "notes.toml")
    return NoteRules(version, tuple(map(_format, rest["format"])), **figures)


NOTES = Policy("notes", "Notes of sessions", note_rules)


def _format(row: dict[str, Any]) -> NoteFormat:
    parts = tuple(NotePart(**part) for part in row["part"])
    return NoteFormat(row["key"], row["name"], parts)


def note_due_on(on: date, rules: NoteRules) -> date:
    """The last day on which the note of a session of that day is not a late entry."""
    left, due = rules.due_working_days.value, on
    while left:
        due += timedelta(days=1)
        left -= due.weekday() < SATURDAY
    return due


def lateness(on: date, signed_on: date, rules: NoteRules) -> dict[str, Any]:
    """What a note says of itself that was signed after its clock; empty for one in time."""
    due_on = note_due_on(on, rules)
    if signed_on <= due_on:
        return {}
    days = {"about_on": on.isoformat(), "due_on": due_on.isoformat()}
    return {"late_entry": {**days, "clock_version": rules.version}}
