"""Empties a SQLite database between tests though its triggers forbid removing what is signed.

PostgreSQL empties by TRUNCATE, which fires no row triggers. SQLite deletes row by row, so the
triggers are taken away for that moment and put back as they were.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations


def flush_past_triggers() -> None:
    if connection.vendor != "sqlite":
        return
    plain = BaseDatabaseOperations.execute_sql_flush

    def flush(self: BaseDatabaseOperations, sql_list: Sequence[str]) -> None:
        triggers = _triggers()
        _run([f"DROP TRIGGER {name}" for name, _ in triggers])
        plain(self, list(sql_list))
        _run([text for _, text in triggers])

    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign,assignment] # this process only tests


def _triggers() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return [(str(name), str(sql)) for name, sql in cursor.fetchall()]


def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
