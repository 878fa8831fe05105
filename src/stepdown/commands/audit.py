"""`stepdown audit verify`."""

import click

from stepdown.commands.record import open_clinic


@click.group()
def audit() -> None:
    """The ledger of everything that happened."""


@audit.command()
@click.pass_context
def verify(ctx: click.Context) -> None:
    """Say whether the ledger and every signed entry are as they were written.

    Notices what was edited, reordered, deleted or cut off. Exit status 1 when anything was.
    """
    open_clinic()
    from rich.console import Console

    from stepdown.clinic.chart.queries import altered_entries
    from stepdown.clinic.ledger.queries import event_count, ledger_faults

    progress = Console(stderr=True)
    with progress.status("Reading the ledger"):
        faults = ledger_faults()
    with progress.status("Reading every signed entry"):
        faults += altered_entries()
    for sentence in faults:
        click.echo(sentence)
    if faults:
        ctx.exit(1)
    click.echo(f"The ledger is sound: {event_count()} events, and every signed entry is as signed.")
