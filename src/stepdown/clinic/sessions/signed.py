"""Reading signed notes from the side of the chart: what a correction begins with."""

from dataclasses import dataclass

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.people.models import Patient
from stepdown.clinic.plans.queries import Goal, goals_with
from stepdown.clinic.sessions.models import Attendance
from stepdown.clinic.sessions.one_to_one import goals_of


@dataclass(frozen=True)
class SignedNote:
    """One person's signed note with its mark. `is_shared`: others have the shared part too.
    `goals`: those that the line can be about, the one it is about among them."""

    status: str
    late_minutes: int
    left_early_minutes: int
    is_video_confirmed: bool
    participation: str
    own_line: str
    plan_line: str
    goal_id: int | None
    goals: tuple[Goal, ...]
    shared: str
    is_shared: bool


def signed_mark(patient: Patient, entry_id: int) -> Attendance | None:
    """The mark that stands on this signed note; None where the entry is no newest note."""
    marks = Attendance.objects.filter(patient=patient, note_id=entry_id)
    return marks.select_related("patient", "session__series").first()


def sharing_count(mark: Attendance) -> int:
    """How many other people have this session's shared part in a signed note."""
    signed = Attendance.objects.filter(session=mark.session_id, note__isnull=False)
    return signed.exclude(pk=mark.pk).count()


def signed_note(patient: Patient, entry_id: int) -> SignedNote | None:
    """The note as it stands; None where the entry is no newest note of a session."""
    mark = signed_mark(patient, entry_id)
    if mark is None:
        return None
    return SignedNote(
        status=mark.status,
        late_minutes=mark.late_minutes,
        left_early_minutes=mark.left_early_minutes,
        is_video_confirmed=mark.video_confirmed,
        participation=mark.participation,
        own_line=mark.own_line,
        plan_line=mark.plan_line,
        goal_id=mark.goal_id,
        goals=goals_with(mark.patient_id, mark.goal_id),
        shared=mark.session.shared_note,
        is_shared=sharing_count(mark) > 0,
    )


@dataclass(frozen=True)
class SignedIndividual:
    """A signed one-to-one note with its mark. `words`: the parts with their titles; `goals` as
    the note names them; `choices`: those and the ones that go on."""

    status: str
    late_minutes: int
    left_early_minutes: int
    is_video_confirmed: bool
    words: tuple[tuple[str, str], ...]
    goals: tuple[str, ...]
    choices: tuple[str, ...]


def signed_individual(patient: Patient, entry: Entry) -> SignedIndividual | None:
    """The note as it stands; None where the entry is no newest note of a one-to-one session."""
    mark = signed_mark(patient, entry.pk)
    if mark is None or "written" not in entry.body:
        return None
    goals = tuple(entry.body["goals"])
    going_on = (goal.label for goal in goals_of(patient))
    return SignedIndividual(
        status=mark.status,
        late_minutes=mark.late_minutes,
        left_early_minutes=mark.left_early_minutes,
        is_video_confirmed=mark.video_confirmed,
        words=tuple((one["part"], one["words"]) for one in entry.body["written"]),
        goals=goals,
        choices=tuple(dict.fromkeys((*goals, *going_on))),
    )
