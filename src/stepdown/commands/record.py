"""The record, opened for a command."""

import gc
from enum import Enum

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from stepdown.commands.program import Refused


class Standing(Enum):
    """What lies in the database that the settings name."""

    EMPTY = "empty"
    DEMO = "demo"
    CLINIC = "clinic"
    FOREIGN = "foreign"


def open_record() -> None:
    """Starts Django. Every command that touches the database calls this first."""
    gc.disable()  # nothing that is loaded is garbage; looking takes a seventh of the time
    django.setup()
    gc.enable()


def prepare_database() -> None:
    """Brings the database to this version's shape; where it has that, this takes a moment."""
    if not _has_this_shape():
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)


def _has_this_shape() -> bool:
    executor = MigrationExecutor(connection)
    is_whole = settings.CACHES["default"]["LOCATION"] in connection.introspection.table_names()
    return is_whole and not executor.migration_plan(executor.loader.graph.leaf_nodes())


def standing() -> Standing:
    """What this database is; reads only. Raises Refused where it does not answer."""
    try:
        tables = set(connection.introspection.table_names())
        if not tables:
            return Standing.EMPTY
        return _marked() if "people_installation" in tables else Standing.FOREIGN
    except DatabaseError as error:
        raise Refused(
            "The database cannot be read. Check STEPDOWN_DATA_DIR and STEPDOWN_DATABASE_URL."
        ) from error


def _marked() -> Standing:
    from stepdown.clinic.ledger.queries import event_count
    from stepdown.clinic.people.queries import installation

    marked = installation()
    if marked:
        return Standing.DEMO if marked.is_demo else Standing.CLINIC
    # A start that was broken off leaves tables without a single event.
    return Standing.CLINIC if event_count() else Standing.EMPTY


def open_clinic(*, prepare: bool = True) -> Standing:
    """Opens a record that was set up before, clinic or demo, in this version's shape."""
    open_record()
    found = standing()
    if found in {Standing.EMPTY, Standing.FOREIGN}:
        raise Refused('There is no clinic here yet. Start one with "stepdown init".')
    if prepare:
        prepare_database()
    return found
