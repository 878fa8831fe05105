"""Files of a week as they must be: what is wrong with one is said in a sentence, exit status 2."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from stepdown.commands.program import Refused
from stepdown.rules.timetable.checker import check
from stepdown.rules.timetable.files.problems import read_problem
from stepdown.rules.timetable.files.reading import UnableToReadFile
from stepdown.rules.timetable.files.solutions import read_solution
from stepdown.rules.timetable.parts import UnableToPoseProblem
from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.solution import Solution

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@contextmanager
def anticipated() -> Iterator[None]:
    try:
        yield
    except (UnableToReadFile, UnableToPoseProblem) as error:
        raise Refused(str(error)) from error


def read_week(instance: Path, solution: Path) -> tuple[Problem, Solution]:
    """A problem and a week for it that keeps every hard rule."""
    with anticipated():
        problem, week = read_problem(instance), read_solution(solution)
    broken = check(problem, week, per_meeting=True)
    if broken:
        raise Refused(
            f"{solution} breaks {len(broken)} hard rules. The first: {broken[0].sentence}. "
            "Correct the week first; stepdown timetable check names them all."
        )
    return problem, week
