"""`python -m benchmarks.timetable`: what `make bench-timetable` calls."""

import gzip
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from benchmarks.processes import UnableToMeasure, run
from benchmarks.report import WIDTH, machine, write
from benchmarks.timetable.made_up import made_up
from stepdown.commands.progress import steps

WHO = ("greedy", "plain", "engine")
HEADINGS = ("Instance", "Way", "Served", "Cost", "Bound", "Gap", "To service", "CPU s", "MB")
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


def _numbers(ctx: click.Context, option: click.Parameter, text: str) -> list[int]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not all(word.isascii() and word.isdigit() for word in words):
        raise click.BadParameter("Write numbers, such as 24,60.")
    return [int(word) for word in words]


@click.command()
@click.argument("files", nargs=-1, type=EXISTING)
@click.option("--people", default="24,60", callback=_numbers, help="Invented clinics, if no FILES.")
@click.option("--overload", default=0.0, help="Share of people without a place in them.")
@click.option("--seconds", default=30.0, show_default=True, help="For each search.")
@click.option("--seed", default=1, show_default=True)
@click.option("--who", type=click.Choice(WHO), multiple=True, default=WHO)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("var/bench/timetable.json"),
    show_default=True,
    help="Where the JSON goes.",
)
def bench(
    files: tuple[Path, ...],
    people: list[int],
    overload: float,
    seconds: float,
    seed: int,
    who: tuple[str, ...],
    out: Path,
) -> None:
    """Compare the engine with a greedy week and a plain CP-SAT model on FILES, in one run.

    Each row is a process of its own, one after the other. Keep the machine quiet meanwhile.
    """
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="stepdown-bench-") as folder:
        instances = files or tuple(_invented(Path(folder), people, seed, overload))
        try:
            with steps("Measuring") as note:
                for file in instances:
                    for each in who:
                        note(f"{file.name}, {each}")
                        rows.append(_row(file, each, seconds, seed))
        except UnableToMeasure as error:
            raise click.ClickException(str(error)) from error
    write({"machine": machine(), "seconds": seconds, "rows": rows}, out)
    _show(rows, seconds)
    click.echo(f"Written to {out}.")


def _invented(folder: Path, people: list[int], seed: int, overload: float) -> Iterator[Path]:
    for number in people:
        made = made_up(number, seed, overload=overload)
        file = folder / f"{made.instance['name']}.json.gz"
        file.write_bytes(gzip.compress(json.dumps(made.instance).encode(), mtime=0))
        yield file


def _row(file: Path, who: str, seconds: float, seed: int) -> dict[str, Any]:
    module = "benchmarks.timetable.row"
    command = (sys.executable, "-m", module, who, str(file.resolve()), str(seconds), str(seed))
    done = run(command, os.environ)
    found: dict[str, Any] = json.loads(done.output.splitlines()[-1])
    name = file.name.removesuffix(".gz").removesuffix(".json")
    return {"instance": name, **found, "megabytes": done.megabytes}


def _show(rows: list[dict[str, Any]], seconds: float) -> None:
    table = Table(*HEADINGS, title=f"Weeks found in {seconds:g} s each")
    for column in table.columns[2:]:
        column.justify = "right"
    for row in rows:
        if row["who"] == rows[0]["who"]:
            table.add_section()
        table.add_row(*_cells(row))
    Console(width=max(Console().width, WIDTH)).print(table)


def _cells(row: dict[str, Any]) -> Iterator[str]:
    cost, bound, service = row["cost"], row["bound"], row["to_service"]
    yield row["instance"]
    yield row["who"] + (f" ({row['violations']} RULES BROKEN)" if row["violations"] else "")
    yield f"{row['people'] - row['not_served']} of {row['people']}"
    yield f"{cost:,}"
    yield "" if bound is None else f"{bound:,}"
    yield "" if bound is None or not cost else f"{(cost - bound) / cost:.1%}"
    yield "" if service is None else f"{service:.1f} s"
    yield f"{row['cpu_seconds']:.1f}"
    yield f"{row['megabytes']:.0f}"


if __name__ == "__main__":
    bench()
