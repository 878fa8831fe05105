"""Forms of asking for a call: for oneself or somebody one loves, and by a professional."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from stepdown.clinic.intake.asking import AskedBy, AttachedFile
from stepdown.clinic.intake.front_door import PublicSite
from stepdown.clinic.intake.referrals import ReferrerKind
from stepdown.web.front.attached import checked_file
from stepdown.web.ui.forms import Day, Line, PageForm, Paragraphs

YES_NO = [("yes", "Yes"), ("no", "No")]
BEST_TIMES = [
    ("Any time", "Any time"),
    ("Mornings", "Mornings"),
    ("Afternoons", "Afternoons"),
    ("Evenings", "Evenings"),
]
REFERRERS = [
    (ReferrerKind.MEDICAL.value, "A medical professional"),
    (ReferrerKind.RESIDENTIAL.value, "A residential program"),
]
URGENCIES = [("today", "Today"), ("this_week", "This week"), ("no_hurry", "No hurry")]
LEAST_DIGITS = 7
NUMBER = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
NO_WAY_TO_REACH = "Write a phone number, or an e-mail address that we may use"


def yes_or_no(label: str, *, refusal: str) -> forms.TypedChoiceField:
    """A question that has to be answered, with nothing chosen beforehand."""
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": refusal},
    )


def offer_sites(form: PageForm, sites: list[PublicSite]) -> None:
    """The clinics to choose from; where there is one, nothing is asked."""
    field = form.fields["site"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(site.site_id, site.name) for site in sites]
    if len(sites) == 1:
        field.widget, field.initial = forms.HiddenInput(), sites[0].site_id


class AskForm(PageForm):
    """Who to call, and how."""

    caller_name = Line(
        label="What name should we ask for?",
        most=150,
        help_text="A first name is enough.",
        error_messages={"required": "Write a name that we can ask for"},
    )
    phone = Line(
        label="Phone number",
        most=60,
        required=False,
        widget=NUMBER,
        help_text="Without a phone, leave an e-mail address.",
    )
    may_leave_message = yes_or_no(
        "May we leave a message there?", refusal="Choose if we may leave a message"
    )
    email_is_ok = yes_or_no(
        "May we write to you by e-mail?", refusal="Choose if we may write to you"
    )
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Write the whole e-mail address, with an @ in it"},
    )
    best_time = forms.ChoiceField(
        label="When is a good time?", choices=BEST_TIMES, widget=forms.RadioSelect, required=False
    )
    words = Paragraphs(
        label="What should we know?",
        most=1000,
        rows=3,
        required=False,
        help_text="Only what you want to tell. We will ask the rest.",
    )
    site = forms.TypedChoiceField(
        label="Which clinic?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a clinic"},
    )

    def __init__(self, *args: Any, sites: list[PublicSite], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_sites(self, sites)

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and sum(sign.isdigit() for sign in phone) < LEAST_DIGITS:
            raise ValidationError("Write the whole phone number, with the area code")
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        may_write = cleaned.get("email_is_ok")
        if may_write and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", "Write the e-mail address, or choose that we may not write")
        if not self.errors and not cleaned.get("phone") and not may_write:
            self.add_error("phone", NO_WAY_TO_REACH)
        if self.errors:
            self.status = 422
        return cleaned

    def said(self) -> dict[str, Any]:
        """What `ask_for_call` takes, but for the site."""
        return {name: value for name, value in self.cleaned_data.items() if name != "site"}


class LovedOneForm(AskForm):
    """The same; the person's own name is not needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["caller_name"].help_text = "Yours. You do not have to name the other person."


class ReferralForm(AskForm):
    """A professional or a residential program refers a patient. Records are attached on the next
    page."""

    referrer_kind = forms.ChoiceField(
        label="Who are you?",
        choices=REFERRERS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who you are"},
    )
    organization = Line(
        label="Where do you work?",
        most=120,
        error_messages={"required": "Write where you work"},
    )
    about_name = Line(
        label="Patient's name or initials",
        most=150,
        error_messages={"required": "Write a name or initials"},
    )
    about_phone = Line(
        label="Patient's phone, if we may call them",
        most=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    person_agreed = yes_or_no(
        "Did the patient agree that you refer them?",
        refusal="Choose if the patient agreed",
    )
    urgency = forms.ChoiceField(
        label="How soon?",
        choices=URGENCIES,
        widget=forms.RadioSelect,
        help_text="Danger now: call 911. Needs care today: call us too.",
        error_messages={"required": "Choose how soon"},
    )
    words = Paragraphs(
        label="Reason", most=1000, rows=4, error_messages={"required": "Write the reason"}
    )
    leaves_on = Day(
        label="When do they leave your program?",
        required=False,
        help_text="For a residential program.",
    )
    field_order = (
        "referrer_kind",
        "caller_name",
        "organization",
        "phone",
        "may_leave_message",
        "email_is_ok",
        "email",
        "about_name",
        "about_phone",
        "person_agreed",
        "urgency",
        "leaves_on",
        "words",
        "best_time",
        "site",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["caller_name"].label = "Your name"
        self.fields["caller_name"].help_text = ""
        self.fields["phone"].label = "Your phone number"


class AttachForm(PageForm):
    """Records that come with a referral."""

    file = forms.FileField(
        label="Records",
        required=False,
        max_length=300,
        help_text="One PDF, or one FHIR file (.json).",
        error_messages={"empty": "This file is empty. Choose another"},
    )

    def clean_file(self) -> AttachedFile | None:
        file = self.cleaned_data["file"]
        if not file:
            return None
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            limit = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
            raise ValidationError(f"This file is larger than {limit} MB. Choose a smaller one")
        return checked_file(file.read())


FORMS: dict[AskedBy, type[AskForm]] = {
    AskedBy.SELF: AskForm,
    AskedBy.LOVED_ONE: LovedOneForm,
    AskedBy.PROFESSIONAL: ReferralForm,
}
