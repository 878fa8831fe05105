"""Every row of every table as lines of JSON, the same for SQLite and PostgreSQL."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from itertools import islice, zip_longest
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

ROWS_AT_ONCE = 500


@cache
def stored_models() -> tuple[type[models.Model], ...]:
    """Every model with a table, those that others point to first."""
    waiting = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    ordered: list[type[models.Model]] = []
    while waiting:
        free = [model for model in waiting if not _points_to(model, waiting)]
        ordered += free or waiting
        waiting = [model for model in waiting if model not in ordered]
    return tuple(ordered)


def _points_to(model: type[models.Model], others: list[type[models.Model]]) -> bool:
    targets = {field.related_model for field in model._meta.concrete_fields if field.is_relation}
    return any(other in targets for other in others if other is not model)


def read_lines(model: type[models.Model]) -> Iterator[bytes]:
    """One line a row, in the order of the primary key; first the names of the columns."""
    fields = model._meta.concrete_fields
    yield _line([field.column for field in fields])
    rows = model._base_manager.order_by("pk").values_list(*[field.attname for field in fields])
    for row in rows.iterator(chunk_size=2000):
        yield _line(list(row))


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, default=_plain, separators=(",", ":")).encode() + b"\n"


def _plain(value: object) -> object:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a copy")


def write_lines(model: type[models.Model], lines: Iterable[bytes]) -> None:
    """Puts the rows back as they were. Inside `without_triggers()`."""
    lines = iter(lines)
    fields = model._meta.concrete_fields
    if json.loads(next(lines)) != [field.column for field in fields]:
        raise ValueError(f"{model._meta.db_table} has other columns")
    while batch := list(islice(lines, ROWS_AT_ONCE)):
        model._base_manager.bulk_create([_row(model, json.loads(line)) for line in batch])


def is_equal(model: type[models.Model], lines: Iterable[bytes]) -> bool:
    """Whether the table holds these rows and no others. PostgreSQL does not keep the order inside
    a JSON value, so what a line means is compared, not its bytes."""
    pairs = zip_longest(lines, read_lines(model), fillvalue=b"null")
    return all(one == other or json.loads(one) == json.loads(other) for one, other in pairs)


def _row(model: type[models.Model], values: list[Any]) -> models.Model:
    pairs = zip(model._meta.concrete_fields, values, strict=True)
    return model(**{field.attname: _stored(field, value) for field, value in pairs})


def _stored(field: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(field, models.JSONField) or value is None:
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    return field.to_python(value)


def empty_tables() -> None:
    """Removes the few rows that making the tables writes by itself."""
    for model in reversed(stored_models()):
        model._base_manager.all()._raw_delete(using="default")


def last_ids() -> dict[str, int]:
    """The last number each table gave out, so that no number is ever given twice."""
    found = {}
    for model in _numbered():
        last = _last_id(model)
        if last:
            found[model._meta.db_table] = last
    return found


def _numbered() -> list[type[models.Model]]:
    return [model for model in stored_models() if isinstance(model._meta.pk, models.AutoField)]


def _last_id(model: type[models.Model]) -> int | None:
    pk = model._meta.pk
    assert pk is not None  # every stored model has one
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table]
            )
        else:
            table, column = model._meta.db_table, pk.column
            cursor.execute(
                "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)",
                [f'"{table}"', column],
            )
        row = cursor.fetchone()
    return row[0] if row else None


def set_last_ids(last: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(_numbered())):
            cursor.execute(statement)
        for model in _numbered():
            table, pk = model._meta.db_table, model._meta.pk
            if table not in last or pk is None:
                continue
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last[table]]
                )
            else:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                    [f'"{table}"', pk.column, last[table]],
                )
