"""Makes a process ready for tests of the record: its own folder, its own database, Django.

TEST_DATABASE=postgresql starts a real server for the process; otherwise it is SQLite. Each
folder of such tests calls `get_ready()` in its conftest.py, before anything names a model.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack
from functools import cache

from tests.postgresql import new_database, running_postgresql

IS_POSTGRESQL = os.environ.get("TEST_DATABASE") == "postgresql"
_held = ExitStack()


@cache
def get_ready() -> None:
    for name in [name for name in os.environ if name.startswith("STEPDOWN_")]:
        del os.environ[name]  # a test never touches a real clinic
    folder = tempfile.mkdtemp(prefix="stepdown-tests-")
    _held.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ["STEPDOWN_DATA_DIR"] = folder
    os.environ["STEPDOWN_HTTPS"] = "false"
    os.environ["STEPDOWN_DATABASE_URL"] = empty_database("stepdown")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from tests.flush import flush_past_triggers

    flush_past_triggers()


def empty_database(name: str) -> str:
    """The address of a new database on PostgreSQL; empty on SQLite, whose file is the folder's."""
    return new_database(_server(), name) if IS_POSTGRESQL else ""


@cache
def _server() -> str:
    return _held.enter_context(running_postgresql())


def leave() -> None:
    """Ends the server and removes the folder."""
    _held.close()
