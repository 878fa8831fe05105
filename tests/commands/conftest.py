from tests.record import get_ready

get_ready()

import shutil  # noqa: E402 - after get_ready
from collections.abc import Callable  # noqa: E402 - after get_ready

import pytest  # noqa: E402 - after get_ready

from tests import record  # noqa: E402 - after get_ready
from tests.commands.process import (  # noqa: E402 - after get_ready
    copy_database,
    start_clinic,
    stepdown,
)

DEMO = ("demo", "--no-serve", "--people", "6", "--today", "2026-11-23")
_made: dict[str, dict[str, str]] = {}


@pytest.fixture
def clinic(
    clinic_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The environment of a real clinic that was just set up; made once, copied for each test."""
    return _copy_of("clinic", start_clinic, clinic_environment, tmp_path_factory)


@pytest.fixture
def demo_clinic(
    clinic_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The environment of a small demo; made once, copied for each test."""
    return _copy_of("demo", _build_demo, clinic_environment, tmp_path_factory)


def _build_demo(environment: dict[str, str]) -> None:
    done = stepdown(environment, *DEMO, "--accounts", f"{environment['STEPDOWN_DATA_DIR']}.json")
    assert done.returncode == 0, done.stderr


def _copy_of(
    name: str,
    make: Callable[[dict[str, str]], None],
    environment: dict[str, str],
    folders: pytest.TempPathFactory,
) -> dict[str, str]:
    if name not in _made:
        made = {
            "STEPDOWN_DATA_DIR": str(folders.mktemp("made") / name),
            "STEPDOWN_DATABASE_URL": record.empty_database(f"made_{name}"),
        }
        make({**environment, **made})
        _made[name] = made
    made = _made[name]
    shutil.copytree(made["STEPDOWN_DATA_DIR"], environment["STEPDOWN_DATA_DIR"])
    if environment["STEPDOWN_DATABASE_URL"]:
        copy_database(made["STEPDOWN_DATABASE_URL"], environment["STEPDOWN_DATABASE_URL"])
    return environment
