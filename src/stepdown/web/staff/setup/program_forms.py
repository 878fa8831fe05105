"""The form of what a program is made of: its services, and what each step asks for."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
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
)
from stepdown.web.staff.setup.forms import MOST_MINUTES, ChoosingForm, chosen
from stepdown.web.staff.setup.track_forms import TrackFields, as_initial
from stepdown.web.ui.forms import Line

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
    label: str
    fields: tuple[forms.BoundField, ...]
    roles: forms.BoundField
    by_video: forms.BoundField


@dataclass(frozen=True)
class StepPart:
    title: str
    fields: tuple[forms.BoundField, ...]
    rows: tuple[tuple[str, tuple[forms.BoundField, ...]], ...]


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
            self._add_step(phase)

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
        self.fields[f"by_video_{key}"] = forms.BooleanField(
            label="People may ask to join by video", initial=one.by_video, required=False
        )

    def _add_step(self, phase: Phase) -> None:
        step, asked = f"{phase.number}", {kind.service: kind for kind in phase.sessions}
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
            yield ServicePart(_label(one), fields, self[f"roles_{key}"], self[f"by_video_{key}"])

    def step_parts(self) -> Iterator[StepPart]:
        for phase in self.shape.steps.phases:
            step = f"{phase.number}"
            rows = tuple(
                (_label(one), tuple(self[f"{name}_{step}_{one.service}"] for name in ASKED))
                for one in self.shape.services
            )
            fields = (self[f"weeks_{step}"], self[f"days_{step}"])
            yield StepPart(f"Step {step}, {phase.name}", fields, rows)

    def content(self) -> dict[str, Any]:
        """As the operation takes it."""
        data = self.cleaned_data
        return {
            "steps": [self._step(phase) for phase in self.shape.steps.phases],
            "services": [self._service(one) for one in self.shape.with_kinds(self._kinds())],
            "has_course": data["has_course"],
            "track": track_content(self.track()),
        }

    def _kinds(self) -> list[str]:
        """Those that there are in their order, then the new ones."""
        chosen, held = self.cleaned_data["kinds"], [one.service for one in self.shape.services]
        return [
            *(one for one in held if one in chosen),
            *(one for one in chosen if one not in held),
        ]

    def _service(self, one: ServiceRule) -> dict[str, Any]:
        key, data = one.service, self.cleaned_data
        if self.shape.rule(key) is None:
            return asdict(one) | {"roles": list(one.roles)}
        changed = {name: data[f"{name}_{key}"] for name in ("seats", "per_leader", "by_video")}
        return asdict(one) | changed | {"roles": data[f"roles_{key}"]}

    def _step(self, phase: Phase) -> dict[str, Any]:
        data, step = self.cleaned_data, f"{phase.number}"
        return {
            "name": phase.name,
            "weeks": data[f"weeks_{step}"],
            "days": data[f"days_{step}"],
            "is_transition": phase.is_transition,
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


ASKED = ("times", "minutes", "break")


def _label(one: ServiceRule) -> str:
    label = str(Service(one.service).label)
    return label if counts_toward_hours(one.service) else f"{label}, counts no hours"
