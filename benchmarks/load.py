"""Run as `python -m benchmarks.load PEOPLE`: fills a demo up to that many people."""

import django

django.setup()

import click  # noqa: E402 - after setup

from benchmarks.bulk import clone_people  # noqa: E402 - after setup
from stepdown.clinic.people.queries import installation  # noqa: E402 - after setup


@click.command()
@click.argument("people", type=click.IntRange(1))
def load(people: int) -> None:
    """Only a demo is filled."""
    marked = installation()
    if marked is None or not marked.is_demo:
        raise click.ClickException("This is not a demo, so nothing was touched.")
    click.echo(clone_people(until=people, note=click.echo))


if __name__ == "__main__":
    load()
