"""What the pages of a build read."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms

from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.times import monday_from
from stepdown.web.ui.forms import PageForm

WEEKS_AHEAD = 8


class BuildForm(PageForm):
    site = forms.TypedChoiceField(label="Site", coerce=int)
    starts_on = forms.TypedChoiceField(label="Week from", coerce=date.fromisoformat)
    may_open = forms.BooleanField(
        label="Propose new sessions, too",
        required=False,
        help_text="Where a leader and a room are free and enough people would get a week by it.",
    )

    def __init__(self, actor: Actor, today: date, data: Any = None) -> None:
        super().__init__(data)
        sites = [(one.pk, one.name) for one in sites_of(actor, Permission.BUILD_WEEKS)]
        mondays = [monday_from(today) + timedelta(weeks=week) for week in range(WEEKS_AHEAD)]
        self._choose("site", sites)
        days = [(one.isoformat(), f"{one:%A, %B} {one.day}") for one in mondays]
        self._choose("starts_on", days)
        if len(sites) == 1:
            self.fields["site"].widget = forms.HiddenInput()
            self.fields["site"].initial = sites[0][0]

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class PublishForm(PageForm):
    """`weeks`: whose week is sent; everybody's at first, and one may be left out."""

    weeks = forms.TypedMultipleChoiceField(label="Send to", coerce=int, required=False)

    def __init__(self, week_ids: Iterable[int], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["weeks"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one, str(one)) for one in week_ids]

    def is_chosen(self, week_id: int) -> bool:
        return not self.is_bound or str(week_id) in self.data.getlist("weeks")  # type: ignore[attr-defined] # a QueryDict
