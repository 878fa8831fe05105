"""The forms of admission: team and start, contact, hold and end."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.programs import EnteredSteps
from stepdown.clinic.treatment.checklist import Route
from stepdown.clinic.treatment.queries import EndReason, Member
from stepdown.web.staff.assessment.answers import Pick
from stepdown.web.ui.forms import Day, Line, PageForm, drop_optional_marks


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

    def __init__(
        self,
        choices: Mapping[Role, list[Member]],
        steps: Mapping[str, EnteredSteps],
        data: Any = None,
    ) -> None:
        super().__init__(data)
        for role, members in choices.items():
            options = [("", "Choose"), *((str(m.account_id), named(m)) for m in members)]
            self.fields[role.value] = forms.ChoiceField(
                label=role.label,
                choices=options,
                error_messages={"required": f"Choose the {role.label.lower()}"},
                initial=suggested(members),
            )
        plans = [(key, _plan_words(one)) for key, one in steps.items()]
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
    """The one who fits best; where several are equal, the person chooses."""
    is_clear = len(members) == 1 or (len(members) > 1 and members[0].rank < members[1].rank)
    return str(members[0].account_id) if is_clear else ""


def named(member: Member) -> str:
    title = f"{member.name}, {member.title}" if member.title else member.name
    people = f"{member.people} {'person' if member.people == 1 else 'people'}"
    speaks = f", speaks {member.speaks}" if member.speaks else ""
    return f"{title}{speaks}, {people} now"


def _plan_words(one: EnteredSteps) -> str:
    """For instance "Evenings: 3 days, 9 hours a week, then 6, 4, 1.5"."""
    phases = one.steps.phases
    hours = [f"{phase.weekly_minutes / 60:g}" for phase in phases]
    days = "1 day" if phases[0].days == 1 else f"{phases[0].days} days"
    then = f", then {', '.join(hours[1:])}" if hours[1:] else ""
    return f"{one.program}: {days}, {hours[0]} hours a week{then}"


class ContactForm(PageForm):
    name = Line(label="Name")
    relation = Line(label="Who they are to the person", most=60)
    phone = Line(label="Phone", most=30)


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
