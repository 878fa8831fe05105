"""The form of what a program is made of: its services, and what each step asks for."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from django import forms

from stepdown.clinic.people.roles import Permission, Role, roles_with
from stepdown.clinic.timetable.choices import Service
from stepdown.rules.taper import (
    Phase,
    ProgramShape,
    ServiceRule,
    counts_toward_hours,
    track_content,
    usual_titles,
)
from stepdown.web.staff.setup.forms import MOST_MINUTES, ChoosingForm, chosen
from stepdown.web.staff.setup.track_forms import TrackFields, as_initial
from stepdown.web.ui.forms import Line

EXAMPLES = " or ".join(list(usual_titles())[1:4:2])
LEADING = [
    (role.value, role.label) for role in Role if role in roles_with(Permission.LEAD_SESSIONS)
]


class StartForm(ChoosingForm):
    site = chosen("Site")
    name = Line(label="Name of the program", most=60, help_text="People see it in their week.")


def _number(label: str, initial: int, *, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, initial=initial, min_value=least, max_value=most)


@dataclass(frozen=True)
class ServicePart:
    """`is_open`: something typed in it was refused."""

    label: str
    fields: tuple[forms.BoundField, ...]
    roles: forms.BoundField
    credentials: forms.BoundField
    by_video: forms.BoundField

    @property
    def is_open(self) -> bool:
        return any(one.errors for one in (*self.fields, self.roles, self.credentials))


@dataclass(frozen=True)
class StepPart:
    """`whether`: it is taken out, or where the new one goes; `is_open` as above."""

    title: str
    fields: tuple[forms.BoundField, ...]
    rows: tuple[tuple[str, tuple[forms.BoundField, ...]], ...]
    whether: forms.BoundField

    @property
    def is_open(self) -> bool:
        cells = (one for _, row in self.rows for one in row)
        return any(one.errors for one in (*self.fields, *cells, self.whether))


class ProgramPartsForm(TrackFields):
    has_course = forms.BooleanField(
        label="Its classes follow the course of lessons",
        required=False,
        help_text="24 lessons in 12 weeks. Without it each class has its own topic.",
    )

    kinds = forms.MultipleChoiceField(
        label="Kinds of session",
        choices=Service.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="A new kind begins as it usually is; each step then says how often.",
    )

    def __init__(self, shape: ProgramShape, data: Any = None) -> None:
        kinds = [one.service for one in shape.services]
        starting = {"has_course": shape.has_course, "kinds": kinds, **as_initial(shape.track)}
        super().__init__(data, initial=starting)
        self.shape = shape
        for one in shape.services:
            self._add_service(one)
        for phase in shape.steps.phases:
            self._add_step(phase, f"{phase.number}")
            self.fields[f"gone_{phase.number}"] = forms.BooleanField(
                label="Take this step out", required=False
            )
        last = shape.steps.phases[-1]
        self._add_step(replace(last, name=f"Step {last.number + 1}"), NEW)
        self.fields["new_after"] = forms.ChoiceField(
            label="One more step",
            choices=[
                ("", "None"),
                ("0", "Before step 1"),
                *((f"{one.number}", f"After step {one.number}") for one in shape.steps.phases),
            ],
            required=False,
        )

    def _add_service(self, one: ServiceRule) -> None:
        key = one.service
        self.fields[f"seats_{key}"] = _number("People at most", one.seats, least=1, most=500)
        self.fields[f"per_leader_{key}"] = _number(
            "People for one leader", one.per_leader, least=1, most=500
        )
        self.fields[f"roles_{key}"] = forms.MultipleChoiceField(
            label="Led by",
            choices=LEADING,
            initial=one.roles,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="Whoever leads sessions, where nothing is chosen.",
        )
        self.fields[f"credentials_{key}"] = Line(
            label="With one of these credentials",
            most=120,
            required=False,
            initial=", ".join(one.credentials),
            help_text=f"With commas between, for example {EXAMPLES}. Empty: the role is enough.",
        )
        self.fields[f"by_video_{key}"] = forms.BooleanField(
            label="People may ask to join by video", initial=one.by_video, required=False
        )

    def _add_step(self, phase: Phase, step: str) -> None:
        asked = {kind.service: kind for kind in phase.sessions}
        self.fields[f"name_{step}"] = Line(label="Name", most=40, initial=phase.name)
        self.fields[f"weeks_{step}"] = _number("Weeks", phase.weeks, least=1, most=104)
        self.fields[f"days_{step}"] = _number("Days a week, at least", phase.days, least=1, most=7)
        for rule in self.shape.services:
            held, end, label = asked.get(rule.service), f"{step}_{rule.service}", _label(rule)
            minutes = held.minutes if held else rule.minutes
            pause = held.break_minutes if held else rule.break_minutes
            times = held.per_week if held else 0
            self.fields[f"times_{end}"] = _number(f"{label}: times a week", times, least=0, most=14)
            self.fields[f"minutes_{end}"] = _number(
                f"{label}: minutes without the break", minutes, least=1, most=MOST_MINUTES
            )
            self.fields[f"break_{end}"] = _number(
                f"{label}: break in minutes", pause, least=0, most=120
            )

    def service_parts(self) -> Iterator[ServicePart]:
        for one in self.shape.services:
            key = one.service
            fields = (self[f"seats_{key}"], self[f"per_leader_{key}"])
            more = (self[f"{name}_{key}"] for name in ("roles", "credentials", "by_video"))
            yield ServicePart(_label(one), fields, *more)

    def step_parts(self) -> Iterator[StepPart]:
        for phase in self.shape.steps.phases:
            step = f"{phase.number}"
            yield self._step_part(step, f"Step {step}, {phase.name}", self[f"gone_{step}"])

    def new_step(self) -> StepPart:
        return self._step_part(NEW, "One more step", self["new_after"])

    def _step_part(self, step: str, title: str, whether: forms.BoundField) -> StepPart:
        rows = tuple(
            (_label(one), tuple(self[f"{name}_{step}_{one.service}"] for name in ASKED))
            for one in self.shape.services
        )
        fields = (self[f"name_{step}"], self[f"weeks_{step}"], self[f"days_{step}"])
        return StepPart(title, fields, rows, whether)

    def content(self) -> dict[str, Any]:
        """As the operation takes it."""
        data = self.cleaned_data
        return {
            "steps": list(self._steps()),
            "services": [self._service(one) for one in self.shape.with_kinds(self._kinds())],
            "has_course": data["has_course"],
            "track": track_content(self.track()),
        }

    def _steps(self) -> Iterator[dict[str, Any]]:
        """Those that stay, with the new one in its place."""
        data = self.cleaned_data
        for phase in (None, *self.shape.steps.phases):
            number = phase.number if phase else 0
            if phase and not data[f"gone_{number}"]:
                yield self._step(f"{number}", is_transition=phase.is_transition)
            if data["new_after"] == f"{number}":
                yield self._step(NEW, is_transition=False)

    def _kinds(self) -> list[str]:
        """Those that there are in their order, then the new ones."""
        chosen, held = self.cleaned_data["kinds"], [one.service for one in self.shape.services]
        kept = [one for one in held if one in chosen]
        return [*kept, *(one for one in chosen if one not in held)]

    def _service(self, one: ServiceRule) -> dict[str, Any]:
        key, data = one.service, self.cleaned_data
        if self.shape.rule(key) is None:
            return asdict(one) | {"roles": list(one.roles), "credentials": []}
        plain = ("seats", "per_leader", "by_video", "roles")
        changed = {name: data[f"{name}_{key}"] for name in plain}
        titles = [one.strip() for one in data[f"credentials_{key}"].split(",") if one.strip()]
        return asdict(one) | changed | {"credentials": titles}

    def _step(self, step: str, *, is_transition: bool) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "name": data[f"name_{step}"],
            "weeks": data[f"weeks_{step}"],
            "days": data[f"days_{step}"],
            "is_transition": is_transition,
            "sessions": [
                {
                    "service": one.service,
                    "minutes": data[f"minutes_{step}_{one.service}"],
                    "per_week": data[f"times_{step}_{one.service}"],
                    "break_minutes": data[f"break_{step}_{one.service}"],
                }
                for one in self.shape.services
                if data[f"times_{step}_{one.service}"]
            ],
        }


ASKED, NEW = ("times", "minutes", "break"), "new"


def _label(one: ServiceRule) -> str:
    label = str(Service(one.service).label)
    return label if counts_toward_hours(one.service) else f"{label}, counts no hours"
