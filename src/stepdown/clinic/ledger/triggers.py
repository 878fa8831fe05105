"""Facts that no program error may make false, as triggers for each database."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython
from django.db.migrations.state import StateApps


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
