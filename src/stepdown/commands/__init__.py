"""`stepdown`: one program, one verb a file."""

from stepdown.commands.program import main

__all__ = ["main"]
