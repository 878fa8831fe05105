"""What the house is made of: its files, its text, its code."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
SOURCE = HOUSE / "src" / "stepdown"


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or may become part of the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=HOUSE, capture_output=True, check=True, text=True)
    found = sorted({HOUSE / name for name in listed.stdout.split("\0") if name})
    return tuple(path for path in found if path.is_file())


def files_named(*endings: str, under: Path = HOUSE) -> list[Path]:
    return [path for path in files() if path.suffix in endings and path.is_relative_to(under)]


def text_of(path: Path) -> str | None:
    """The text of a file; None for pictures and the like."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def name_of(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def phrases_in(path: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of each literal in a Python file that a person may read.

    Those are the ones with a space or a capital letter; the others are keys and codes.
    Docstrings are included: they become documents.
    """
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
            if " " in text.strip() or text[:1].isupper():
                yield node.lineno, text
