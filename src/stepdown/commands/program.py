"""The command line: starts Django only for the verbs that need the record."""

import os

import click

from stepdown.commands.manage import manage


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def program() -> None:
    """Stepdown runs an intensive outpatient program on your own machine."""


for command in (manage,):
    program.add_command(command)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepdown.config.settings")
    program()
