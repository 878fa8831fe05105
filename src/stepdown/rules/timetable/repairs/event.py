"""Who is away, from when on, and what a change is charged."""

from dataclasses import dataclass

from stepdown.rules.timetable.parts import UnableToPoseProblem
from stepdown.rules.timetable.problem import Problem


@dataclass(frozen=True, slots=True)
class Charges:
    """What each change costs. `cancel`: for each slot canceled, times the need's weight and the
    person's priority (each member of a group). The rest for each visit or meeting changed.
    `notice` in slots: what starts sooner than that changes only for those whom the absence touches.
    """

    cancel: int = 40
    other_day: int = 10
    other_time: int = 5
    cover_meeting: int = 8
    cover_visit: int = 3
    mode: int = 1
    notice: int = 2


@dataclass(frozen=True, slots=True)
class Absence:
    """The `absent` staff are away on `day`. It is known at `slot`: what began before has been."""

    day: int
    slot: int
    absent: tuple[str, ...]


def require_sound_absence(problem: Problem, absence: Absence) -> None:
    """Raises UnableToPoseProblem with the field that the problem does not know."""
    days, slots = problem.grid.days, problem.grid.slots_per_day
    if not 0 <= absence.day < days:
        raise UnableToPoseProblem(f"day must be 0 to {days - 1}, not {absence.day}.")
    if not 0 <= absence.slot <= slots:
        raise UnableToPoseProblem(f"slot must be 0 to {slots}, not {absence.slot}.")
    for key in absence.absent:
        if key not in problem.staff_by_key:
            raise UnableToPoseProblem(f"absent names unknown staff {key!r}.")
