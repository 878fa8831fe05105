"""Reading one-to-one sessions: the mark that a note is about, its writer's draft, and what the
person answered last."""

from collections.abc import Mapping
from dataclasses import dataclass

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import standing_entries
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.plans.queries import Goal, goals_by_person
from stepdown.clinic.sessions.formats import NoteFormat, note_rules
from stepdown.clinic.sessions.models import Attendance, IndividualNote, Session
from stepdown.clinic.sessions.queries import PRESENT

OpenedMark = Attendance  # what `mark_to_write` hands out: pages pass it inward, naming no model
NEWEST_ANSWERS = 4  # beside the note; the rest is in the chart


@dataclass(frozen=True)
class Draft:
    """What one clinician has written so far. `parts`: text by format and part."""

    version: int
    format: NoteFormat
    parts: Mapping[str, Mapping[str, str]]
    goal_ids: tuple[int, ...]

    @property
    def words(self) -> Mapping[str, str]:
        """Of the format that is chosen."""
        return self.parts.get(self.format.key, {})


def is_one_to_one(session: Session) -> bool:
    return session.series.seats == 1


def mark_to_write(patient: Patient, attendance_id: int) -> OpenedMark | None:
    """The person's own mark at a one-to-one session they came to."""
    found = Attendance.objects.filter(
        pk=attendance_id, patient=patient, session__series__seats=1, status__in=PRESENT
    )
    return found.select_related("session__series__program__site", "note__author", "goal").first()


def own_draft(actor: Actor, mark: OpenedMark) -> Draft:
    """The actor's own; an empty one in the format they used last where there is none."""
    mine = IndividualNote.objects.filter(writer_id=actor.account_id or 0)
    kept = mine.filter(attendance=mark).first()
    if kept is None:
        last = mine.order_by("-saved_at", "-pk").values_list("format", flat=True).first()
        return Draft(0, _format(last or ""), {}, ())
    return Draft(kept.version, _format(kept.format), kept.parts, tuple(kept.goal_ids))


def _format(key: str) -> NoteFormat:
    """The first one where a clinic took out the one that was used."""
    return note_rules().format(key) or note_rules().formats[0]


def goals_of(patient: Patient) -> tuple[Goal, ...]:
    """Those that a note can be about."""
    return goals_by_person([patient.pk]).get(patient.pk, ())


def answered_last(patient: Patient) -> list[Entry]:
    """The newest scored answers, newest first, each instrument once."""
    found: dict[str, Entry] = {}
    for entry in standing_entries(patient, EntryKind.INSTRUMENT)[: 4 * NEWEST_ANSWERS]:
        found.setdefault(str(entry.body.get("instrument")), entry)
    return list(found.values())[:NEWEST_ANSWERS]
