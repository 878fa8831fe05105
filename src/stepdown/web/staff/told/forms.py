"""Forms of what loved ones told: why it is closed or sent back, and what they may be told."""

from typing import Any

from django import forms

from stepdown.clinic.consents.topics import TOPIC_WORDS
from stepdown.rules.consent import Topic
from stepdown.web.ui.forms import Line, PageForm, Paragraphs

REASONS = (
    "Nobody of that name is known here",
    "It cannot be said whom it is about",
    "It says nothing that a chart needs",
    "This was sent by a robot",
)


class CloseForm(PageForm):
    """Why a message leaves the list without a chart."""

    reason = forms.ChoiceField(
        label="Why?",
        choices=[("", "Choose"), *((each, each) for each in REASONS)],
        error_messages={"required": "Choose why"},
    )


class SendBackForm(PageForm):
    """Why a message does not belong in this chart."""

    reason = Line(
        label="Why does it not belong here?",
        most=200,
        error_messages={"required": "Write why it does not belong here"},
    )


class AnswerForm(PageForm):
    """Within one consent: about what, and the words."""

    topic = forms.TypedChoiceField(
        label="About what?",
        coerce=Topic,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is about"},
    )
    words = Paragraphs(
        label="What are they told?",
        most=2000,
        rows=4,
        error_messages={"required": "Write what they are told"},
    )

    def __init__(self, *args: Any, topics: frozenset[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["topic"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.value, words) for one, words in TOPIC_WORDS.items() if one in topics]
