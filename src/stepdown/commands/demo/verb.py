"""`stepdown demo`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from stepdown.commands.program import Refused
from stepdown.commands.record import Standing, open_record, prepare_database, standing
from stepdown.commands.serving import alone_in, require_free_port, serve_until_stopped

ADDRESS = "127.0.0.1"  # a demo is for this machine alone


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--seed", type=click.IntRange(0, 1_000_000), default=1, show_default=True)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The demo's today, such as 2026-11-23. [default: today]",
)
@click.option("--people", type=click.IntRange(1, 500), default=40, show_default=True)
@click.option("--no-serve", is_flag=True, help="Build the demo and end.")
@click.option(
    "--accounts",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the accounts to FILE as JSON.",
)
def demo(
    port: int,
    seed: int,
    today: datetime | None,
    people: int,
    no_serve: bool,
    accounts: Path | None,
) -> None:
    """Build a lively demo clinic of invented people and serve it on this machine.

    Replaces an earlier demo in the same place, never a clinic. The same seed and date give the
    same names, bookings, notes and scores. Stop with Ctrl-C.
    """
    if accounts and not accounts.parent.is_dir():
        raise Refused(f"There is no folder {accounts.parent}.")
    if not no_serve:
        require_free_port(ADDRESS, port)
    os.environ["STEPDOWN_DEMO"] = "true"  # before the settings are read
    open_record()
    with _place_for_demo():
        _build(seed, today.date() if today else None, people, accounts)
        if not no_serve:
            click.echo(f"Open http://{ADDRESS}:{port} in a browser. Stop with Ctrl-C.")
            serve_until_stopped(ADDRESS, port)


@contextmanager
def _place_for_demo() -> Iterator[None]:
    """Nothing but an older demo is there, and nobody serves that one while this goes on."""
    from django.conf import settings

    from stepdown.commands.demo.replacing import require_room_for_demo

    require_room_for_demo()  # before the lock, which leaves a file
    with alone_in(settings.DATA_DIR):
        yield


def _build(seed: int, today: date | None, people: int, file: Path | None) -> None:
    from django.utils import timezone

    from stepdown.commands.demo.accounts import one_per_role, print_accounts, write_accounts
    from stepdown.commands.demo.building import Wish, build, local_today, mark_demo
    from stepdown.commands.demo.replacing import clear_demo
    from stepdown.commands.progress import counted, steps

    wish = Wish(today or local_today(timezone.now()), seed, people)
    with steps("Preparing") as note:
        note("an empty database")
        if standing() is Standing.DEMO:
            clear_demo()
        prepare_database()
    mark_demo(wish, now=timezone.now())
    with counted("Building the demo", total=80) as note:
        accounts = one_per_role(build(wish, note))
    print_accounts(accounts)
    if file:
        write_accounts(file, accounts)
