"""`stepdown backup FILE`."""

from pathlib import Path

import click

from stepdown.commands.program import Refused
from stepdown.commands.record import open_clinic


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the whole clinic into FILE: record, keys, attachments and the ledger's anchor.

    The clinic may stay open meanwhile. Whoever has the file can read everything in it, so keep
    it where you keep keys. "stepdown restore FILE" makes the same clinic again.
    """
    if not file.parent.is_dir():
        raise Refused(f"There is no folder {file.parent}.")
    open_clinic()
    from django.utils import timezone

    from stepdown.commands.copies.taking import take_copy
    from stepdown.commands.progress import steps

    try:
        with steps("Copying") as note:
            take_copy(file.resolve(), now=timezone.now(), note=note)
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from error
    click.echo(f"{file} holds the whole clinic ({file.stat().st_size / 1024**2:.1f} MB).")
