"""The forms of admission: team and start, contact, the week's commitments, hold and end."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django import forms

from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.checklist import Route
from stepdown.clinic.treatment.queries import (
    CommitmentKind,
    CommitmentRow,
    EndReason,
    Member,
    tapers,
)
from stepdown.web.staff.assessment.answers import Pick, drop_optional_marks
from stepdown.web.ui.forms import Day, Line, PageForm, TimeOfDay

DAYS = [(str(n), name) for n, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))]
EMPTY_ROWS = 3
MOST_ROWS = 20


class AdmitForm(PageForm):
    """The team of four, the plan of steps and the first day."""

    taper_key = forms.ChoiceField(
        label="Plan of steps",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a plan of steps"},
    )
    starts_on = Day(label="First day")
    route = Pick("The way here", Route.choices, missing="Choose the way here")
    starting_phase = forms.IntegerField(
        label="Begins at step", min_value=1, max_value=9, initial=1, required=False
    )
    phase_reason = Line(
        label="Why at a later step",
        most=300,
        required=False,
        help_text="Only after a residential stay or earlier care",
    )

    def __init__(self, choices: Mapping[Role, list[Member]], data: Any = None) -> None:
        super().__init__(data)
        for role, members in choices.items():
            options = [("", "Choose"), *((str(m.account_id), named(m)) for m in members)]
            self.fields[role.value] = forms.ChoiceField(
                label=role.label,
                choices=options,
                error_messages={"required": f"Choose the {role.label.lower()}"},
                initial=suggested(members),
            )
        plans = [(key, _plan_words(key)) for key in tapers()]
        self.fields["taper_key"].choices = plans  # type: ignore[attr-defined] # a choice field
        self.order_fields([*(role.value for role in choices), "starts_on", "route", "taper_key"])
        drop_optional_marks(self, "starting_phase")
        self.roles = tuple(choices)

    @property
    def member_fields(self) -> list[forms.BoundField]:
        return [self[role.value] for role in self.roles]

    def team(self) -> dict[Role, int]:
        return {role: int(self.cleaned_data[role.value]) for role in self.roles}


def suggested(members: list[Member]) -> str:
    """The one with the fewest people; where several are equal, the person chooses."""
    is_clear = len(members) == 1 or (len(members) > 1 and members[0].people < members[1].people)
    return str(members[0].account_id) if is_clear else ""


def named(member: Member) -> str:
    title = f"{member.name}, {member.title}" if member.title else member.name
    people = f"{member.people} {'person' if member.people == 1 else 'people'}"
    return f"{title}, {people} now"


def _plan_words(key: str) -> str:
    """For instance "3 days, 9 hours a week, then 6, 4, 1.5"."""
    phases = tapers()[key].phases
    hours = [f"{phase.weekly_minutes / 60:g}" for phase in phases]
    return f"{phases[0].days} days, {hours[0]} hours a week, then {', '.join(hours[1:])}"


class ContactForm(PageForm):
    name = Line(label="Name")
    relation = Line(label="Who they are to the person", most=60)
    phone = Line(label="Phone", most=30)


class BlockForm(PageForm):
    """One row of the week: what it is, on which days, from when to when."""

    kind = forms.ChoiceField(
        label="What", choices=[("", "Empty row"), *CommitmentKind.choices], required=False
    )
    days = forms.MultipleChoiceField(
        label="On", choices=DAYS, widget=forms.CheckboxSelectMultiple, required=False
    )
    starts = TimeOfDay(label="From", required=False)
    ends = TimeOfDay(label="To", required=False)

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
        return cleaned

    def rows(self) -> list[CommitmentRow]:
        """A row whose kind was emptied is removed from the week."""
        data = self.cleaned_data
        if not data["kind"]:
            return []
        kind = CommitmentKind(data["kind"])
        return [CommitmentRow(kind, int(d), data["starts"], data["ends"]) for d in data["days"]]


class HoursForm(PageForm):
    """The whole week in rows, and the way to the clinic."""

    travel_minutes = forms.IntegerField(
        label="Travel to the clinic, one way", required=False, min_value=0, max_value=300
    )

    def __init__(self, data: Any = None, *, blocks: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        count = self._sent_rows(data) if data else len(blocks) + EMPTY_ROWS
        starting = [*blocks, *([{}] * count)][:count]
        self.blocks = [
            BlockForm(data, prefix=f"b{n}", initial=block or None)
            for n, block in enumerate(starting, start=1)
        ]

    @staticmethod
    def _sent_rows(data: Any) -> int:
        sent = [n for n in range(1, MOST_ROWS + 1) if f"b{n}-kind" in data]
        return max(sent, default=EMPTY_ROWS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        wrong = [block for block in self.blocks if not block.is_valid()]
        if wrong:
            self.add_error(None, "A row of the week needs another look.")
            self.status = 422
        return cleaned

    def rows(self) -> list[CommitmentRow]:
        return [row for block in self.blocks for row in block.rows()]


def blocks_of(rows: list[CommitmentRow]) -> list[dict[str, Any]]:
    """Rows at the same time on several days as one block, earliest first."""

    def block(row: CommitmentRow) -> tuple[Any, ...]:
        return (row.starts, row.ends, row.kind)

    return [
        {"kind": kind, "days": [str(row.weekday) for row in same], "starts": starts, "ends": ends}
        for (starts, ends, kind), same in groupby(sorted(rows, key=block), key=block)
    ]


class ReasonForm(PageForm):
    """Hold, or coming back from it."""

    reason = Line(label="Why", most=200, help_text="Goes in the record")


class EndForm(PageForm):
    end_reason = forms.ChoiceField(
        label="How it ends",
        choices=EndReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it ends"},
    )
    reason = Line(label="In a line", most=300, help_text="Goes in the record")


def first_day(today: date) -> date:
    """What is offered as the first day: the next Monday."""
    return date.fromordinal(today.toordinal() + (7 - today.weekday()))
