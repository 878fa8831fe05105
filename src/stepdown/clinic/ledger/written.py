"""Statements that Django writes once a process: later only their values are filled in.

Of a page with forty lists, three quarters of the time went into building the same SQL again. What
is kept is the text alone, never an answer: every call asks the database.
"""

from collections.abc import Callable, Collection, Sequence
from copy import copy
from datetime import date, datetime, time
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from stepdown.clinic.ledger.joined import joined_once

Asked = ParamSpec("Asked")
Row = TypeVar("Row")
NOBODY = 0  # no row has this number: stands in an empty list, and for one beyond every column
LARGEST = 2**63 - 1


def written_once(build: Callable[Asked, QuerySet[Any, Row]]) -> Callable[Asked, list[Row]]:
    """The rows of the queryset that `build` makes of its arguments, by one query.

    Arguments by position are values (a collection holds numbers of rows, a tuple anything): `build`
    sees blanks in their place and can only compare columns with them, so what follows from a value
    is worked out by the caller. Arguments by name decide how the statement reads, and are seen as
    they are. `build` uses nothing else that can change, least of all the clock.
    """
    statements: dict[Any, _Statement] = {}

    @wraps(build)
    def ask(*given: Asked.args, **reads: Asked.kwargs) -> list[Row]:
        values: list[Any] = []
        shape = tuple(_take(one, values) for one in given), tuple(reads.items())
        if shape not in statements:
            places = iter(range(len(values)))
            blanks = [_blank(one, places) for one in given]
            statements[shape] = _Statement(build(*blanks, **reads))
        return statements[shape].rows(values)

    return ask


class Blank(Expression):
    """A place for the value of that number."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class _Blanks(Expression):
    """A list of them, for `__in`."""

    def __init__(self, *blanks: Blank) -> None:
        super().__init__()
        self.blanks = blanks

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return f"({', '.join(['%s'] * len(self.blanks))})", self.blanks


def _take(one: Any, values: list[Any]) -> Any:
    """Adds what is to be filled in to `values`; the shape of the blank that holds it. Lists are
    filled up to a power of two, so that there are few shapes."""
    if isinstance(one, tuple):
        return tuple(_take(each, values) for each in one)
    if isinstance(one, Collection) and not isinstance(one, str):
        filled = [_known(each) for each in one] or [NOBODY]
        size = _size(one)
        values += filled + filled[-1:] * (size - len(filled))
        return size
    if one is None:
        raise TypeError("Nothing equals NULL: say by name what the statement is to ask instead.")
    values.append(_known(one))
    return 0


def _known(one: Any) -> Any:
    """Anybody may type a number into an address that no database can compare."""
    return NOBODY if isinstance(one, int) and abs(one) > LARGEST else one


def _blank(one: Any, places: Any) -> Any:
    if isinstance(one, tuple):
        parts = [_blank(each, places) for each in one]
        return type(one)(*parts) if hasattr(one, "_fields") else tuple(parts)
    if isinstance(one, Collection) and not isinstance(one, str):
        return _Blanks(*(Blank(next(places)) for _ in range(_size(one))))
    return Blank(next(places))


def _size(numbers: Collection[int]) -> int:
    return 1 << max(len(numbers) - 1, 0).bit_length()


class _Statement:
    """A queryset with the SQL that Django wrote for it."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self.queryset = queryset
        self.compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self.params = self.compiler.as_sql()
        columns = [column for column, *_ in self.compiler.select]
        self.converters = self.compiler.get_converters(columns)

    def rows(self, values: Sequence[Any]) -> list[Any]:
        """By the queryset's own way of making rows, which asks its query for a compiler."""
        compiler = self._filled(values)
        found = self.queryset.all()
        found.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign] # its own
        return list(found)

    def _filled(self, values: Sequence[Any]) -> SQLCompiler:
        """A compiler of its own for this thread and these values, which has nothing left to do."""
        compiler: SQLCompiler = copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.klass_info = joined_once(self.compiler.klass_info)
        given = [values[one.place] if isinstance(one, Blank) else one for one in self.params]
        written = self.sql, tuple(stored(one, compiler.connection) for one in given)
        compiler.get_converters = lambda *_: self.converters  # type: ignore[method-assign] # its own
        compiler.as_sql = lambda *_, **__: written  # type: ignore[method-assign] # its own
        return compiler


def stored(value: Any, connection: Any) -> Any:
    """A value as the database keeps it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return connection.ops.adapt_timefield_value(value) if isinstance(value, time) else value
