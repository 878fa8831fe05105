"""A database in this version's shape, migrated once and copied from then on.

Migrating takes longer than most tests together. What was migrated stands in var/tests until a
migration or a dependency changes; tests/commands/test_starting.py holds it against a real start.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.postgresql import database_names, dump, load, new_database

HOUSE = Path(__file__).resolve().parent.parent
KEPT = HOUSE / "var" / "tests"
CLINIC = HOUSE / "src" / "stepdown" / "clinic"
MIGRATE = (
    "from stepdown.commands.record import open_record, prepare_database;"
    " open_record(); prepare_database()"
)
TEMPLATE = "migrated"


@cache
def _shape() -> str:
    """Another one for each shape that a database may have."""
    files = [HOUSE / "requirements-dev.lock", CLINIC / "ledger" / "triggers.py"]
    files += sorted(CLINIC.glob("*/migrations/*.py"))
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(HOUSE)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def lay_file(folder: Path) -> None:
    """SQLite: puts a migrated database into a data folder."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(_migrated_file(), folder / "stepdown.sqlite3")


def template(server: str, run_folder: Path) -> str:
    """PostgreSQL: the name of a migrated database on this server, which others are copied from."""
    with locked(run_folder / "template.lock"):
        if TEMPLATE not in database_names(server):
            dumped = _dumped(server)  # first: a template that is there must be whole
            load(new_database(server, f"{TEMPLATE}_now"), dumped)
            new_database(server, TEMPLATE, template=f"{TEMPLATE}_now")
    return TEMPLATE


@cache
def _migrated_file() -> Path:
    kept = KEPT / f"{_shape()}.sqlite3"
    with locked(KEPT / "lock"), tempfile.TemporaryDirectory(dir=KEPT) as folder:
        if not kept.exists():
            _migrate(process_environment(Path(folder), ""))
            Path(folder, "stepdown.sqlite3").rename(kept)
    return kept


def _dumped(server: str) -> Path:
    kept = KEPT / f"{_shape()}.sql"
    with locked(KEPT / "lock"), tempfile.TemporaryDirectory(dir=KEPT) as folder:
        if not kept.exists():
            url = new_database(server, "to_be_dumped")
            _migrate(process_environment(Path(folder), url))
            dump(url, Path(folder, "dump.sql"))
            Path(folder, "dump.sql").rename(kept)
    return kept


def _migrate(environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", MIGRATE], env=environment, check=True)


def process_environment(folder: Path, database_url: str) -> dict[str, str]:
    """Of a `stepdown` process with this data folder and database, whatever the shell says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STEPDOWN_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes, compiled once
    return {
        **kept,
        "STEPDOWN_DATA_DIR": str(folder),
        "STEPDOWN_HTTPS": "false",
        "STEPDOWN_DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "stepdown.config.settings",
    }


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Alone among the processes that name this file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
