"""Forms of the chart: details that can be corrected, and how a person may be reached."""

from datetime import date
from typing import Any

from django import forms

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.texting import How
from stepdown.web.ui.forms import Day, Line, PageForm
from stepdown.web.ui.reach import CallTimesForm

YES_NO = [("yes", "Yes"), ("no", "No")]
SEXES = [("female", "Female"), ("male", "Male"), ("other", "Other"), ("unknown", "Not known")]


def yes_or_no(label: str, *, refusal: str, **kwargs: Any) -> forms.TypedChoiceField:
    """A question that has to be answered: nothing is chosen beforehand."""
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": refusal},
        **kwargs,
    )


class DetailsForm(PageForm):
    """What is written of a person; `initial` comes from `details_of`."""

    given_name = Line(
        label="First name", most=150, error_messages={"required": "Write a first name"}
    )
    family_name = Line(label="Family name", most=150, required=False)
    name_used = Line(label="Name they go by", most=150, required=False)
    birth_on = Day(label="Date of birth", required=False)
    sex = forms.ChoiceField(label="Sex", choices=SEXES, widget=forms.RadioSelect)
    phone = Line(label="Phone", most=60, required=False)
    email = forms.EmailField(label="E-mail", max_length=254, required=False)
    address = Line(label="Address", most=300, required=False)
    is_deceased = forms.BooleanField(label="This person has died", required=False)
    death_on = Day(label="Date of death", required=False, latest=date(2100, 1, 1))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        died_on, born_on = cleaned.get("death_on"), cleaned.get("birth_on")
        if died_on and not cleaned.get("is_deceased"):
            self.add_error("death_on", "Tick that the person has died, or take the date away")
        if died_on and born_on and died_on < born_on:
            self.add_error("death_on", "The date of death must not be before the date of birth")
        return cleaned


def details_of(patient: OpenedPatient) -> dict[str, Any]:
    return {name: getattr(patient, name) for name in DetailsForm.base_fields}


class ContactForm(CallTimesForm):
    """How and when the person may be reached, in their own words to us."""

    may_leave_message = yes_or_no(
        "May we leave a message?", refusal="Choose whether a message is OK"
    )
    email_is_ok = yes_or_no("Is e-mail OK?", refusal="Choose whether e-mail is OK")
    sender_name = Line(label="Sender they see", most=60, required=False)


class TextsForm(PageForm):
    """What they said about text messages. No number: none go."""

    number = Line(label="Phone for text messages", most=30, required=False)
    may_name_us = forms.BooleanField(label="A text may say who it is from", required=False)
    how = forms.ChoiceField(
        label="How did they say so?",
        choices=How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they said so"},
    )
