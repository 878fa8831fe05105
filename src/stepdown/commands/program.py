"""The command line. A verb is loaded when it is called, so that the program starts quickly."""

import os
from importlib import import_module
from typing import Any

import click
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

VERBS = {
    "advice": "advice",
    "audit": "audit",
    "backup": "backup",
    "check": "check",
    "demo": "demo.verb",
    "fhir": "fhir",
    "init": "init",
    "manage": "manage",
    "restore": "restore",
    "score": "score",
    "serve": "serve",
    "timetable": "timetable",
    "user": "user",
    "wording": "wording",
    "worker": "worker",
}


class Refused(click.ClickException):
    """An anticipated failure: one sentence, exit status 2."""

    exit_code = 2


class Verbs(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = import_module(f"stepdown.commands.{VERBS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            if _is_anticipated(error):
                raise Refused(str(error)) from error
            raise


def _is_anticipated(error: Exception) -> bool:
    if not apps.ready:
        return isinstance(error, ImproperlyConfigured)
    from stepdown.clinic.ledger.operations import Unable

    return isinstance(error, Unable | ImproperlyConfigured)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
def program() -> None:
    """Stepdown runs an intensive outpatient program on your own machine.

    Start with "stepdown demo" to look around, or "stepdown init" for a real clinic.
    """


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepdown.config.settings")
    program(prog_name="stepdown")
