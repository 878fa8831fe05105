"""Form fields shared by the pages of an assessment. Nothing is chosen for anybody."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from stepdown.clinic.treatment.figures import Vital
from stepdown.web.ui.forms import Day, PageForm, TimeOfDay

_MEANINGS = {"yes": True, "no": False, "unknown": None}


class Answer(forms.TypedChoiceField):
    """Yes, no, or not known; cleans to True, False or None. One of them must be chosen."""

    def __init__(self, label: str, *, unknown: str = "Not known", **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": f"Choose an answer: {label}"})
        super().__init__(
            label=label,
            choices=[("yes", "Yes"), ("no", "No"), ("unknown", unknown)],
            coerce=_MEANINGS.__getitem__,
            empty_value=None,
            widget=forms.RadioSelect,
            **kwargs,
        )


class Pick(forms.ChoiceField):
    """One of a few, none chosen beforehand."""

    def __init__(self, label: str, choices: Any, *, missing: str, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            choices=choices,
            widget=forms.RadioSelect,
            error_messages={"required": missing},
            **kwargs,
        )


def fahrenheit(celsius: float) -> float:
    return round(celsius * 1.8 + 32, 1)


class VitalNumber(forms.FloatField):
    """A vital sign, typed in its own unit, or in degrees Fahrenheit where `in_fahrenheit`."""

    def __init__(self, vital: Vital, *, in_fahrenheit: bool = False, **kwargs: Any) -> None:
        super().__init__(label=vital.label, required=False, **kwargs)
        self.widget.attrs["step"] = "any" if vital.decimals else "1"
        ends = (vital.lowest, vital.highest)
        self.lowest, self.highest = map(fahrenheit, ends) if in_fahrenheit else ends

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not self.lowest <= value <= self.highest:
            raise ValidationError(
                f"{self.label} is between {self.lowest:g} and {self.highest:g}."
                " Take it again, or correct the number."
            )


class WholeNumber(forms.IntegerField):
    """A number that is typed, from the first to the last that is allowed."""

    def __init__(self, allowed: Sequence[int], **kwargs: Any) -> None:
        super().__init__(min_value=allowed[0], max_value=allowed[-1], **kwargs)
        self.help_text = f"{allowed[0]} to {allowed[-1]}"


class TimedForm(PageForm):
    """A form that says when a finding was taken; empty means now."""

    taken_on = Day(label="Day", required=False)
    taken_at = TimeOfDay(label="Time", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if bool(cleaned.get("taken_on")) != bool(cleaned.get("taken_at")) and not self.errors:
            self.add_error("taken_at", "Enter both the day and the time, or leave both empty.")
            self.status = 422
        return cleaned

    def moment(self, zone: str, now: datetime) -> datetime:
        """When it was taken, from the wall clock of the site."""
        day, at = self.cleaned_data["taken_on"], self.cleaned_data["taken_at"]
        return datetime.combine(day, at, ZoneInfo(zone)) if day and at else now


def last_moment(day: Any, at: time | None, zone: str, now: datetime) -> datetime | None:
    """A last use. Without its time it counts as late as that day allows: the cautious reading."""
    if day is None:
        return None
    moment = datetime.combine(day, at or time(23, 59), ZoneInfo(zone))
    return (
        min(moment, now) if at is None and day <= now.astimezone(ZoneInfo(zone)).date() else moment
    )
