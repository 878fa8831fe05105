"""Facts that no program error may make false, as triggers for each database."""

from collections.abc import Callable
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

MERGED = (
    "EXISTS (SELECT 1 FROM people_merge m"
    " WHERE (m.merged_id = OLD.patient_id AND m.kept_id = NEW.patient_id)"
    " OR (m.kept_id = OLD.patient_id AND m.merged_id = NEW.patient_id))"
)
CLOSED = "This record was joined with another one meanwhile. Find the person again and write there."


class Trigger(Operation):
    """A migration step of plain SQL, written for the database in use. It needs no models: a
    RunPython would build every model anew each time, half of the time a new database takes."""

    reversible = True

    def __init__(self, statements: Callable[[str], list[str]]) -> None:
        """`statements`: from the database's name, "sqlite" or "postgresql"."""
        self.statements = statements

    def state_forwards(self, app_label: str, state: Any) -> None:
        """A trigger is no part of any model."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        for statement in self.statements(schema_editor.connection.vendor):
            # One statement at a time, past Django's own splitting: a trigger holds semicolons.
            with schema_editor.connection.cursor() as cursor:
                cursor.execute(statement)

    def database_backwards(self, *details: Any) -> None:
        """Goes with its table."""


def refuse(*, name: str, table: str, event: str, when: str, message: str) -> Trigger:
    """A migration step: `event` (for instance "UPDATE") on `table` is refused where `when`.

    `when` is SQL over OLD and NEW that both databases read alike.
    """
    return Trigger(lambda vendor: _statements(vendor, name, table, event, when, message))


def stays_with_its_person(table: str) -> Trigger:
    """A migration step: a row of `table` goes to another record only by a merge."""
    return refuse(
        name=f"{table}_stays_with_its_person",
        table=table,
        event="UPDATE OF patient_id",
        when=f"NEW.patient_id <> OLD.patient_id AND NOT {MERGED}",
        message="This stays in its record, unless two records are merged.",
    )


def closed_when_merged(table: str, *events: str) -> list[Trigger]:
    """Migration steps: no row of `table` is written into a record that was merged into another.

    Every table with a patient needs them; `events` are INSERT and UPDATE unless named.
    """
    is_merged = (
        "EXISTS (SELECT 1 FROM people_patient p WHERE p.id = NEW.patient_id"
        " AND p.merged_into_id IS NOT NULL)"
    )
    return [
        refuse(
            name=f"{table}_{event.lower()}_closed",
            table=table,
            event=event,
            when=is_merged,
            message=CLOSED,
        )
        for event in events or ("INSERT", "UPDATE")
    ]


def _statements(
    vendor: str, name: str, table: str, event: str, when: str, message: str
) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ]
    row = "OLD" if event == "DELETE" else "NEW"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN IF {when} THEN"
        f" RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"
        f" END IF; RETURN {row}; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
