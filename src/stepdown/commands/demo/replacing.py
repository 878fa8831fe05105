"""An older demo makes room for a new one; anything that is not a demo is left alone."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from stepdown.commands.program import Refused
from stepdown.commands.record import Standing, standing

NOT_A_DEMO = (
    "There is a clinic here, not a demo, so nothing was touched. Set STEPDOWN_DATA_DIR (and"
    " STEPDOWN_DATABASE_URL) to another place for the demo."
)


def require_room_for_demo() -> None:
    """Raises Refused unless the database and the folder are empty or hold a demo."""
    found = standing()
    if found in {Standing.CLINIC, Standing.FOREIGN}:
        raise Refused(NOT_A_DEMO)
    if found is Standing.EMPTY and any(any(folder.rglob("*")) for folder in _folders()):
        raise Refused(NOT_A_DEMO)  # a clinic whose database is elsewhere


def _folders() -> list[Path]:
    return [Path(settings.ANCHOR_DIR), Path(settings.ATTACHMENTS_DIR)]


def clear_demo() -> None:
    """Removes the old demo's rows, attachments and mail. The keys stay."""
    if connection.vendor == "sqlite":
        connection.close()
        name = str(settings.DATABASES["default"]["NAME"])
        for ending in ("", "-wal", "-shm"):
            Path(name + ending).unlink(missing_ok=True)
    else:
        _drop_tables()
    for folder in (*_folders(), settings.DATA_DIR / "mail"):
        for path in folder.glob("*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _drop_tables() -> None:
    """Drops our own tables and trigger functions, whatever else the schema holds."""
    ours = set(connection.introspection.django_table_names())
    ours |= {"django_migrations", "stepdown_cache"}
    with transaction.atomic(), connection.cursor() as cursor:
        for name in _trigger_functions():
            cursor.execute(f'DROP FUNCTION "{name}"() CASCADE')
        for table in sorted(ours & set(connection.introspection.table_names())):
            cursor.execute(f'DROP TABLE "{table}" CASCADE')


def _trigger_functions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND p.pronamespace = current_schema()::regnamespace"
            " AND c.relname = ANY(%s)",
            [connection.introspection.django_table_names()],
        )
        return [row[0] for row in cursor.fetchall()]
