"""By what anybody can tell that the person is ready: for the next step, and to finish."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.content import Criterion, Toward
from stepdown.clinic.plans.operations import save_criteria
from stepdown.clinic.plans.queries import Plan, plan_in_work
from stepdown.web.staff.plans.frame import plans_page, there
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import Line, PageForm, saved, version_of

ROWS = (1, 2, 3)


@dataclass(frozen=True)
class Row:
    """Fields of one criterion. `is_open`: shown at once, not folded."""

    words: forms.BoundField
    measure: forms.BoundField
    step: forms.BoundField
    is_open: bool


@dataclass(frozen=True)
class Group:
    title: str
    rows: tuple[Row, ...]


class CriteriaForm(PageForm):
    """Up to three criteria of each kind; an empty row is none."""

    def __init__(self, data: Any, *, plan: Plan) -> None:
        super().__init__(data)
        self.steps = dict(_steps(plan))
        choices = [
            ("", "The whole plan"),
            *((key, words) for key, (*_, words) in self.steps.items()),
        ]
        for toward in Toward:
            kept = [one for one in plan.criteria if one.toward == toward]
            for row in ROWS:
                self._add(f"{toward.value}_{row}", choices)
            for row, one in enumerate(kept, start=1):
                self._fill(f"{toward.value}_{row}", one)

    def _add(self, name: str, choices: list[tuple[str, str]]) -> None:
        words = Line(label="What shows that it is time", most=200, required=False)
        self.fields[f"words_{name}"] = words
        measure = Line(label="How anybody can tell", most=200, required=False)
        self.fields[f"measure_{name}"] = measure
        self.fields[f"step_{name}"] = forms.ChoiceField(
            label="Belongs to", choices=choices, required=False
        )

    def _fill(self, name: str, one: Criterion) -> None:
        keys = {(goal, step): key for key, (goal, step, _) in self.steps.items()}
        self.initial[f"words_{name}"] = one.words
        self.initial[f"measure_{name}"] = one.measure
        self.initial[f"step_{name}"] = keys.get((one.goal, one.step), "")

    def groups(self) -> list[Group]:
        return [
            Group(toward.label, tuple(self._row(f"{toward.value}_{row}", row) for row in ROWS))
            for toward in Toward
        ]

    def _row(self, name: str, row: int) -> Row:
        words, measure = self[f"words_{name}"], self[f"measure_{name}"]
        is_begun = bool(words.value() or measure.value())
        return Row(words, measure, self[f"step_{name}"], row == 1 or is_begun)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in (f"{toward.value}_{row}" for toward in Toward for row in ROWS):
            words, measure = cleaned.get(f"words_{name}"), cleaned.get(f"measure_{name}")
            if words and measure == "":
                self.add_error(f"measure_{name}", "Write how anybody can tell")
            if measure and words == "":
                self.add_error(f"words_{name}", "Write what shows that it is time")
        if self.errors:
            self.status = 422
        return cleaned

    def criteria(self) -> Iterator[Criterion]:
        for toward in Toward:
            for row in ROWS:
                name, typed = f"{toward.value}_{row}", self.cleaned_data
                if typed[f"words_{name}"]:
                    goal, step, _ = self.steps.get(typed[f"step_{name}"], (None, "", ""))
                    words, measure = typed[f"words_{name}"], typed[f"measure_{name}"]
                    yield Criterion(toward, words, measure, goal, step)


def _steps(plan: Plan) -> Iterator[tuple[str, tuple[int | None, str, str]]]:
    """Each step of a goal that goes on, by a key for the form."""
    for goal in plan.going_on:
        for place, one in enumerate(goal.content.objectives, start=1):
            shown = f"Goal {goal.number}: {one.words}"
            yield f"{goal.number}.{place}", (goal.number, one.words, shown)


@patient_page(Permission.PLAN_CARE)
def criteria(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    plan = there(plan_in_work(patient))
    form = CriteriaForm(request.POST or None, plan=plan)
    if request.method == "POST" and saved(
        form,
        lambda: save_criteria(
            actor=actor_of(request),
            patient=patient,
            criteria=form.criteria(),
            expected_version=version_of(request.POST),
            now=timezone.now(),
        ),
    ):
        return redirect("plan", code=patient.code)
    context = {"form": form, "version": plan.version}
    return plans_page(request, patient, "criteria", context, status=form.status)
