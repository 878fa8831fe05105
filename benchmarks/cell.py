"""What belongs to the people of a clinic, found by following foreign keys.

A row belongs if it is a root (a person, a room, an account that gives or receives care, a booked
assessment time) or points to a row that belongs, unless it is about somebody who is left out.
Everything else is shared by all copies: sites, programs, open assessment times, and those who work
for the site as a whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Max, Q

from stepdown.clinic.chart.models import Draft
from stepdown.clinic.intake.models import AssessmentTime
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.roles import TEAM_ROLES
from stepdown.clinic.sessions.models import Attendance, VideoPlace
from stepdown.clinic.timetable.models import Room
from stepdown.clinic.treatment.models import DetoxNeed, Episode, PlacementRules

Model = type[models.Model]
Shift = tuple[int, int]  # (position of a field, how far each copy moves it)
Outside = dict[Model, set[int]]  # the numbers of rows that are about somebody left out

ROOTS: dict[Model, Q] = {
    Patient: Q(),
    Room: Q(),
    Account: Q(patient__isnull=False) | Q(posts__role__in=TEAM_ROLES),
    AssessmentTime: Q(bookings__isnull=False),
}
# a draft names its subject in words and belongs to no chart; rules belong to the site as a whole
LEFT_OUT: set[Model] = {Draft, PlacementRules}
AFTER: dict[Model, Model] = {
    DetoxNeed: Episode,  # a need may have opened after the admission
    Attendance: VideoPlace,  # nobody is marked by video before it is known where they are
}


@dataclass(frozen=True)
class Table:
    """The rows of one model: values in the order of its fields, and what each copy moves."""

    model: Model
    rows: list[tuple[list[Any], tuple[Shift, ...]]]
    own_ids: frozenset[int]
    stride: int

    @cached_property
    def prepared(self) -> list[tuple[list[Any], tuple[Shift, ...]]]:
        """The rows as the database takes them."""
        return [(prepared(self.model, values), shifts) for values, shifts in self.rows]

    @property
    def label(self) -> str:
        return self.model._meta.label_lower


@dataclass(frozen=True)
class Cell:
    """Tables in an order in which the rows can be inserted."""

    tables: dict[Model, Table]

    @cached_property
    def _by_label(self) -> dict[str, Table]:
        return {table.label: table for table in self.tables.values()}

    @property
    def people(self) -> int:
        return len(self.tables[Patient].rows)

    @cached_property
    def places_an_hour(self) -> int:
        """More than the highest of them."""
        times = self.tables.get(AssessmentTime)
        at = [field.attname for field in AssessmentTime._meta.concrete_fields].index("place")
        return 1 + max((values[at] for values, _ in times.rows), default=0) if times else 1

    def stride_of(self, label: str, pk: int) -> int:
        """How far a copy moves this row's number; 0 where it is shared."""
        table = self._by_label.get(label)
        return table.stride if table and pk in table.own_ids else 0


def prepared(model: Model, values: list[Any]) -> list[Any]:
    """The values of a row as the database takes them."""
    pairs = zip(model._meta.concrete_fields, values, strict=True)
    return [field.get_db_prep_save(value, connection) for field, value in pairs]


def insert_rows(model: Model, rows: Iterable[list[Any]]) -> None:
    """Writes prepared rows; a million of them would take the ORM many minutes."""
    quoted = connection.ops.quote_name
    columns = [quoted(str(field.column)) for field in model._meta.concrete_fields]
    places = ", ".join(["%s"] * len(columns))
    table = quoted(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", list(rows)
        )


def load_cell(people: Q | None = None) -> Cell:
    """Reads the clinic, which should be small (a demo of 40 is); with `people`, only these."""
    tables: dict[Model, Table] = {}
    outside: Outside = defaultdict(set)
    if people is not None:
        some = Patient.objects.filter(people).values("pk")
        outside[Patient] = set(Patient.objects.exclude(pk__in=some).values_list("pk", flat=True))
    for model in _in_order():
        table = _load(model, tables, outside)
        if table.rows:
            tables[model] = table
    return Cell(tables)


def _in_order() -> list[Model]:
    """Every model after those it points to."""
    ordered: list[Model] = []

    def place(model: Model) -> None:
        if model not in ordered and model not in LEFT_OUT:
            for _, target in _keys(model):
                if target is not model:
                    place(target)
            if model in AFTER:
                place(AFTER[model])
            ordered.append(model)

    for model in apps.get_models():
        place(model)
    return ordered


def _keys(model: Model) -> Iterator[tuple[int, Model]]:
    """(position, model pointed to) of each foreign key."""
    for position, field in enumerate(model._meta.concrete_fields):
        if isinstance(field, models.ForeignKey):
            yield position, field.remote_field.model


def _load(model: Model, tables: dict[Model, Table], outside: Outside) -> Table:
    manager, keys = model._base_manager, list(_keys(model))
    stride = manager.aggregate(last=Max("pk"))["last"] if _is_numbered(model) else 0
    roots = _roots(model)
    names = [field.attname for field in model._meta.concrete_fields]
    number = names.index(model._meta.pk.attname)
    rows, own = [], set[int]()
    for values in manager.order_by("pk").values_list(*names) if stride else ():
        if any(values[at] in outside[to] for at, to in [(number, model), *keys]):
            outside[model].add(values[number])
            continue
        moved = [(at, _moves(to, values[at], tables, model, own, stride)) for at, to in keys]
        shifts = tuple((at, by) for at, by in moved if by)
        if shifts or values[number] in roots:
            own.add(values[number])
            rows.append((list(values), ((number, stride), *shifts)))
    return Table(model, rows, frozenset(own), stride or 0)


def _is_numbered(model: Model) -> bool:
    return isinstance(model._meta.pk, models.AutoField | models.BigAutoField)


def _roots(model: Model) -> set[int]:
    if model not in ROOTS:
        return set()
    return set(model._base_manager.filter(ROOTS[model]).values_list("pk", flat=True))


def _moves(
    target: Model, pk: Any, tables: dict[Model, Table], model: Model, own: set[int], stride: int
) -> int:
    if target is model:
        return stride if pk in own else 0
    table = tables.get(target)
    return table.stride if table and pk in table.own_ids else 0
