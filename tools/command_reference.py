"""Writes docs/reference/commands.md from the help that each command gives of itself."""

from collections.abc import Iterator
from pathlib import Path

import click

from stepdown.commands.program import program

FILE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "commands.md"
HEAD = """# Commands

Written from the commands' own help by `make fix`; change the help, not this page.
"""


def commands(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[click.Context]:
    """The command and all below it, as contexts that know their full names."""
    context = command.make_context(
        name, [], parent=parent, resilient_parsing=True, terminal_width=88
    )
    yield context
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None, f"{below} is listed but not there"
            yield from commands(found, below, context)


def reference() -> str:
    sections = [
        f"\n## {context.command_path}\n\n```\n{context.get_help()}\n```\n"
        for context in commands(program, "stepdown")
    ]
    return HEAD + "".join(sections)


if __name__ == "__main__":
    FILE.write_text(reference())
