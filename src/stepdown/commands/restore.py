"""`stepdown restore FILE`."""

from pathlib import Path

import click

from stepdown.commands.record import open_record


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def restore(ctx: click.Context, file: Path) -> None:
    """Make the clinic of a backup again, in an empty folder and an empty database.

    The backup may come from SQLite or PostgreSQL, whichever is used here. Afterwards the ledger
    and every signature are verified.
    """
    open_record()
    from stepdown.clinic.chart.queries import altered_entries
    from stepdown.clinic.ledger.queries import event_count, ledger_faults
    from stepdown.commands.copies.restoring import restore_copy
    from stepdown.commands.progress import steps

    with steps("Restoring") as note:
        restore_copy(file, note=note)
        note("verifying the ledger")
        faults = ledger_faults() + altered_entries()
    for sentence in faults:
        click.echo(sentence)
    if faults:
        ctx.exit(1)
    click.echo(f"The clinic is back: every row is equal, and {event_count()} events verify.")
