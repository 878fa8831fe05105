"""`stepdown timetable repair`."""

from pathlib import Path

import click

from stepdown.commands.program import Refused
from stepdown.commands.timetable.reading import FILE, NEW_FILE, anticipated, read_week
from stepdown.rules.timetable.files.absences import read_absence
from stepdown.rules.timetable.files.solutions import write_solution
from stepdown.rules.timetable.repairs import Changes, check_repair
from stepdown.rules.timetable.repairs import repair as find_repair
from stepdown.rules.timetable.result import Stop


@click.command()
@click.argument("instance", type=FILE)
@click.argument("published", type=FILE)
@click.argument("event", type=FILE)
@click.option("--out", type=NEW_FILE, required=True, metavar="NEW", help="The repaired week.")
@click.option(
    "--seconds", type=click.FloatRange(min=0.01), default=3.0, show_default=True, help="At most."
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
def repair(
    instance: Path, published: Path, event: Path, out: Path, seconds: float, seed: int
) -> None:
    """Repair the week PUBLISHED for INSTANCE when those named in EVENT are away.

    EVENT is {"day": d, "slot": k, "absent": [ids]}. Whatever starts within the next hour changes
    only for people who had something with those who are away.
    """
    problem, week = read_week(instance, published)
    with anticipated():
        absence = read_absence(event)
        found = find_repair(problem, week, absence, stop=Stop(seconds=seconds), seed=seed)
    broken = check_repair(problem, week, absence, found.solution)
    if broken:
        raise Refused(f"No repair was written: it would break a rule ({broken[0].sentence}).")
    with anticipated():
        write_solution(out, found.solution)
    click.echo(f"{_counted(found.changes)}. Cost {found.changes.cost}, {found.seconds:.2f} s.")
    click.echo("No repair costs less." if found.is_least else "A cheaper one is not ruled out.")


def _counted(changes: Changes) -> str:
    parts = (
        (changes.covered_meetings, "group meetings covered"),
        (changes.covered_visits, "visits covered"),
        (changes.other_time, "moved within the day"),
        (changes.other_day, "moved to another day"),
        (changes.other_mode, "changed between video and on site"),
        (changes.canceled_visits, "visits canceled"),
        (changes.canceled_meetings, "group meetings canceled"),
    )
    return ", ".join(f"{number} {what}" for number, what in parts if number) or "Nothing changes"
