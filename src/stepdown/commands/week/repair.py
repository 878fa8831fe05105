"""`stepdown timetable repair`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepdown.commands.program import Refused
from stepdown.commands.week.reading import anticipated, read_week, require_folders

if TYPE_CHECKING:
    from stepdown.rules.timetable.repairs import Changes

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("repair")
@click.argument("instance", type=FILE)
@click.argument("published", type=FILE)
@click.argument("event", type=FILE)
@click.option("--out", type=NEW_FILE, required=True, metavar="NEW", help="The repaired week.")
@click.option(
    "--seconds", type=click.FloatRange(min=0.01), default=3.0, show_default=True, help="At most."
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
def repair_week(
    instance: Path, published: Path, event: Path, out: Path, seconds: float, seed: int
) -> None:
    """Repair the week PUBLISHED for INSTANCE when those named in EVENT are away.

    EVENT is {"day": d, "slot": k, "absent": [ids]}. Whatever starts within the next hour changes
    only for people who had something with those who are away.
    """
    from stepdown.rules.timetable import Stop
    from stepdown.rules.timetable.files.absences import read_absence
    from stepdown.rules.timetable.files.solutions import write_solution
    from stepdown.rules.timetable.repairs import check_repair, repair

    require_folders(out)
    problem, week = read_week(instance, published)
    with anticipated():
        absence = read_absence(event)
        found = repair(problem, week, absence, stop=Stop(seconds=seconds), seed=seed)
    broken = check_repair(problem, week, absence, found.solution)
    if broken:
        raise Refused(f"No repair was written: it would break a rule ({broken[0].sentence}).")
    with anticipated():
        write_solution(out, found.solution)
    click.echo(f"{_counted(found.changes)}. Cost {found.changes.cost}, {found.seconds:.2f} s.")
    click.echo("No repair costs less." if found.is_least else "A cheaper one is not ruled out.")


def _counted(changes: "Changes") -> str:
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
