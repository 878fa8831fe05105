"""`stepdown wording`: the official words of instruments, installed from a file."""

from pathlib import Path

import click

from stepdown.commands.program import Refused
from stepdown.commands.record import open_clinic


@click.group()
def wording() -> None:
    """The official words of instruments, which a clinic installs from its own files."""


@wording.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--instrument", metavar="KEY", default="", help="Where the file does not say it.")
@click.option("--source", metavar="TEXT", default="", help="Where the file comes from.")
@click.option("--license", metavar="TEXT", default="", help="By which right you may use it.")
def import_wording(file: Path, instrument: str, source: str, license: str) -> None:
    """Put FILE in use: a FHIR R4 Questionnaire (JSON), or a table (CSV).

    Number and order of questions and the values of answers must be those of our definition;
    otherwise nothing is installed and the difference is said.
    """
    open_clinic()
    from django.utils import timezone

    from stepdown.clinic.measures.operations import install_wording
    from stepdown.clinic.people.actors import THE_PROGRAM
    from stepdown.fhir.wording import read_pack
    from stepdown.rules.instruments.wording import UnableToUseWording

    raw = file.read_bytes()
    try:
        pack = read_pack(raw)
    except UnableToUseWording as error:
        raise Refused(f"{error} Nothing was installed.") from error
    installed = install_wording(
        actor=THE_PROGRAM,
        pack=pack,
        raw=raw,
        source=source or pack.source or file.name,
        license=license,
        instrument_key=instrument,
        now=timezone.now(),
    )
    click.echo(
        f"The wording of {installed.instrument_key} is in use: {len(installed.items)} items."
    )
    click.echo(f"Source: {installed.source}")
    click.echo(f"SHA-256: {installed.digest}")
    click.echo(f"License: {installed.license}")
