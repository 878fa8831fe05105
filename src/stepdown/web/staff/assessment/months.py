"""Remission of one disorder: months without any criterion except craving, and what stands beside.

The two answers beside are named with the result and never counted against it.
"""

from typing import Any

from django import forms

from stepdown.web.staff.assessment.answers import Answer, Pick, TimedForm
from stepdown.web.staff.assessment.forms import SUBSTANCES

MOST_MONTHS = 1200
BESIDE = ("controlled_environment", "maintenance_therapy")
SAID = {True: "yes", False: "no", None: "unknown"}


class MonthsForm(TimedForm):
    """Substance, months and both answers; not known is kept as such."""

    fields_template = "staff/assessment/months_fields.html"
    substance = Pick("Substance", SUBSTANCES, missing="Choose the substance this is about")
    months = forms.IntegerField(
        label="Full months without any criterion except craving",
        min_value=0,
        max_value=MOST_MONTHS,
        help_text="From 3 months early remission, from 12 sustained.",
    )
    controlled_environment = Answer("Lives where the substance cannot be had")
    maintenance_therapy = Answer("Takes medicine for this disorder as prescribed")

    def answers(self) -> int:
        months: int = self.cleaned_data["months"]
        return months

    def given(self) -> dict[str, int]:
        """No answer here asks for the safety step."""
        return {}

    def context(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in ("substance", *BESIDE)}


def months_again(body: dict[str, Any]) -> dict[str, Any]:
    """A signed remission as its form shows it."""
    beside = {name: SAID[body[name]] for name in BESIDE}
    return {"substance": body["substance"], "months": body["answers"]["months"], **beside}
