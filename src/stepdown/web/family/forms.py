"""What a loved one may write to the team."""

from typing import Any

from django import forms

from stepdown.web.ui.forms import PageForm, Paragraphs


class TellTeamForm(PageForm):
    """About whom is known: it is asked only where several people share with this loved one."""

    sharing = forms.TypedChoiceField(
        label="Who is it about?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who it is about"},
    )
    words = Paragraphs(
        label="What do you want to tell the team?",
        most=2000,
        rows=5,
        error_messages={"required": "Write what you want to tell the team"},
    )
    is_danger = forms.BooleanField(label="Someone is in danger right now", required=False)
    may_say_who = forms.BooleanField(label="You may tell them that I wrote this", required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sharing"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = people
        if len(people) == 1:
            field.widget, field.initial = forms.HiddenInput(), people[0][0]
