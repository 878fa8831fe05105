"""`stepdown fhir`: records in FHIR R4 that come with a person."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepdown.commands.program import Refused
from stepdown.commands.record import open_clinic

if TYPE_CHECKING:
    from stepdown.clinic.chart.arrivals import ArrivedRecord
    from stepdown.clinic.chart.receiving import Received
    from stepdown.clinic.intake.queries import OpenSite
    from stepdown.clinic.people.access import OpenedPatient


@click.group()
def fhir() -> None:
    """Records in FHIR R4 that come with a person."""


@fhir.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--person", metavar="CODE", help="The person's code, as in the address of the chart.")
@click.option("--site", metavar="NAME", help="The site's name; without it, the first one.")
@click.option("--source", metavar="TEXT", default="", help="Where the record comes from.")
def import_record(file: Path, person: str | None, site: str | None, source: str) -> None:
    """Read FILE, a FHIR R4 bundle about one person, into a chart.

    Without --person it makes a new person whom staff confirm later; people are never joined by
    name. The same file again changes nothing.
    """
    open_clinic()
    raw = file.read_bytes()
    arrived = _read(raw)
    received = _receive(raw, arrived, person, site, source or "A record received by file")
    _say(arrived, received)


def _read(raw: bytes) -> "ArrivedRecord":
    from stepdown.fhir.reader import UnableToReadRecord, read_bundle

    try:
        return read_bundle(raw)
    except UnableToReadRecord as error:
        raise Refused(f"{error} Nothing was saved.") from error


def _receive(
    raw: bytes, arrived: "ArrivedRecord", code: str | None, site_name: str | None, source: str
) -> "Received":
    from django.utils import timezone

    from stepdown.clinic.chart.receiving import receive_record
    from stepdown.clinic.people.actors import THE_PROGRAM

    site, patient = _find(code, site_name)
    return receive_record(
        actor=THE_PROGRAM,
        site=site,
        patient=patient,
        arrived=arrived,
        raw=raw,
        source=source,
        now=timezone.now(),
    )


def _find(code: str | None, site_name: str | None) -> "tuple[OpenSite, OpenedPatient | None]":
    from stepdown.clinic.chart.received import person_with_code

    patient = person_with_code(code) if code else None
    if code and patient is None:
        raise Refused(f"There is no person with the code {code}. Look at the address of the chart.")
    if patient is not None and site_name is None:
        return patient.site, patient
    return _site(site_name), patient


def _site(name: str | None) -> "OpenSite":
    from stepdown.clinic.chart.received import every_site

    sites = every_site()
    names = ", ".join(site.name for site in sites)
    if not sites:
        raise Refused('There is no site yet. Start a clinic with "stepdown init".')
    found = [site for site in sites if name is None or site.name.casefold() == name.casefold()]
    if not found:
        raise Refused(f"There is no site called {name}. There are: {names}.")
    return found[0]


def _say(arrived: "ArrivedRecord", received: "Received") -> None:
    if not received.is_new:
        click.echo(f"Nothing new: this file is in the record of {received.patient.code} already.")
        return
    click.echo(f"Understood {len(arrived.items)} of {arrived.resource_count} entries:")
    for kind, count in Counter(item.kind.value for item in arrived.items).most_common():
        click.echo(f"  {count:4}  {kind.replace('_', ' ')}")
    if arrived.not_understood:
        click.echo("Not taken into the chart (the original is kept):")
    for lost in arrived.not_understood:
        click.echo(f"  {lost.count:4}  {lost.resource_type}: {lost.reason}")
    click.echo(f"{received.new_facts} new facts, not checked yet, are in the record of")
    click.echo(f"person {received.patient.code} at {received.patient.site.name}.")
    _warn(arrived, received)


def _warn(arrived: "ArrivedRecord", received: "Received") -> None:
    from django.utils import timezone

    from stepdown.clinic.chart.received import arrived_person_fits_ages

    if not received.patient.is_confirmed:
        click.echo("This person is not confirmed: check who they are before care begins.")
    if arrived.person.is_deceased:
        click.echo("The record says that this person has died. Check this before anything else.")
    site = received.patient.site
    if not arrived_person_fits_ages(site, arrived.person, timezone.now().date()):
        click.echo("This person is outside the ages this site cares for: help them find another.")
