"""Facts that no program error may make false, as triggers for each database."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython
from django.db.migrations.state import StateApps

MERGED = (
    "EXISTS (SELECT 1 FROM people_merge m"
    " WHERE (m.merged_id = OLD.patient_id AND m.kept_id = NEW.patient_id)"
    " OR (m.kept_id = OLD.patient_id AND m.merged_id = NEW.patient_id))"
)
CLOSED = "This record was joined with another one meanwhile. Find the person again and write there."


def refuse(*, name: str, table: str, event: str, when: str, message: str) -> RunPython:
    """A migration step: `event` (for instance "UPDATE") on `table` is refused where `when`.

    `when` is SQL over OLD and NEW that both databases read alike.
    """

    def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _statements(editor.connection.vendor, name, table, event, when, message):
            # One statement at a time, past Django's own splitting: a trigger holds semicolons.
            with editor.connection.cursor() as cursor:
                cursor.execute(statement)

    return RunPython(make, RunPython.noop)


def drop(*, name: str, table: str) -> RunPython:
    """A migration step: the trigger goes, to be made anew in other words."""

    def remove(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        is_sqlite = editor.connection.vendor == "sqlite"
        with editor.connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"))
            if not is_sqlite:
                cursor.execute(f"DROP FUNCTION {name}()")

    return RunPython(remove, RunPython.noop)


def stays_with_its_person(table: str) -> RunPython:
    """A migration step: a row of `table` goes to another record only by a merge."""
    return refuse(
        name=f"{table}_stays_with_its_person",
        table=table,
        event="UPDATE OF patient_id",
        when=f"NEW.patient_id <> OLD.patient_id AND NOT {MERGED}",
        message="This stays in its record, unless two records are merged.",
    )


def closed_when_merged(table: str, *events: str) -> list[RunPython]:
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
