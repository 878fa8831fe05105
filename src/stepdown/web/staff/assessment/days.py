"""A calendar of days: drinks and drugs on each, and what the days were that stay empty.

Most days are alike, so one answer fills all of them. Which days are asked is typed, too: a page
that was drawn with others is never signed, it is drawn again with everything typed on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from stepdown.web.staff.assessment.answers import Pick, TimedForm
from stepdown.web.ui.forms import Day

LENGTHS = ("30", "90")
UNKNOWN, CONTROLLED = "unknown", "controlled"
KINDS = [("", "Usual"), (UNKNOWN, "Not known"), (CONTROLLED, "Hospital, detox or jail")]
REST = [("nothing", "Nothing was used"), (UNKNOWN, "Not known")]
MOST_DRINKS = 200
LONGEST_AGO = timedelta(days=366)


def day_words(on: date) -> str:
    """Tue, Nov 24."""
    return f"{on:%a}, {on:%b} {on.day}"


def _sunday(on: date) -> date:
    return on - timedelta(days=on.isoweekday() % 7)


class Drinks(forms.FloatField):
    """How many drinks on one day; its errors name the day."""

    def __init__(self, on: date) -> None:
        super().__init__(label="Drinks", required=False)
        self.on = on

    def clean(self, value: Any) -> float | None:
        try:
            drinks: float | None = super().clean(value)
        except ValidationError:
            drinks = -1
        if drinks is not None and not 0 <= drinks <= MOST_DRINKS:
            told = f"{day_words(self.on)}: type the drinks as a number, 0 to {MOST_DRINKS}"
            raise ValidationError(told)
        return int(drinks) if drinks is not None and drinks.is_integer() else drinks


@dataclass(frozen=True)
class DayCell:
    """One day of the calendar with its three fields."""

    title: str
    drinks: forms.BoundField
    drugs: forms.BoundField
    kind: forms.BoundField


class DaysForm(TimedForm):
    """The days up to `until`; yesterday and 30 days where nothing else was typed."""

    fields_template = "staff/assessment/days_fields.html"
    until = Day(label="Last day", required=False)
    length = Pick("How many days", [(n, f"{n} days") for n in LENGTHS], missing="Choose 30 or 90")
    rest = Pick("The days left empty", REST, missing="", required=False)

    def __init__(self, data: Any = None, *, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = today
        self.initial = {"until": today - timedelta(days=1), "length": LENGTHS[0], **self.initial}
        self.days = self._days()
        for on in self.days:
            self.fields[f"drinks_{on}"] = Drinks(on)
            self.fields[f"drugs_{on}"] = forms.BooleanField(label="Drugs", required=False)
            self.fields[f"kind_{on}"] = forms.ChoiceField(
                label="Kind of day", choices=KINDS, required=False
            )

    def _days(self) -> tuple[date, ...]:
        """The days to draw: those that were asked for, where that can be read."""
        try:
            last = self.fields["until"].clean(self["until"].value())
        except ValidationError:
            last = None
        last = last or self.today - timedelta(days=1)
        length = 90 if str(self["length"].value()) == LENGTHS[1] else 30
        return tuple(last - timedelta(days=n) for n in reversed(range(length)))

    @property
    def weeks(self) -> Iterator[tuple[str, list[DayCell]]]:
        """Newest first, as people remember; the days of each in their order."""
        found = groupby(self.days, _sunday)
        weeks = [[*days] for _, days in found]
        for days in reversed(weeks):
            ends = dict.fromkeys(map(day_words, (days[0], days[-1])))
            yield " to ".join(ends), [*map(self._cell, days)]

    def _cell(self, on: date) -> DayCell:
        return DayCell(day_words(on), self[f"drinks_{on}"], self[f"drugs_{on}"], self[f"kind_{on}"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not self._is_as_drawn():
            first, last = day_words(self.days[0]), day_words(self.days[-1])
            self.add_error(None, f"These are the days from {first} to {last}. Fill them in.")
        elif not self.errors:
            self._refuse_impossible(cleaned)
        if self.errors:
            self.status = 422
        return cleaned

    def _is_as_drawn(self) -> bool:
        drawn = {name for name in self.data if name.startswith("drinks_")}
        return self.data.get("act") != "show" and drawn == {f"drinks_{on}" for on in self.days}

    def _refuse_impossible(self, cleaned: dict[str, Any]) -> None:
        if not cleaned["rest"] and any(map(self._is_empty, self.days)):
            self.add_error("rest", "Choose what the days left empty were")
        last, taken_on = self.days[-1], cleaned["taken_on"] or self.today
        if not taken_on - LONGEST_AGO <= last <= min(taken_on, self.today):
            told = (
                "The last day must lie in the year before it was taken, not after. Choose another."
            )
            self.add_error("until", told)
        for on in self.days:
            self._refuse_contradiction(on)

    def _refuse_contradiction(self, on: date) -> None:
        drinks, drugs, kind = self._typed(on)
        if kind == UNKNOWN and (drugs or drinks is not None):
            told = "it is marked not known and something is filled in. Keep one of the two."
            self.add_error(f"kind_{on}", f"{day_words(on)}: {told}")
        elif drugs and self._is_empty(on) and self.cleaned_data.get("rest") == UNKNOWN:
            self.add_error(f"drinks_{on}", f"{day_words(on)}: fill in the drinks too, 0 for none")

    def _typed(self, on: date) -> tuple[float | None, bool, str]:
        typed = self.cleaned_data
        return typed[f"drinks_{on}"], typed[f"drugs_{on}"], typed[f"kind_{on}"]

    def _is_empty(self, on: date) -> bool:
        drinks, _, kind = self._typed(on)
        return drinks is None and not kind

    def answers(self) -> list[dict[str, Any]]:
        return [{"on": on.isoformat(), **self._told(on)} for on in self.days]

    def _told(self, on: date) -> dict[str, Any]:
        drinks, drugs, kind = self._typed(on)
        if kind == UNKNOWN or (self._is_empty(on) and self.cleaned_data["rest"] == UNKNOWN):
            return {UNKNOWN: True}
        told: dict[str, Any] = {} if drinks is None and kind else {"drinks": drinks or 0}
        flags = {"drugs": drugs, CONTROLLED: kind == CONTROLLED}
        return told | {name: True for name, is_so in flags.items() if is_so}

    def given(self) -> dict[str, int]:
        """No answer of a calendar asks for the safety step."""
        return {}

    def context(self) -> dict[str, object]:
        return {}


def days_again(body: dict[str, Any]) -> dict[str, Any]:
    """A signed calendar as its form shows it."""
    days = body["answers"]["days"]
    again: dict[str, Any] = {"until": date.fromisoformat(days[-1]["on"]), "length": str(len(days))}
    for one in days:
        kinds = [kind for kind in (UNKNOWN, CONTROLLED) if one.get(kind)]
        again[f"drinks_{one['on']}"] = one.get("drinks", "")
        again[f"drugs_{one['on']}"] = one.get("drugs", False)
        again[f"kind_{one['on']}"] = "".join(kinds)
    return again
