"""The patient is in the address, never in the session."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

from tests.architecture.house import SOURCE, files_named, name_of, tree_of

# what a session may hold, by the name of its key's constant, and what for
ALLOWED_KEYS = {
    "LAST_SEEN": "when the session was last used, for the idle lock",
    "HELD": "which forms a code opened here; the form is in the address",
    "SHOWN": "a new code on its way to the page that shows it once",
}


def session_keys(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, key as written) of each use of a session's content."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and _is_session(node.value):
            yield node.lineno, ast.unparse(node.slice)
        elif _is_call_on_session(node):
            yield node.lineno, ast.unparse(node.args[0] if node.args else node.func)


def _is_call_on_session(node: ast.AST) -> TypeGuard[ast.Call]:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and _is_session(node.func.value)
        and node.func.attr not in {"flush", "save", "cycle_key"}
    )


def _is_session(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "session"


def faults(path: Path) -> list[str]:
    return [
        f"{name_of(path)}:{line}: {key}"
        for line, key in session_keys(tree_of(path))
        if key not in ALLOWED_KEYS
    ]


def test_a_session_holds_nothing_but_what_is_listed() -> None:
    assert [fault for path in files_named(".py", under=SOURCE) for fault in faults(path)] == []


@pytest.mark.parametrize(
    "line",
    [
        "request.session['patient'] = code",
        "self.request.session.get('code')",
        "request.session.update({'person': 1})",
        "request.session.setdefault(KEY, 1)",
    ],
)
def test_a_planted_use_is_found(line: str) -> None:
    assert [key for _, key in session_keys(ast.parse(line)) if key not in ALLOWED_KEYS]
