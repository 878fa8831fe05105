from tests.record import get_ready

get_ready()

import json  # noqa: E402 - after get_ready
import shutil  # noqa: E402 - after get_ready
from collections.abc import Callable  # noqa: E402 - after get_ready
from pathlib import Path  # noqa: E402 - after get_ready

import pytest  # noqa: E402 - after get_ready

from tests import record  # noqa: E402 - after get_ready
from tests.commands.process import (  # noqa: E402 - after get_ready
    copy_database,
    start_clinic,
    stepdown,
)
from tests.migrated import locked  # noqa: E402 - after get_ready

Make = Callable[[dict[str, str]], None]
Database = Callable[[str, Path], str]
DEMO = ("demo", "--no-serve", "--people", "6", "--today", "2026-11-23")


@pytest.fixture
def clinic(clinic_environment: dict[str, str]) -> dict[str, str]:
    """The environment of a real clinic that was just set up; made once a run, copied for each
    test. It is made from nothing: tables, site, director."""
    return _copy_of("clinic", start_clinic, _nothing, clinic_environment)


@pytest.fixture
def demo_clinic(clinic_environment: dict[str, str]) -> dict[str, str]:
    """The environment of a small demo; made once a run, copied for each test. Its tables are
    there before: that a demo makes them is seen where one replaces it."""
    return _copy_of("demo", _build_demo, record.migrated_database, clinic_environment)


def _nothing(name: str, folder: Path) -> str:
    return record.empty_database(name)


def _build_demo(environment: dict[str, str]) -> None:
    done = stepdown(environment, *DEMO, "--accounts", f"{environment['STEPDOWN_DATA_DIR']}.json")
    assert done.returncode == 0, done.stderr


def _copy_of(
    name: str, make: Make, database: Database, environment: dict[str, str]
) -> dict[str, str]:
    with locked(record.run_folder() / f"{name}.lock"):
        made = _made(name, make, database, environment)
    shutil.copytree(made["STEPDOWN_DATA_DIR"], environment["STEPDOWN_DATA_DIR"])
    if environment["STEPDOWN_DATABASE_URL"]:
        copy_database(made["STEPDOWN_DATABASE_URL"], environment["STEPDOWN_DATABASE_URL"])
    return environment


def _made(name: str, make: Make, database: Database, environment: dict[str, str]) -> dict[str, str]:
    """Where it lies, after the first process of the run that wanted it made it."""
    told = record.run_folder() / f"{name}.json"
    if not told.exists():
        folder = record.run_folder() / name
        made = {
            "STEPDOWN_DATA_DIR": str(folder),
            "STEPDOWN_DATABASE_URL": database(f"made_{name}", folder),
        }
        make({**environment, **made})
        told.write_text(json.dumps(made))
    found: dict[str, str] = json.loads(told.read_text())
    return found
