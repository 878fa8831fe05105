"""`python -m benchmarks`: what `make bench` calls."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from benchmarks.advice import measure_advice
from benchmarks.clinics import DEMO_PEOPLE, measure_clinics
from benchmarks.flood import measure_floods
from benchmarks.fresh import measure_fresh_clone
from benchmarks.own_weeks import measure_own_weeks
from benchmarks.pages import PAGES, PAGES_OF_THE_WEEK
from benchmarks.processes import UnableToMeasure
from benchmarks.report import machine, show, write
from benchmarks.scoring import measure_scoring
from benchmarks.signing import measure_signing
from benchmarks.timing import ROUNDS

PARTS = ("pages", "signing", "flood", "clone", "advice", "scoring", "weeks")
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
@click.option("--people", default="40,200,5000", callback=_sizes, show_default=True)
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
@click.option("--all-pages", is_flag=True, help="Also the pages outside the week and the day.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("var/bench/results.json"),
    show_default=True,
    help="Where the JSON goes.",
)
def bench(
    only: list[str],
    people: list[int],
    database: list[str],
    clients: list[str],
    all_pages: bool,
    out: Path,
) -> None:
    """Measure Stepdown on this machine; print a table and write JSON.

    Keep the machine quiet meanwhile: whatever else runs is measured too. Each line says how many
    seconds have gone by; FILE holds what was measured so far, should the run be ended.
    """
    results: dict[str, Any] = {"machine": machine()}
    crowds, pages = [int(number) for number in clients], PAGES if all_pages else PAGES_OF_THE_WEEK
    measured: dict[str, Callable[[], Any]] = {
        "pages": lambda: measure_clinics(database, people, crowds, pages, note),
        "signing": lambda: measure_signing(database, note),
        "flood": lambda: measure_floods(database, note),
        "clone": lambda: measure_fresh_clone(note),
        "advice": lambda: measure_advice(note),
        "scoring": lambda: measure_scoring(note),
        "weeks": lambda: measure_own_weeks(note),
    }
    begun = time.monotonic()

    def note(what: str) -> None:
        click.echo(f"{time.monotonic() - begun:7.1f} s  {what}", err=True)

    try:
        for part in PARTS:
            if part in only:
                results[part] = measured[part]()
                write(results, out)
    except UnableToMeasure as error:
        raise click.ClickException(str(error)) from error
    show(results)
    click.echo(f"Written to {out}.")


if __name__ == "__main__":
    bench()
