"""The decision on a step, and the period of a biller's list."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from stepdown.web.ui.forms import Day, PageForm, Paragraphs

LONGEST_PERIOD = timedelta(days=366)


class StepForm(PageForm):
    """Nothing is chosen beforehand; only the day has a proposal."""

    decision = forms.ChoiceField(label="Your decision", widget=forms.RadioSelect)
    effective_on = Day(
        label="From which Monday", help_text="If you stay with these hours: when to look again."
    )
    reason = Paragraphs(label="Why", most=1000, rows=3, help_text="Goes in the record.")
    level_change_acknowledged = forms.BooleanField(
        required=False, label="I sign this change of level"
    )

    def __init__(
        self,
        posted: Mapping[str, Any] | None = None,
        *,
        choices: Iterable[tuple[str, str]],
        proposed_on: date,
    ) -> None:
        super().__init__(posted, initial={"effective_on": proposed_on})
        decision = self.fields["decision"]
        assert isinstance(decision, forms.ChoiceField)
        decision.choices = list(choices)


class PeriodForm(PageForm):
    """Both days belong to the period."""

    first = Day(label="From")
    last = Day(label="Through")
    page = forms.IntegerField(
        required=False, min_value=1, max_value=10_000, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not timedelta(0) <= last - first <= LONGEST_PERIOD:
            raise ValidationError("The last day comes after the first, at most a year later.")
        return cleaned
