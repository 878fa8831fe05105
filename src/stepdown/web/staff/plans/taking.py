"""Suggestions of the library that somebody chose, put into a goal as it is being typed."""

from typing import Any

from django.http import QueryDict

from stepdown.clinic.plans.library import GoalIdea
from stepdown.web.staff.plans.forms import ROWS


def taken_over(idea: GoalIdea, posted: QueryDict) -> dict[str, Any]:
    """What was typed so far, and each ticked suggestion in the first row that is empty. Where no
    row is, it is left out: nothing typed is written over."""
    typed: dict[str, Any] = posted.dict()
    ticked = posted.getlist("take")
    typed.pop("take", None)
    for number, (words, measure) in enumerate(idea.steps, start=1):
        if f"step_{number}" in ticked:
            _put(typed, "step", {"step": words, "measure": measure})
    if "help" in ticked and idea.help:
        wanted = {"service": idea.service, "times": idea.times, "every": idea.every}
        _put(typed, "service", wanted)
    return typed


def _put(typed: dict[str, Any], first: str, wanted: dict[str, Any]) -> None:
    row = next((row for row in ROWS if not typed.get(f"{first}_{row}")), None)
    if row is not None:
        typed.update({f"{name}_{row}": value for name, value in wanted.items()})
