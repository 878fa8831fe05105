"""The record, opened for a command."""

import django
from django.core.management import call_command


def open_record() -> None:
    """Starts Django. Every command that touches the database calls this first."""
    django.setup()


def prepare_database() -> None:
    """Brings the database to this version's shape."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
