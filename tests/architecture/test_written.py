"""A statement that is written once is made of its arguments and of nothing that changes."""

import ast
from collections.abc import Iterator

from tests.architecture.house import SOURCE, files_named, name_of, tree_of

CHANGING = {"now", "today", "in_force", "all", "first", "get", "count", "exists", "list"}


def written_ones() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in files_named(".py", under=SOURCE):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef) and "written_once" in map(
                _name, node.decorator_list
            ):
                yield f"{name_of(path)}: {node.name}", node


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def test_they_ask_neither_the_clock_nor_a_policy_nor_the_database() -> None:
    found = [
        (where, _name(call.func))
        for where, node in written_ones()
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and _name(call.func) in CHANGING
    ]
    assert found == []


def test_they_weigh_no_value() -> None:
    """Only what is given by name may decide how a statement reads."""
    found = []
    for where, node in written_ones():
        values = {one.arg for one in node.args.args}
        tests = (one.test for one in ast.walk(node) if isinstance(one, ast.If | ast.IfExp))
        named = {each.id for one in tests for each in ast.walk(one) if isinstance(each, ast.Name)}
        found += [(where, name) for name in named & values]
    assert found == []


def test_there_are_some() -> None:
    assert len(list(written_ones())) > 20
