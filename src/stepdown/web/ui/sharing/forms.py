"""Forms of sharing. Nothing in them is chosen beforehand."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from stepdown.clinic.consents.sharing import Recipient, RecipientKind
from stepdown.clinic.consents.topics import FOR_LOVED_ONES, TOPIC_WORDS
from stepdown.rules.consent import Topic
from stepdown.web.ui.forms import Line, PageForm

LASTS = [
    ("30", "One month"),
    ("91", "Three months"),
    ("182", "Half a year"),
    ("365", "One year"),
]
AT_MY_REQUEST = "At my request"


class ShareForm(PageForm):
    """To whom, what, and until when."""

    name = Line(
        label="Who may know something?",
        most=150,
        help_text="First name first. It is a part of their key.",
        error_messages={"required": "Write their name"},
    )
    is_what = Line(
        label="Who are they to you?",
        most=120,
        help_text="For example: sister, husband, friend.",
        error_messages={"required": "Write who they are to you"},
    )
    topics = forms.MultipleChoiceField(
        label="What may they know?",
        choices=[(topic.value, TOPIC_WORDS[topic]) for topic in FOR_LOVED_ONES],
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose each one. They will see nothing else.",
        error_messages={"required": "Choose at least one thing that they may know"},
    )
    days = forms.TypedChoiceField(
        label="For how long?",
        choices=LASTS,
        coerce=int,
        widget=forms.RadioSelect,
        help_text="You can end it at any time before.",
        error_messages={"required": "Choose for how long"},
    )
    purpose = Line(label="Why?", most=200, required=False, help_text="Only if you want to say.")

    @property
    def carried(self) -> list[tuple[str, str]]:
        """(name, value) of everything that was typed and chosen, as hidden fields."""
        return [
            (bound.html_name, value)
            for bound in self
            for value in (
                bound.value() if isinstance(bound.value(), list) else [bound.value() or ""]
            )
        ]

    @property
    def chosen(self) -> list[str]:
        return [TOPIC_WORDS[Topic(key)] for key in self.cleaned_data["topics"]]

    @property
    def left_out(self) -> list[str]:
        return [
            TOPIC_WORDS[topic]
            for topic in FOR_LOVED_ONES
            if topic.value not in self.cleaned_data["topics"]
        ]

    def until(self, now: datetime) -> datetime:
        return now + timedelta(days=self.cleaned_data["days"])

    def agreed(self, now: datetime) -> dict[str, Any]:
        """What `agree_to_share` takes, but for the signature."""
        said = self.cleaned_data
        return {
            "recipient": Recipient(RecipientKind.LOVED_ONE, said["name"], said["is_what"]),
            "topics": [Topic(key) for key in said["topics"]],
            "purpose": said["purpose"] or AT_MY_REQUEST,
            "lasts_until": self.until(now),
        }


class SignForm(PageForm):
    """The person's own signature."""

    signed_name = Line(
        label="Sign with your name",
        most=120,
        error_messages={"required": "Sign with your name"},
    )


class MailCodeForm(PageForm):
    """Where the code may go by e-mail."""

    email = forms.EmailField(
        label="Their e-mail",
        max_length=254,
        error_messages={
            "required": "Write their e-mail address",
            "invalid": "Write the whole e-mail address, with an @ in it",
        },
    )
