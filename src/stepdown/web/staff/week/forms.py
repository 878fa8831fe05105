"""What the week page reads: the Monday, and the sessions that were shown."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from stepdown.clinic.timetable.proposing import MOST_PLANS
from stepdown.clinic.timetable.times import monday_from
from stepdown.web.ui.forms import Day, Line, PageForm, Paragraphs

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


TOOK = {f"took{option}": option for option in range(1, MOST_PLANS + 1)}
NAMES_WEEKS = {"book": "series_ids", "propose": "series_ids", "propose_all": "plans"}
ACTS = (*NAMES_WEEKS, "back", "other", *TOOK)


class Plans(Line):
    """Several weeks, with semicolons."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=1600, widget=forms.HiddenInput, **kwargs)

    def clean(self, value: Any) -> Any:
        one = SessionIds(required=False)
        return [one.clean(part) for part in super().clean(value).split(";") if part]


class AcceptForm(PageForm):
    """Its buttons: the week is booked, it or all of them are offered, what was offered is taken
    back, or the person answered on the phone or in the room."""

    act = forms.ChoiceField(choices=[(one, one) for one in ACTS])
    wish = Paragraphs(label="What would suit them better?", most=500, rows=2, required=False)
    plans = Plans(required=False)
    starts_on = Day(widget=forms.HiddenInput, required=False)
    series_ids = SessionIds(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        names = NAMES_WEEKS.get(cleaned.get("act", ""))
        named = names is None or (cleaned.get("starts_on") and cleaned.get(names))
        if not named and not self.errors:
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
