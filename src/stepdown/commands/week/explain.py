"""`stepdown timetable explain`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepdown.commands.program import Refused
from stepdown.commands.week.reading import read_week

if TYPE_CHECKING:
    from stepdown.rules.timetable import Problem
    from stepdown.rules.timetable.explaining import Explanation

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("explain")
@click.argument("instance", type=FILE)
@click.argument("solution", type=FILE)
@click.option("--patient", metavar="ID", help="Only this person; without it, everybody.")
@click.option(
    "--for",
    "reader",
    type=click.Choice(("staff", "person")),
    default="staff",
    show_default=True,
    help="What a person may read tells nothing of anybody else.",
)
def explain_week(instance: Path, solution: Path, patient: str | None, reader: str) -> None:
    """Say of each need without a place in SOLUTION why, and the cheapest ways to one.

    Everything else in the week stays as it is.
    """
    from stepdown.rules.timetable import score
    from stepdown.rules.timetable.explaining import Explaining

    problem, week = read_week(instance, solution)
    if patient is not None and patient not in problem.patients_by_key:
        raise Refused(f"--patient names nobody in {instance}: {patient!r}.")
    explaining = Explaining(problem, week)
    wanted = [w for w in explaining.unserved() if patient in (None, w.patient)]
    for each in wanted:
        _tell(problem, explaining.explain(each), reader)
    if not wanted:
        who = "Everybody" if patient is None else patient
        click.echo(f"{who} is served in full; there is nothing to explain.")
    elif patient is None:
        served = len(score(problem, week).fully_served)
        click.echo(f"{served} of {len(problem.patients)} people are served in full.")


def _tell(problem: "Problem", explanation: "Explanation", reader: str) -> None:
    from stepdown.commands.week.said import Words

    words = Words(problem)
    wanted = explanation.wanted
    click.secho(f"{wanted.patient}: {wanted.need}", bold=True)
    if reader == "person":
        own = explanation.for_person
        _list("Together these are in the way:", [words.reason(a) for a in own.blocking])
        _list("What would help:", [words.way(w) for w in own.ways])
        open_now = own.open_now
    else:
        staff = explanation.for_staff
        _list("Together these are in the way:", [words.reason(a) for a in staff.blocking])
        _list("The person could:", [words.way(w) for w in staff.by_the_person])
        _list("The clinic could:", [words.way(w) for w in staff.by_the_clinic])
        if not staff.by_the_person and not staff.by_the_clinic:
            _list("Both together could:", [words.way(w) for w in staff.together])
        open_now = staff.open_now
    if open_now:
        click.echo("  There is a place for it now.")
    click.echo()


def _list(title: str, lines: list[str]) -> None:
    if lines:
        click.echo(f"  {title}")
        for line in lines:
            click.echo(f"  - {line}")
