"""Demo clinics of two sizes on a database, measured one after the other."""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.pages import Page
from benchmarks.processes import run
from benchmarks.timing import time_pages
from tests.commands.process import PROGRAM
from tests.postgresql import new_database, running_postgresql

DEMO_PEOPLE = 40  # made by the operations; more are copies of these
Note = Callable[[str], None]
Environment = dict[str, str]


def own_environment(data_dir: str, database_url: str) -> Environment:
    """Of a demo in a folder of its own, whatever the shell says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STEPDOWN_")}
    return {
        **kept,
        "STEPDOWN_DATA_DIR": data_dir,
        "STEPDOWN_DATABASE_URL": database_url,
        "STEPDOWN_DEMO": "true",
        "DJANGO_SETTINGS_MODULE": "stepdown.config.settings",
    }


@contextmanager
def empty_place(database: str) -> Iterator[Environment]:
    """A folder, and a database of that kind; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="stepdown-bench-") as folder:
        if database == "sqlite":
            yield own_environment(folder, "")
        else:
            with running_postgresql() as server:
                yield own_environment(folder, new_database(server, "bench"))


@contextmanager
def demo_clinic(database: str, note: Note) -> Iterator[tuple[Environment, dict[str, float]]]:
    """Its environment, and what building it took; gone afterwards."""
    with empty_place(database) as place:
        note(f"{database}: building a demo of {DEMO_PEOPLE}")
        built = run((*PROGRAM, "demo", "--no-serve", "--people", str(DEMO_PEOPLE)), place)
        yield place, {"seconds": built.seconds, "megabytes": built.megabytes}


def looked_at(place: Environment) -> dict[str, Any]:
    """What benchmarks.queries finds there."""
    plain = {**place, "DJANGO_SETTINGS_MODULE": "benchmarks.plain.settings"}
    found: dict[str, Any] = json.loads(
        run((sys.executable, "-m", "benchmarks.queries"), plain).output
    )
    return found


def measure_clinics(
    databases: list[str],
    sizes: list[int],
    clients: list[int],
    pages: tuple[Page, ...],
    note: Note,
) -> dict[str, Any]:
    """What building, filling and reading takes on each database; the sizes by number of people."""
    found: dict[str, Any] = {}
    for database in databases:
        with demo_clinic(database, note) as (place, demo):
            by_people = {
                str(size): _measure(place, database, size, clients, pages, note) for size in sizes
            }
            found[database] = {"demo": demo, "by_people": by_people}
    return found


def _measure(
    place: Environment,
    database: str,
    size: int,
    clients: list[int],
    pages: tuple[Page, ...],
    note: Note,
) -> dict[str, Any]:
    where = f"{database}, {size} people"
    found: dict[str, Any] = {}
    if size > DEMO_PEOPLE:
        note(f"{where}: copying everybody")
        load = (sys.executable, "-m", "benchmarks.load", str(size))
        loaded = run(load, place, note=lambda line: note(f"{where}: {line}"))
        found["load"] = {"seconds": loaded.seconds, "megabytes": loaded.megabytes}
    note(f"{where}: verifying the ledger")
    verified = run((*PROGRAM, "audit", "verify"), place)
    found["verify"] = {"seconds": verified.seconds, "megabytes": verified.megabytes}
    note(f"{where}: counting queries")
    looked = looked_at(place)
    timed = time_pages(place, looked, clients, pages, lambda page: note(f"{where}: {page}"))
    asked = {name: {**looked["pages"][name], **each} for name, each in timed.pop("pages").items()}
    return {
        **found,
        **timed,
        "people": looked["people"],
        "events": looked["events"],
        "pages": asked,
    }
