"""Files of a week as they must be: what is wrong with one is said in a sentence, exit status 2."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from stepdown.commands.program import Refused

if TYPE_CHECKING:
    from stepdown.rules.timetable import Problem, Solution


@contextmanager
def anticipated() -> Iterator[None]:
    from stepdown.rules.timetable import UnableToPoseProblem
    from stepdown.rules.timetable.files.reading import UnableToReadFile

    try:
        yield
    except (UnableToReadFile, UnableToPoseProblem) as error:
        raise Refused(str(error)) from error


def require_folders(*files: Path | None) -> None:
    """Before the work whose result goes there, not after it."""
    for file in files:
        if file is not None and not file.parent.is_dir():
            raise Refused(f"{file} cannot be written: there is no folder {file.parent}.")


def read_week(instance: Path, solution: Path) -> "tuple[Problem, Solution]":
    """A problem and a week for it that keeps every hard rule."""
    from stepdown.rules.timetable import check
    from stepdown.rules.timetable.files.problems import read_problem
    from stepdown.rules.timetable.files.solutions import read_solution

    with anticipated():
        problem, week = read_problem(instance), read_solution(solution)
    broken = check(problem, week, per_meeting=True)
    if broken:
        raise Refused(
            f"{solution} breaks {len(broken)} hard rules. The first: {broken[0].sentence}. "
            "Correct the week first; stepdown timetable check names them all."
        )
    return problem, week
