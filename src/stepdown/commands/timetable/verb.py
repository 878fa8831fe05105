"""`stepdown timetable`; each command below it is loaded when it is called."""

from importlib import import_module

import click

COMMANDS = ("explain", "repair")


class Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"stepdown.commands.timetable.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(cls=Commands)
def timetable() -> None:
    """Weeks of whole clinics, in JSON files (plain or .gz)."""
