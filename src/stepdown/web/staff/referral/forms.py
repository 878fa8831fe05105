"""The forms of a hand-over. Nothing is chosen beforehand."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from stepdown.clinic.treatment.operations import HandOverCall, NotThere
from stepdown.clinic.treatment.referrals import NEXT, Naloxone, Status, Transport
from stepdown.web.staff.assessment.answers import Pick
from stepdown.web.ui.forms import Day, Line, PageForm, Paragraphs, drop_optional_marks

OTHER = "other"
CAME = {
    Status.PROPOSED: "Not called yet",
    Status.OFFERED: "Asked for a bed, they call back",
    Status.ACCEPTED: "They have a bed",
    Status.SENT: "They have a bed, and the person leaves now",
}


class ReferralForm(PageForm):
    """One page: place, call, consent, what was told, the way there, naloxone."""

    place = forms.ChoiceField(label="Where", error_messages={"required": "Choose the place"})
    other_name = Line(label="Another place: name", required=False)
    other_phone = Line(label="Another place: phone", most=30, required=False)
    came = Pick("What the place says", [], missing="Choose what the place says")
    with_whom = Line(label="Spoken with", required=False)
    words = Paragraphs(label="What was agreed", rows=2, most=500, required=False)
    signed_name = Line(
        label="The person agrees that the place is told: name as signed",
        required=False,
        help_text="For care during withdrawal and coming back. Without it, nothing is told.",
    )
    told = forms.MultipleChoiceField(
        label="What was told", widget=forms.CheckboxSelectMultiple, required=False
    )
    transport = Pick("How they get there", Transport.choices, missing="Choose how they get there")
    naloxone = Pick("Naloxone", Naloxone.choices, missing="Choose about naloxone")
    keep_in = forms.ChoiceField(label="Keep a place in", required=False)
    returns_on = Day(label="Back here on", required=False)
    escort = Line(label="Who goes along", required=False)
    interpreter = Line(label="Interpreter, or help with moving", required=False)
    authorization = Line(label="Insurance and its number", required=False)

    def __init__(
        self,
        places: Iterable[tuple[str, str]],
        programs: Iterable[tuple[str, str]],
        items: Mapping[str, str],
        *,
        may_send: bool,
        data: Any = None,
    ) -> None:
        super().__init__(data)
        self._items = items
        self._choose("place", [("", "Choose"), *places, (OTHER, "Another place, named below")])
        self._choose("keep_in", [("", "The program they are in now, if any"), *programs])
        self._choose("told", [(key, words) for key, words in items.items()])
        self._choose("came", [(k, w) for k, w in CAME.items() if may_send or k != Status.SENT])
        drop_optional_marks(self, "keep_in", "told")

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined] # a choice field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("place") == OTHER:
            for name in ("other_name", "other_phone"):
                if not cleaned.get(name):
                    self.add_error(name, "Name the other place and its phone number")
                    self.status = 422
        return cleaned

    def call(self) -> HandOverCall:
        typed = self.cleaned_data
        return HandOverCall(
            with_whom=typed["with_whom"],
            words=typed["words"],
            signed_name=typed["signed_name"],
            items={key: self._items[key] for key in typed["told"]},
        )

    def details(self, phones: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
        typed = self.cleaned_data
        other = (typed["other_name"], typed["other_phone"])
        name, phone = phones.get(typed["place"], other)
        return {
            "place_name": name,
            "place_phone": phone,
            "status": typed["came"],
            "program_id": int(typed["keep_in"]) if typed["keep_in"] else None,
            "call": self.call(),
            **{
                key: typed[key]
                for key in (
                    "transport",
                    "naloxone",
                    "returns_on",
                    "escort",
                    "interpreter",
                    "authorization",
                )
            },
        }


class MoveForm(PageForm):
    """What happened next; where somebody is not there, why and what comes then."""

    happened = Pick("What happened", [], missing="Choose what happened")
    words = Line(label="In a line", most=300, required=False)
    reason = Line(label="Why not", most=300, required=False)
    capacity_note = Line(label="Beds there", most=200, required=False)
    risk_advice = Paragraphs(
        label="What the person was told about the risk", rows=2, most=500, required=False
    )
    recontact_on = Day(label="Contact again on", required=False)

    def __init__(self, now_is: str, data: Any = None) -> None:
        super().__init__(data)
        choices = [(one.value, one.label) for one in NEXT[now_is]]
        self.fields["happened"].choices = choices  # type: ignore[attr-defined] # a choice field
        drop_optional_marks(self, "reason", "capacity_note", "risk_advice", "recontact_on")

    def details(self) -> dict[str, Any]:
        typed = self.cleaned_data
        why = NotThere(
            typed["reason"], typed["risk_advice"], typed["recontact_on"], typed["capacity_note"]
        )
        return {"status": typed["happened"], "words": typed["words"], "not_there": why}


class ContactForm(PageForm):
    words = Line(label="What you heard", most=300)


class ToldForm(PageForm):
    """More of the same hand-over was sent."""

    how = Pick(
        "How",
        [("phone", "On the phone"), ("paper", "On paper"), ("mail", "By e-mail")],
        missing="Choose how",
    )
    told = forms.MultipleChoiceField(
        label="What was sent",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what was sent"},
    )

    def __init__(self, items: Mapping[str, str], data: Any = None) -> None:
        super().__init__(data)
        choices = [(key, words) for key, words in items.items()]
        self.fields["told"].choices = choices  # type: ignore[attr-defined] # a choice field


class PlaceForm(PageForm):
    """A place that the clinic refers to."""

    name = Line(label="Name of the place")
    phone = Line(label="Phone", most=30)
    contact = Line(label="Whom to ask for", required=False)
    address = Line(label="Address", most=160, required=False)
    takes = Line(label="Whom it takes", most=200, required=False)
    is_used = forms.BooleanField(label="We refer there now", required=False, initial=True)
