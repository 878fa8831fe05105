"""The forms of a plan: a goal with its steps and services, and a review."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from stepdown.clinic.plans.content import MONTH, WEEK, GoalContent, Intervention, Objective
from stepdown.clinic.plans.library import GoalIdea
from stepdown.clinic.plans.queries import MET, NOT_YET, Plan, Standing
from stepdown.clinic.treatment.queries import Member
from stepdown.clinic.treatment.services import Service
from stepdown.web.staff.assessment.answers import Pick
from stepdown.web.ui.forms import Day, Line, PageForm, Paragraphs, drop_optional_marks

ROWS = (1, 2, 3)
PERIODS = ((WEEK, "Week"), (MONTH, "Month"))
STEP = ("step", "measure", "by")
HELP = ("service", "times", "every", "who", "weeks")


@dataclass(frozen=True)
class Row:
    """Fields of one step or service. `is_open`: shown at once, not folded."""

    fields: dict[str, forms.BoundField]
    is_open: bool


class GoalForm(PageForm):
    """One goal. Up to three steps and three services; the first of each is needed."""

    problem = Line(label="What gets in the way", most=200)
    words = Paragraphs(label="The goal, in the person's own words", rows=2, most=300)

    def __init__(
        self,
        data: Any,
        *,
        team: Iterable[Member],
        before: GoalContent | None,
        agreed: bool,
        idea: GoalIdea | None,
    ) -> None:
        super().__init__(data)
        self.team = {str(one.account_id): one.name for one in team}
        gone = {str(one.account_id): one.name for one in before.interventions} if before else {}
        for number in ROWS:
            self._add_step(number, is_needed=number == 1)
            self._add_help(number, {**gone, **self.team}, is_needed=number == 1)
        if idea:
            self.fields["take"] = forms.MultipleChoiceField(
                label="Suggestions of this clinic",
                choices=_suggested(idea),
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        if agreed:
            self.fields["standing"] = Pick(
                "How it stands", Standing.choices, missing="Choose how it stands"
            )
        if before:
            self.initial.update(_again(before))

    def _add_step(self, number: int, *, is_needed: bool) -> None:
        self.fields[f"step_{number}"] = Line(label="Step", most=200, required=is_needed)
        self.fields[f"measure_{number}"] = Line(label="Measured by", most=200, required=is_needed)
        self.fields[f"by_{number}"] = Day(label="Until", required=is_needed)

    def _add_help(self, number: int, team: dict[str, str], *, is_needed: bool) -> None:
        self.fields[f"service_{number}"] = forms.ChoiceField(
            label="What helps", choices=[("", "Choose"), *Service.choices], required=is_needed
        )
        self.fields[f"times_{number}"] = forms.IntegerField(
            label="How often", min_value=1, max_value=14, required=is_needed
        )
        self.fields[f"every_{number}"] = forms.ChoiceField(label="Every", choices=PERIODS)
        self.fields[f"who_{number}"] = forms.ChoiceField(
            label="Who answers for it", choices=[("", "Choose"), *team.items()], required=is_needed
        )
        self.fields[f"weeks_{number}"] = forms.IntegerField(
            label="For how many weeks", min_value=1, max_value=52, required=False
        )
        self.fields[f"every_{number}"].required = False

    @property
    def steps(self) -> list[Row]:
        return [self._row(STEP, number) for number in ROWS]

    @property
    def helps(self) -> list[Row]:
        return [self._row(HELP, number) for number in ROWS]

    def _row(self, names: tuple[str, ...], number: int) -> Row:
        fields = {name: self[f"{name}_{number}"] for name in names}
        first = fields[names[0]]
        return Row(fields, number == 1 or bool(first.value() or self._has_errors(fields)))

    def _has_errors(self, fields: dict[str, forms.BoundField]) -> bool:
        return self.is_bound and any(bound.errors for bound in fields.values())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for number in ROWS[1:]:
            self._refuse_half(cleaned, STEP, number, "Fill in the whole step, or leave it empty")
            self._refuse_half(cleaned, HELP, number, "Fill in the whole row, or leave it empty")
        return cleaned

    def _refuse_half(
        self, cleaned: dict[str, Any], names: tuple[str, ...], number: int, sentence: str
    ) -> None:
        typed = {name: cleaned.get(f"{name}_{number}") for name in names if name != "every"}
        is_begun = any(typed.values())
        for name, value in typed.items():
            if is_begun and not value and name != "weeks" and f"{name}_{number}" not in self.errors:
                self.add_error(f"{name}_{number}", sentence)
        if self.errors:
            self.status = 422

    def content(self) -> GoalContent:
        typed = self.cleaned_data
        return GoalContent(
            problem=typed["problem"],
            words=typed["words"].strip(),
            objectives=tuple(self._objective(n) for n in ROWS if typed[f"step_{n}"]),
            interventions=tuple(self._intervention(n) for n in ROWS if typed[f"service_{n}"]),
        )

    def _objective(self, number: int) -> Objective:
        return Objective(*(self.cleaned_data[f"{name}_{number}"] for name in STEP))

    def _intervention(self, number: int) -> Intervention:
        typed = {name: self.cleaned_data[f"{name}_{number}"] for name in HELP}
        names = dict(self.fields[f"who_{number}"].choices)  # type: ignore[attr-defined] # a choice field
        return Intervention(
            service=Service(typed["service"]),
            times=typed["times"],
            every=typed["every"] or WEEK,
            account_id=int(typed["who"]),
            name=str(names[typed["who"]]),
            weeks=typed["weeks"],
        )


def _suggested(idea: GoalIdea) -> list[tuple[str, str]]:
    steps = [
        (f"step_{number}", f"{words}. Measured by: {measure}")
        for number, (words, measure) in enumerate(idea.steps, start=1)
    ]
    return [*steps, ("help", f"What helps: {idea.help}")] if idea.help else steps


def hide_optional_marks(form: GoalForm) -> None:
    """The folded rows say themselves that nobody has to fill them in."""
    names = [f"{name}_{number}" for name in (*STEP, *HELP[:-1]) for number in ROWS]
    drop_optional_marks(form, *names)


def _again(content: GoalContent) -> dict[str, Any]:
    """A goal as it was written, filled in again."""
    found: dict[str, Any] = {"problem": content.problem, "words": content.words}
    for number, one in enumerate(content.objectives, start=1):
        found |= {
            f"step_{number}": one.words,
            f"measure_{number}": one.measure,
            f"by_{number}": one.by_on,
        }
    for number, help_ in enumerate(content.interventions, start=1):
        found |= {
            f"service_{number}": help_.service.value,
            f"times_{number}": help_.times,
            f"every_{number}": help_.every,
            f"who_{number}": str(help_.account_id),
            f"weeks_{number}": help_.weeks,
        }
    return found


class ReviewForm(PageForm):
    """How it goes, and each criterion of the plan: asked one by one, none chosen beforehand."""

    words = Paragraphs(label="How it goes with the goals", rows=3, most=1000)

    def __init__(self, data: Any, *, plan: Plan) -> None:
        super().__init__(data)
        self.names = [f"met_{number}" for number in range(1, len(plan.criteria) + 1)]
        for name, one in zip(self.names, plan.criteria, strict=True):
            label = f"{one.toward.label}: {one.words} ({one.measure})"
            self.fields[name] = Pick(
                label, [("yes", MET), ("no", NOT_YET)], missing=f"Met or not yet: {one.words}"
            )

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[name] for name in self.names]

    def met(self) -> list[bool]:
        return [self.cleaned_data[name] == "yes" for name in self.names]


class SignForm(PageForm):
    """`seen`: the digest of what the page showed."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class LibraryForm(PageForm):
    problem = Line(label="What gets in the way", most=200)
    example = Line(label="How somebody might say the goal", most=200)
    objective = Line(label="A first step", most=200)
    measure = Line(label="Measured by", most=200)
    objective_2 = Line(label="Another step", most=200, required=False)
    measure_2 = Line(label="The other step is measured by", most=200, required=False)
    service = forms.ChoiceField(
        label="What helps", choices=[("", "Nothing suggested"), *Service.choices], required=False
    )
    times = forms.IntegerField(label="How often", min_value=1, max_value=14, required=False)
    every = forms.ChoiceField(label="Every", choices=[("", "Choose"), *PERIODS], required=False)
    is_used = forms.BooleanField(label="Offered now", required=False)
