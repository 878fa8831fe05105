"""Every hard rule is caught alone, and no mutant of the checker passes for it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stepdown.rules.timetable import Rule, Violation, check, checker
from tests.rules.broken_weeks import BROKEN, KEPT

SOURCE = Path(checker.__file__).read_text()
OTHER = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


@pytest.mark.parametrize("name", BROKEN)
def test_exactly_the_rule_that_is_broken_is_reported(name: str) -> None:
    rule, week = BROKEN[name]
    assert {violation.rule for violation in check(*week())} == {rule}


@pytest.mark.parametrize("name", KEPT)
def test_a_week_that_only_just_keeps_the_rules_passes(name: str) -> None:
    assert check(*KEPT[name](), per_meeting=True) == ()


def test_there_is_a_week_for_every_rule() -> None:
    assert {rule for rule, _ in BROKEN.values()} == set(Rule) - {Rule.REPAIR}


@pytest.mark.parametrize("position", range(len(checker.RULES)))
def test_a_rule_that_is_left_out_is_missed(position: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = checker.RULES[:position] + checker.RULES[position + 1 :]
    monkeypatch.setattr(checker, "RULES", rules)
    assert any(check(*week()) == () for _, week in BROKEN.values())


def _comparisons(tree: ast.Module) -> Iterator[tuple[ast.Compare, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for position in range(len(node.ops)):
                yield node, position


def _mutants() -> list[Any]:
    found = []
    for number, (node, position) in enumerate(_comparisons(ast.parse(SOURCE))):
        name = f"line {node.lineno}: {ast.unparse(node)} [{position}]"
        found.append(pytest.param(number, id=name))
    return found


@pytest.mark.parametrize("number", _mutants())
def test_a_comparison_that_is_changed_is_noticed(number: int) -> None:
    tree = ast.parse(SOURCE)
    node, position = list(_comparisons(tree))[number]
    node.ops[position] = OTHER[type(node.ops[position])]()
    mutant: dict[str, Any] = {"__name__": "mutant"}
    exec(compile(ast.fix_missing_locations(tree), "mutant", "exec"), mutant)
    assert any(_differs(mutant["check"], week) for week in _weeks())


def _weeks() -> list[Any]:
    return [week for _, week in BROKEN.values()] + list(KEPT.values())


def _differs(mutant: Any, week: Any) -> bool:
    try:
        return _found(mutant(*week(), per_meeting=True)) != _found(check(*week(), per_meeting=True))
    except (TypeError, AssertionError, KeyError, IndexError):
        return True


def _found(violations: tuple[Violation, ...]) -> set[tuple[Rule, str | None, str | None]]:
    return {(v.rule, v.patient, v.staff) for v in violations}
