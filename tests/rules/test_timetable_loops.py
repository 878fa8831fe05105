"""Compiled loops work where what was compiled cannot be kept."""

from typing import Any

from stepdown.rules.timetable.bound.loops import compiled


def test_a_loop_without_a_place_to_keep_it_is_made_anew() -> None:
    made: dict[str, Any] = {}
    exec("def double(number): return 2 * number", made)  # of no file: there is nothing beside it
    assert compiled(made["double"])(21) == 42
