"""What a person asks of their groups: fields beside their own times, each answer voluntary."""

from typing import Any

from django import forms

from stepdown.clinic.timetable.wishing import Wish
from stepdown.rules.taper import track_rules
from stepdown.web.ui.forms import Line, PageForm

YES_NO = {True: "yes", False: "no", None: ""}
NO_WISH = ("", "No wish")
GENDERS = [(key, f"{one[0].upper()}{one[1:]}") for key, one in track_rules().genders.items()]


class GroupFields(PageForm):
    language = Line(
        label="Language of groups",
        most=40,
        required=False,
        help_text="With commas between, for example Spanish, English.",
    )
    only_language = forms.BooleanField(label="They come to no other language", required=False)
    gender = forms.ChoiceField(label="Groups for", widget=forms.RadioSelect, required=False)
    only_gender = forms.BooleanField(label="They come to no other groups", required=False)
    co_occurring = forms.ChoiceField(
        label="Care for mental health goes along",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gender = self.fields["gender"]
        assert isinstance(gender, forms.ChoiceField)
        gender.choices = [NO_WISH, *GENDERS]

    def wish(self) -> Wish:
        data = self.cleaned_data
        return Wish(
            language=data["language"],
            only_language=data["only_language"],
            gender=data["gender"],
            only_gender=data["only_gender"],
            is_co_occurring={"yes": True, "no": False}.get(data["co_occurring"]),
        )


def known_wish(wish: Wish) -> dict[str, Any]:
    """As the form begins."""
    return {
        "language": wish.language,
        "only_language": wish.only_language,
        "gender": wish.gender,
        "only_gender": wish.only_gender,
        "co_occurring": YES_NO[wish.is_co_occurring],
    }
