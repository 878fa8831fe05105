"""Empties the database after a test that committed: the tables that hold rows, past the triggers
that forbid removing what is signed. Django would empty all of them and fill in permissions anew.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import TransactionTestCase

KEPT = {"django_migrations", "django_content_type", "auth_permission"}  # as migrating left them


def flush_quickly() -> None:
    TransactionTestCase._fixture_teardown = lambda self: empty_tables()  # type: ignore[attr-defined] # this process only tests


def empty_tables() -> None:
    filled = _filled_tables()
    with connection.constraint_checks_disabled(), _without_triggers(filled):
        _run([f'DELETE FROM "{name}"' for name in filled])


def _filled_tables() -> list[str]:
    names = sorted(set(connection.introspection.table_names()) - KEPT)
    asked = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names]
    return [row[0] for row in _answers(" UNION ALL ".join(asked))]


@contextmanager
def _without_triggers(tables: list[str]) -> Iterator[None]:
    if connection.vendor == "postgresql":
        _run(["SET session_replication_role = replica"])
        yield
        _run(["SET session_replication_role = DEFAULT"])
    else:
        triggers = [each for each in _triggers() if each[0] in tables]
        _run([f'DROP TRIGGER "{name}"' for _, name, _ in triggers])
        yield
        _run([text for _, _, text in triggers])


def _triggers() -> list[list[str]]:
    """Table, name and text of each."""
    return _answers("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")


def _answers(query: str) -> list[list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [list(map(str, row)) for row in cursor.fetchall()]


def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
