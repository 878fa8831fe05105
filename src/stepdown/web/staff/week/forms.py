"""What the week page reads: the Monday, and the sessions that were shown."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from stepdown.clinic.timetable.times import monday_from
from stepdown.web.ui.forms import Day, Line, PageForm

WEEKS_AHEAD = 8


class SessionIds(Line):
    """Numbers of the sessions on the page, with commas; a person never types them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=400, widget=forms.HiddenInput, **kwargs)

    def clean(self, value: Any) -> Any:
        words = [word for word in super().clean(value).split(",") if word]
        if not all(word.isascii() and word.isdigit() and len(word) < 10 for word in words):
            raise ValidationError("This page is out of date. Find a week again.")
        return [int(word) for word in words]


class AcceptForm(PageForm):
    """Three buttons: the week is booked, it is sent to the person, or what was sent is taken
    back."""

    act = forms.ChoiceField(choices=[(one, one) for one in ("book", "propose", "back")])
    starts_on = Day(widget=forms.HiddenInput, required=False)
    series_ids = SessionIds(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        named = cleaned.get("starts_on") and cleaned.get("series_ids")
        if cleaned.get("act") in ("book", "propose") and not named and not self.errors:
            self.status = 422
            raise ValidationError("This page is out of date. Find a week again.")
        return cleaned


class MondayForm(PageForm):
    """Chooses a Monday from `first` on; `chosen` is always one, whatever was asked for."""

    starts = forms.ChoiceField(label="Week from")

    def __init__(self, asked: str, *, first: date) -> None:
        self.chosen = max(monday_from(_day(asked) or first), first)
        ahead = {first + timedelta(weeks=week) for week in range(WEEKS_AHEAD)} | {self.chosen}
        super().__init__(initial={"starts": self.chosen.isoformat()})
        field = self.fields["starts"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(day.isoformat(), f"{day:%A, %B} {day.day}") for day in sorted(ahead)]


def _day(text: str) -> date | None:
    """The date that an address names; None where it names none."""
    try:
        day: date | None = Day(required=False).clean(text)
    except ValidationError:
        return None
    return day
