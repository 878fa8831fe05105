"""Forms of a referral: who referred, their record, and what the person agreed they may know."""

from typing import Any

from django import forms

from stepdown.clinic.consents.sharing import How
from stepdown.clinic.consents.topics import FOR_REFERRERS, TOPIC_WORDS
from stepdown.clinic.intake.referrals import ReferrerKind
from stepdown.rules.consent import Topic
from stepdown.web.staff.chart.forms import yes_or_no
from stepdown.web.staff.intake.forms import LARGEST_ID
from stepdown.web.ui.forms import Day, Line, PageForm

TOPICS = [(topic.value, TOPIC_WORDS[topic]) for topic in FOR_REFERRERS]
REASONS = (
    "It is about somebody else",
    "It cannot be read",
    "It is in the chart already",
    "It holds nothing that we need",
)


class ReferrerForm(PageForm):
    """Who referred, where they called instead of writing on the public page."""

    kind = forms.ChoiceField(
        label="Who are they?",
        choices=ReferrerKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who they are"},
    )
    name = Line(label="Their name", most=150, error_messages={"required": "Write their name"})
    organization = Line(label="Where they work", most=120, required=False)
    phone = Line(label="Phone", most=60, required=False)
    email = forms.EmailField(label="E-mail", max_length=254, required=False)
    email_is_ok = yes_or_no("Is e-mail OK?", refusal="Choose whether e-mail is OK")
    leaves_on = Day(label="When does a residential stay end?", required=False)


class ReviewForm(PageForm):
    """One deliberate act: the record was read and compared with the person."""

    is_theirs = forms.BooleanField(
        error_messages={"required": "Read the record, compare it, and tick that it is theirs"}
    )

    def __init__(self, *args: Any, full_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = f"I read it and compared name and date of birth: it is about {full_name}"
        self.fields["is_theirs"].label = words


class LeaveOutForm(PageForm):
    reason = forms.ChoiceField(
        label="Why?",
        choices=[("", "Choose"), *((each, each) for each in REASONS)],
        error_messages={"required": "Choose why"},
    )


class AgreeForm(PageForm):
    """What the person lets us tell, until when, signed by them. Nothing is chosen beforehand."""

    topics = forms.MultipleChoiceField(
        label="What may we tell them?",
        choices=TOPICS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing"},
    )
    last_day = Day(
        label="Until which day?", error_messages={"required": "Choose a day within one year"}
    )
    signed_name = Line(
        label="Name as signed",
        most=120,
        error_messages={"required": "The person writes their name"},
    )

    def chosen(self) -> list[Topic]:
        return [Topic(key) for key in self.cleaned_data["topics"]]


class TellForm(PageForm):
    """Which button was pressed: its name is how they are told, its value what."""

    mail = forms.ChoiceField(choices=TOPICS, required=False)
    phone = forms.ChoiceField(choices=TOPICS, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not (cleaned.get("mail") or cleaned.get("phone")):
            self.add_error(None, "Choose what they are told")
            self.status = 422
        return cleaned

    def told(self) -> tuple[How, Topic]:
        how = How.MAIL if self.cleaned_data["mail"] else How.PHONE
        return how, Topic(self.cleaned_data[how.value])


class EndForm(PageForm):
    sharing = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
