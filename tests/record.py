"""Makes a process ready for tests of the record: its own folder, its own database, Django.

TEST_DATABASE=postgresql starts one real server for the run; otherwise it is SQLite. Each folder of
such tests calls `get_ready()` in its conftest.py, before anything names a model. The database is a
copy of a migrated one (tests/migrated.py).
"""

import os
import shutil
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from tests.migrated import lay_file, template
from tests.postgresql import new_database, running_postgresql, spare_the_disk

IS_POSTGRESQL = os.environ.get("TEST_DATABASE") == "postgresql"
RUN_FOLDER = "TEST_RUN_FOLDER"
_held = ExitStack()


def run_folder() -> Path:
    """What the processes of one run share. The first one makes it, before it starts others."""
    if RUN_FOLDER not in os.environ:
        os.environ[RUN_FOLDER] = tempfile.mkdtemp(prefix="stepdown-run-")
        _held.callback(os.environ.pop, RUN_FOLDER)
        _held.callback(shutil.rmtree, os.environ[RUN_FOLDER], ignore_errors=True)
    return Path(os.environ[RUN_FOLDER])


@cache
def get_ready() -> None:
    for name in [name for name in os.environ if name.startswith("STEPDOWN_")]:
        del os.environ[name]  # a test never touches a real clinic
    folder = tempfile.mkdtemp(prefix="stepdown-tests-")
    _held.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ["STEPDOWN_DATA_DIR"] = folder
    os.environ["STEPDOWN_HTTPS"] = "false"
    os.environ["STEPDOWN_DATABASE_URL"] = migrated_database("stepdown", Path(folder))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from tests.flush import flush_quickly

    flush_quickly()


def empty_database(name: str) -> str:
    """The address of a new database on PostgreSQL; empty on SQLite, whose file is the folder's."""
    return new_database(_server(), _own(name)) if IS_POSTGRESQL else ""


def migrated_database(name: str, folder: Path) -> str:
    """As `empty_database`, in this version's shape; on SQLite the file is laid into the folder."""
    if IS_POSTGRESQL:
        return new_database(_server(), _own(name), template=template(_server(), run_folder()))
    lay_file(folder)
    return ""


def _own(name: str) -> str:
    """The processes of a run share the server."""
    return f"{name}_{os.getpid()}"


@cache
def _server() -> str:
    url = _held.enter_context(running_postgresql(run_folder() / "postgresql"))
    spare_the_disk(url)
    return url


def leave() -> None:
    """Ends the server with the last process that used it, and removes the folders."""
    _held.close()
