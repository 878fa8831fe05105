"""What is asked before two records become one, and before they are two again."""

from typing import Any

from django import forms

from stepdown.clinic.people.access import OpenedPatient
from stepdown.web.ui.forms import Line, PageForm


class JoinForm(PageForm):
    """Which record stays, and why these are one person."""

    stays = forms.ChoiceField(
        label="Which record stays?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which record stays"},
    )
    reason = Line(
        label="How do you know that this is one person?",
        most=300,
        error_messages={"required": "Write how you know"},
    )
    compared = forms.BooleanField(
        label="I compared both records with the person, or with a document",
        error_messages={"required": "Compare both records first, then tick this"},
    )

    def __init__(
        self, *args: Any, pair: tuple[OpenedPatient, OpenedPatient], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stays"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.code, f"The record of {each.full_name}") for each in pair]


class SeparateForm(PageForm):
    """Why these are two people after all."""

    reason = Line(
        label="Why are these two people?",
        most=300,
        error_messages={"required": "Write why these are two people"},
    )
