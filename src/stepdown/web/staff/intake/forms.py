"""Forms of the front door: a call, a time, a record."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField

from stepdown.clinic.intake.danger import DANGER_SIGNS
from stepdown.clinic.people.access import OpenedPatient
from stepdown.web.staff.chart.forms import yes_or_no
from stepdown.web.ui.forms import Day, Line, PageForm, Paragraphs

ASKED_BY = [
    ("self", "Themselves"),
    ("loved_one", "Someone they love"),
    ("professional", "A patient or client"),
]
ASK_ABOUT_EMAIL = "Choose whether e-mail is OK"
NOT_OPEN = "This time is not open any more. Choose another."
LARGEST_ID = 2**63 - 1
CALL_FIELDS = (
    "given_name",
    "family_name",
    "phone",
    "email",
    "asked_by",
    "reason",
    "last_use",
    "medicines",
    "is_pregnant",
    "injects",
    "work_hours",
    "payer",
    "may_leave_message",
    "email_is_ok",
    "sender_name",
    "birth_on",
)


@dataclass(frozen=True)
class DangerQuestion:
    """A danger sign as a field, and the step that a yes asks for."""

    bound: BoundField
    step: str


class CallForm(PageForm):
    """One call, in the order in which people talk. Danger signs are asked one by one; that all
    were asked and denied can be said in one deliberate act, and a yes always comes first."""

    asked_by = forms.ChoiceField(
        label="Who are they calling for?",
        choices=ASKED_BY,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who they are calling for"},
    )
    given_name = Line(
        label="First name", most=150, error_messages={"required": "Write a first name"}
    )
    family_name = Line(label="Family name", most=150, required=False)
    phone = Line(label="Phone", most=60, required=False)
    email = forms.EmailField(label="E-mail", max_length=254, required=False)
    may_leave_message = yes_or_no(
        "May we leave a message?", refusal="Choose whether a message is OK"
    )
    email_is_ok = yes_or_no("Is e-mail OK?", refusal=ASK_ABOUT_EMAIL)
    sender_name = Line(label="Sender they see", most=60, required=False)
    last_use = Line(label="When did they last use, and what?", most=120, required=False)
    reason = Paragraphs(
        label="What brings them, in their own words", most=1000, rows=3, required=False
    )
    all_no = forms.BooleanField(
        label=f"I asked all {len(DANGER_SIGNS)}. Every answer is no.", required=False
    )
    medicines = Line(label="Medicines they take", most=200, required=False)
    is_pregnant = forms.BooleanField(label="Pregnant", required=False)
    injects = forms.BooleanField(label="Injects drugs", required=False)
    work_hours = Line(label="Work, school or care hours", most=200, required=False)
    payer = Line(label="Insurance", most=80, required=False)
    birth_on = Day(label="Date of birth", required=False)
    time = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for sign in DANGER_SIGNS:
            refusal = f"Ask and choose: {sign.question}"
            self.fields[f"danger_{sign.key}"] = yes_or_no(sign.question, refusal=refusal)
            self.fields[f"danger_{sign.key}"].required = not self["all_no"].value()
        self.fields["email_is_ok"].required = bool(self["email"].value())
        if self.danger_keys():  # act first: whatever was not asked yet can wait
            for name, field in self.fields.items():
                field.required = name == "given_name"

    def danger_questions(self) -> list["DangerQuestion"]:
        return [
            DangerQuestion(self[f"danger_{sign.key}"], sign.step.value) for sign in DANGER_SIGNS
        ]

    def danger_keys(self) -> list[str]:
        """The signs answered with yes, valid form or not."""
        return [sign.key for sign in DANGER_SIGNS if self[f"danger_{sign.key}"].value() == "yes"]

    def call(self) -> dict[str, Any]:
        """What `take_call` takes."""
        answers = {name: self.cleaned_data[name] for name in CALL_FIELDS}
        if not answers["email"] and answers["may_leave_message"] is not None:
            answers["email_is_ok"] = bool(
                answers["email_is_ok"]
            )  # without one there is none to use
        return {**answers, "danger_signs": self.danger_keys()}


class TimeForm(PageForm):
    """A time that was pressed in the list of open times."""

    time = forms.IntegerField(
        min_value=1,
        max_value=LARGEST_ID,
        error_messages={"required": "Choose a time", "invalid": "Choose a time of the list"},
    )


class PressForm(PageForm):
    """A time that was pressed while the call goes on; 0 gives the held one back."""

    chosen = forms.IntegerField(
        min_value=0,
        max_value=LARGEST_ID,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), NOT_OPEN),
    )

    @property
    def refusal(self) -> str:
        """Why the time is not held, in one sentence; empty where it is."""
        return " ".join(str(text) for texts in self.errors.values() for text in texts)


class DoorForm(PageForm):
    """Who stands at the desk."""

    letters = Line(
        label="Two letters of the name",
        most=60,
        error_messages={"required": "Type two letters of the name"},
    )


class CancelForm(PageForm):
    reason = Line(
        label="Why, in a few words",
        most=200,
        error_messages={"required": "Write why, in a few words"},
    )


class ReceiveForm(PageForm):
    """A file and where it comes from."""

    file = forms.FileField(
        label="The file",
        max_length=300,
        error_messages={"required": "Choose a file", "empty": "This file is empty. Choose another"},
    )
    source = Line(
        label="Where does it come from?",
        error_messages={"required": "Write where the record comes from"},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            limit = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
            raise forms.ValidationError(
                f"This file is larger than {limit} MB. Ask for it in parts."
            )
        return file


class LookForm(PageForm):
    letters = Line(label="A few letters or digits", most=60, required=False)


class ChoiceForm(PageForm):
    """Whose record it is: one of the people on the page, or somebody new. Nothing is chosen
    beforehand."""

    person = forms.ChoiceField(
        label="Whose record is this?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whose record this is"},
    )

    def __init__(self, *args: Any, people: list[OpenedPatient], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((each.code, each.full_name) for each in people),
            ("new", "Somebody new, to be confirmed"),
        ]
