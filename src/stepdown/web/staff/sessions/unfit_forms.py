"""The forms of a safety step and of an incident. Nothing is chosen for anybody."""

from datetime import datetime
from typing import Any

from django import forms

from stepdown.clinic.intake.times import instant_of
from stepdown.clinic.sessions.operations import Report, UnfitStep
from stepdown.clinic.sessions.unfit import Choice, unfit_questions
from stepdown.clinic.treatment.figures import VITALS
from stepdown.web.staff.assessment.answers import Pick, VitalNumber
from stepdown.web.ui.forms import (
    Day,
    Line,
    PageForm,
    Paragraphs,
    TimeOfDay,
    drop_optional_marks,
)

MEASURED = (
    "systolic_mm_hg",
    "diastolic_mm_hg",
    "pulse_per_minute",
    "oxygen_percent",
    "breath_alcohol_percent",
)


def _offered(choices: dict[str, Choice]) -> list[tuple[str, str]]:
    return [(one.key, one.words) for one in choices.values()]


class UnfitForm(PageForm):
    """What is seen, what was measured, what happens now, who stays, and the ride."""

    seen = forms.MultipleChoiceField(
        label="What you see",
        choices=_offered(unfit_questions().seen),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what you see"},
    )
    systolic_mm_hg = VitalNumber(VITALS["systolic_mm_hg"])
    diastolic_mm_hg = VitalNumber(VITALS["diastolic_mm_hg"])
    pulse_per_minute = VitalNumber(VITALS["pulse_per_minute"])
    oxygen_percent = VitalNumber(VITALS["oxygen_percent"])
    breath_alcohol_percent = VitalNumber(VITALS["breath_alcohol_percent"])
    not_taken = Line(label="Not taken, because", most=200, required=False)
    decision = Pick(
        "What happens now",
        _offered(unfit_questions().decisions),
        missing="Choose what happens now",
    )
    stays_with = Line(
        label="Who stays with them", error_messages={"required": "Write who stays with them"}
    )
    ride = Pick("How they leave", _offered(unfit_questions().rides), missing="Choose the ride")
    ride_words = Line(label="Who fetches them, and when", most=200, required=False)
    words = Paragraphs(label="In your words", rows=3, most=2000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drop_optional_marks(self, *MEASURED, "not_taken")

    def step(self) -> UnfitStep:
        typed = self.cleaned_data
        return UnfitStep(
            seen=tuple(typed["seen"]),
            vitals={key: typed[key] for key in MEASURED if typed[key] is not None},
            **{
                key: typed[key]
                for key in ("not_taken", "decision", "stays_with", "ride", "ride_words", "words")
            },
        )


class IncidentForm(PageForm):
    """What happened, who was told, and what is owed."""

    on = Day(label="Day")
    at = TimeOfDay(label="Time")
    words = Paragraphs(label="What happened", rows=5)
    told = Line(label="Who was told, and when", most=500)
    follow_up = Line(label="What is owed now", most=500)
    owed_by = forms.TypedChoiceField(label="Who does it", coerce=int)
    due_on = Day(label="Until")

    def __init__(self, colleagues: list[tuple[int, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["owed_by"].choices = [("", "Choose"), *colleagues]  # type: ignore[attr-defined] # a choice field

    def report(self, zone: str) -> Report:
        typed = dict(self.cleaned_data)
        happened_at: datetime = instant_of(typed.pop("on"), typed.pop("at"), zone)
        return Report(happened_at=happened_at, **typed)


class DoneForm(PageForm):
    words = Line(label="What was done", most=500)
