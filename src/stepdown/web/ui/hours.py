"""What a person's own week holds: the form that staff and the person fill in, and its words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.timetable.wishing import set_week_needs, wish_of
from stepdown.clinic.treatment.queries import (
    CommitmentKind,
    CommitmentRow,
    Firmness,
    commitments_of,
)
from stepdown.web.ui.access import actor_of
from stepdown.web.ui.forms import (
    Day,
    Line,
    PageForm,
    TimeOfDay,
    drop_optional_marks,
    saved,
    version_of,
)
from stepdown.web.ui.groups import YES_NO, GroupFields, known_wish

DAYS = [(str(n), name) for n, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))]
MOST_ROWS = 20


class Dates(Line):
    """Some dates in one line, with commas between them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=400, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return ", ".join(f"{day:%m/%d/%Y}" for day in value)
        return value

    def clean(self, value: Any) -> Any:
        words = [word.strip() for word in super().clean(value).split(",") if word.strip()]
        try:
            return [Day().clean(word) for word in words]
        except ValidationError as error:
            raise ValidationError("Write dates like 12/24/2026, with commas between.") from error


class BlockForm(PageForm):
    """One row of the week: what it is, on which days, from when to when, how firm, how long."""

    kind = forms.ChoiceField(
        label="What", choices=[("", "Empty row"), *CommitmentKind.choices], required=False
    )
    days = forms.MultipleChoiceField(
        label="On", choices=DAYS, widget=forms.CheckboxSelectMultiple, required=False
    )
    starts = TimeOfDay(label="From", required=False)
    ends = TimeOfDay(label="To", required=False)
    firmness = forms.ChoiceField(
        label="Sessions at this time",
        choices=Firmness.choices,
        widget=forms.RadioSelect,
        required=False,
        initial=Firmness.NEVER.value,
    )
    until_on = Day(label="Last day", required=False, help_text="Leave empty if it goes on")
    not_on = Dates(
        label="Not on these dates", required=False, help_text="Like 12/24/2026, 12/31/2026"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drop_optional_marks(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") and not self.errors:
            for name, sentence in (
                ("days", "Choose the days of this row"),
                ("starts", "Enter when it starts"),
                ("ends", "Enter when it ends"),
            ):
                if not cleaned.get(name):
                    self.add_error(name, sentence)
            self._check_dates(cleaned)
        return cleaned

    def _check_dates(self, cleaned: Mapping[str, Any]) -> None:
        for day in cleaned["not_on"]:
            if str(day.weekday()) not in cleaned.get("days", ()):
                self.add_error("not_on", f"{day:%m/%d/%Y} is a {day:%A}, not a day of this row")

    def rows(self) -> list[CommitmentRow]:
        """A row whose kind was emptied is removed from the week."""
        data = self.cleaned_data
        return [self._row(int(weekday)) for weekday in data["days"]] if data["kind"] else []

    def _row(self, weekday: int) -> CommitmentRow:
        data = self.cleaned_data
        return CommitmentRow(
            CommitmentKind(data["kind"]),
            weekday,
            data["starts"],
            data["ends"],
            Firmness(data["firmness"] or Firmness.NEVER),
            data["until_on"],
            tuple(sorted({day for day in data["not_on"] if day.weekday() == weekday})),
        )


class HoursForm(GroupFields):
    """The whole week in rows, the way to the clinic, and what is asked of groups."""

    empty_rows = 3
    travel_minutes = forms.IntegerField(
        label="Travel to the clinic, one way", required=False, min_value=0, max_value=300
    )
    video_is_possible = forms.ChoiceField(
        label="Sessions by video are possible",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, data: Any = None, *, blocks: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        count = self._sent_rows(data) if data else len(blocks) + self.empty_rows
        starting = [*blocks, *([{}] * count)][:count]
        self.blocks = [
            BlockForm(data, prefix=f"b{n}", initial=block or None)
            for n, block in enumerate(starting, start=1)
        ]

    def _sent_rows(self, data: Any) -> int:
        sent = [n for n in range(1, MOST_ROWS + 1) if f"b{n}-kind" in data]
        return max(sent, default=self.empty_rows)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        wrong = [block for block in self.blocks if not block.is_valid()]
        if wrong:
            self.add_error(None, "A row of the week needs another look.")
            self.status = 422
        return cleaned

    def rows(self) -> list[CommitmentRow]:
        return [row for block in self.blocks for row in block.rows()]

    @property
    def video(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["video_is_possible"])


def hours_form(
    request: HttpRequest, patient: OpenedPatient, kind: type[HoursForm] = HoursForm
) -> HoursForm:
    """The form as `kind` words it, with what is written down now."""
    today = local_now(patient.site, timezone.now()).date()
    known = {
        "travel_minutes": patient.travel_minutes,
        "video_is_possible": YES_NO[patient.video_is_possible],
        **known_wish(wish_of(patient)),
    }
    blocks = blocks_of(commitments_of(patient, on=today))
    return kind(request.POST or None, blocks=blocks, initial=known)


def hours_saved(request: HttpRequest, patient: OpenedPatient, form: HoursForm) -> bool:
    """Whether a week was sent, and it is written down now."""
    return request.method == "POST" and saved(
        form,
        lambda: set_week_needs(
            actor=actor_of(request),
            patient=patient,
            rows=form.rows(),
            travel_minutes=form.cleaned_data["travel_minutes"],
            video_is_possible=form.video,
            wish=form.wish(),
            expected_version=version_of(request.POST),
            now=timezone.now(),
        ),
    )


def _alike(row: CommitmentRow) -> tuple[Any, ...]:
    return (row.starts, row.ends, row.kind, row.firmness, row.until_on or date.max)


def alike(rows: Iterable[CommitmentRow]) -> list[list[CommitmentRow]]:
    """Rows that differ in their days alone stand together, earliest first."""
    return [list(same) for _, same in groupby(sorted(rows, key=_alike), key=_alike)]


def blocks_of(rows: list[CommitmentRow]) -> list[dict[str, Any]]:
    return [_block(same) for same in alike(rows)]


def _block(same: Sequence[CommitmentRow]) -> dict[str, Any]:
    one = same[0]
    return {
        "kind": one.kind,
        "days": [str(row.weekday) for row in same],
        "starts": one.starts,
        "ends": one.ends,
        "firmness": one.firmness.value,
        "until_on": one.until_on,
        "not_on": _days_off(same),
    }


def _days_off(same: Sequence[CommitmentRow]) -> list[date]:
    return sorted({day for row in same for day in row.not_on})


def limits(same: Sequence[CommitmentRow]) -> str:
    """For rows that are alike: ", rather not, until Dec 18, 2026, not on Nov 26, 2026"."""
    words = "" if same[0].is_firm else ", rather not"
    if same[0].until_on:
        words += f", until {_day(same[0].until_on)}"
    days_off = [_day(day) for day in _days_off(same)]
    return f"{words}, not on {' and '.join(days_off)}" if days_off else words


def _day(on: date) -> str:
    return f"{on:%b} {on.day}, {on.year}"
