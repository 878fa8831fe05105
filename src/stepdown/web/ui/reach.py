"""When a person may be called: the part of a form that they and staff fill in, and its words."""

from itertools import pairwise
from typing import Any

from django import forms

from stepdown.clinic.intake.words import clock
from stepdown.clinic.people.reaching import CallTimes
from stepdown.web.ui.forms import PageForm, TimeOfDay, drop_optional_marks
from stepdown.web.ui.hours import DAYS

YES_NO = [("yes", "Yes"), ("no", "No")]
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class CallTimesForm(PageForm):
    """Nothing is ticked or written: any day, any time. `cleaned_data` holds `times`."""

    days = forms.MultipleChoiceField(
        label="Days", choices=DAYS, widget=forms.CheckboxSelectMultiple, required=False
    )
    starts = TimeOfDay(label="From", required=False)
    ends = TimeOfDay(label="Until", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drop_optional_marks(self, "days", "starts", "ends")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            chosen = {name: cleaned.pop(name) for name in ("days", "starts", "ends")}
            chosen["days"] = tuple(int(day) for day in chosen["days"]) or CallTimes().days
            cleaned["times"] = CallTimes(**chosen)
        return cleaned


def chosen_times(times: CallTimes) -> dict[str, Any]:
    """As the form shows them."""
    days = () if times.days == CallTimes().days else times.days
    return {"days": [str(day) for day in days], "starts": times.starts, "ends": times.ends}


def times_words(times: CallTimes) -> str:
    """Monday to Friday, 5:00 pm to 8:00 pm; empty where any time is fine."""
    said = [] if times.days == CallTimes().days else [_days(times.days)]
    if times.starts and times.ends:
        said.append(f"{clock(times.starts)} to {clock(times.ends)}")
    return ", ".join(said)


def _days(days: tuple[int, ...]) -> str:
    if len(days) > 2 and all(later - one == 1 for one, later in pairwise(days)):
        return f"{NAMES[days[0]]} to {NAMES[days[-1]]}"
    *first, last = (NAMES[day] for day in days)
    return f"{', '.join(first)} and {last}" if first else last
