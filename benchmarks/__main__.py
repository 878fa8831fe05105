"""`python -m benchmarks`: what `make bench` calls."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from benchmarks.advice import measure_advice
from benchmarks.clinics import DEMO_PEOPLE, measure_clinics
from benchmarks.crash import measure_crashes
from benchmarks.flood import measure_floods
from benchmarks.fresh import measure_fresh_clone
from benchmarks.own_weeks import measure_own_weeks
from benchmarks.processes import UnableToMeasure
from benchmarks.report import machine, show, write
from benchmarks.scoring import measure_scoring
from benchmarks.timing import ROUNDS
from stepdown.commands.progress import steps

PARTS = ("pages", "flood", "clone", "crash", "advice", "scoring", "weeks")
DATABASES = ("sqlite", "postgresql")
CLIENTS = tuple(map(str, ROUNDS))


def _listed(allowed: tuple[str, ...]) -> Callable[..., list[str]]:
    def read(ctx: click.Context, option: click.Parameter, text: str) -> list[str]:
        words = [word.strip() for word in text.split(",") if word.strip()]
        if not words or not set(words) <= set(allowed):
            raise click.BadParameter(f"Write one or more of {', '.join(allowed)}.")
        return words

    return read


def _sizes(ctx: click.Context, option: click.Parameter, text: str) -> list[int]:
    words = [word.strip() for word in text.split(",")]
    if not all(word.isascii() and word.isdigit() and int(word) >= DEMO_PEOPLE for word in words):
        raise click.BadParameter(f"Write numbers from {DEMO_PEOPLE} on, such as 40,5000.")
    return sorted({int(word) for word in words})


@click.command()
@click.option("--only", default=",".join(PARTS), callback=_listed(PARTS), show_default=True)
@click.option("--people", default="40,5000", callback=_sizes, show_default=True)
@click.option(
    "--database", default=",".join(DATABASES), callback=_listed(DATABASES), show_default=True
)
@click.option(
    "--clients",
    default=",".join(CLIENTS),
    callback=_listed(CLIENTS),
    show_default=True,
    help="How many ask for a page at once.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("var/bench/results.json"),
    show_default=True,
    help="Where the JSON goes.",
)
def bench(
    only: list[str], people: list[int], database: list[str], clients: list[str], out: Path
) -> None:
    """Measure Stepdown on this machine; print a table and write JSON.

    Keep the machine quiet meanwhile: whatever else runs is measured too.
    """
    results: dict[str, Any] = {"machine": machine()}
    try:
        with steps("Measuring") as note:
            if "pages" in only:
                crowds = [int(number) for number in clients]
                results["pages"] = {
                    kind: measure_clinics(kind, people, crowds, note) for kind in database
                }
            if "flood" in only:
                results["flood"] = measure_floods(database, note)
            if "clone" in only:
                results["clone"] = measure_fresh_clone(note)
            if "crash" in only:
                results["crash"] = measure_crashes(database, note)
            if "advice" in only:
                results["advice"] = measure_advice(note)
            if "scoring" in only:
                results["scoring"] = measure_scoring(note)
            if "weeks" in only:
                results["weeks"] = measure_own_weeks(note)
    except UnableToMeasure as error:
        raise click.ClickException(str(error)) from error
    write(results, out)
    show(results)
    click.echo(f"Written to {out}.")


if __name__ == "__main__":
    bench()
