"""The form of the one-way line: about whom, what, and what we may do with it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from stepdown.clinic.intake.front_door import PublicSite
from stepdown.web.front.ask_forms import LEAST_DIGITS, NUMBER, offer_sites, yes_or_no
from stepdown.web.ui.forms import Line, PageForm, Paragraphs


class TellForm(PageForm):
    """Nothing in it is checked against anybody we know."""

    is_danger = yes_or_no(
        "Is someone in danger right now?", refusal="Choose if someone is in danger right now"
    )
    about_name = Line(
        label="Who is it about?",
        most=150,
        help_text="Their name, as well as you know it.",
        error_messages={"required": "Write who it is about"},
    )
    about_more = Line(
        label="Their birth date or town",
        most=120,
        required=False,
        help_text="It helps us not to mix people up.",
    )
    words = Paragraphs(
        label="What do you want to tell us?",
        most=2000,
        rows=5,
        error_messages={"required": "Write what you want to tell us"},
    )
    teller_name = Line(
        label="Your name", most=150, required=False, help_text="You do not have to say."
    )
    teller_is = Line(
        label="Who are you to them?",
        most=120,
        required=False,
        help_text="For example: sister, friend, boss.",
    )
    may_say_who = yes_or_no(
        "May we tell them that it was you?", refusal="Choose if we may tell them that it was you"
    )
    may_call = yes_or_no("May we call you back?", refusal="Choose if we may call you back")
    phone = Line(label="Your phone number", most=60, required=False, widget=NUMBER)
    email = forms.EmailField(
        label="Your e-mail",
        max_length=254,
        required=False,
        help_text="We only write: thank you, we read it.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Write the whole e-mail address, with an @ in it"},
    )
    site = forms.TypedChoiceField(
        label="Which clinic?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a clinic"},
    )

    def __init__(self, *args: Any, sites: list[PublicSite], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "may_say_who"
        ].help_text = "If yes, they can read it here with your name. If no, we keep it from them."
        offer_sites(self, sites)

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and sum(sign.isdigit() for sign in phone) < LEAST_DIGITS:
            raise ValidationError("Write the whole phone number, with the area code")
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("may_call") and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", "Write the number that we may call, or choose No above")
            self.status = 422
        return cleaned

    def heard(self) -> dict[str, Any]:
        """What `tell_clinic` takes, but for the site."""
        return {name: value for name, value in self.cleaned_data.items() if name != "site"}
