"""The form of a one-to-one note: the goals it is about, and the parts of one format."""

from typing import Any

from django import forms
from django.forms import BoundField

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.sessions.formats import NoteFormat, note_rules
from stepdown.clinic.sessions.one_to_one import Draft, goals_of
from stepdown.clinic.sessions.operations import IndividualText
from stepdown.web.staff.sessions.forms import DraftedText
from stepdown.web.ui.forms import PageForm


class DraftedChoices(forms.MultipleChoiceField):
    """Needed for signing, not for keeping a draft."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value: Any) -> None:
        """A draft may leave it empty, and the operation knows the goals that hold now."""


class IndividualForm(PageForm):
    """Nothing is filled in but what its writer typed before."""

    def __init__(
        self, format: NoteFormat, goals: list[tuple[str, str]], data: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.format = format
        if goals:
            self.fields["goals"] = DraftedChoices(label="What it is about", choices=goals)
        for part in format.parts:
            self.fields[f"part_{part.key}"] = DraftedText(
                label=part.title, rows=5, help_text=part.hint
            )

    def parts(self) -> list[BoundField]:
        return [self[f"part_{part.key}"] for part in self.format.parts]

    def text(self) -> IndividualText:
        typed = self.cleaned_data
        numbers = (one for one in typed.get("goals", ()) if one.isascii() and one.isdigit())
        return IndividualText(
            self.format.key,
            {part.key: typed[f"part_{part.key}"] for part in self.format.parts},
            tuple(int(one) for one in numbers if len(one) < 12),
        )


def shown_form(draft: Draft, patient: OpenedPatient) -> IndividualForm:
    words = {f"part_{key}": text for key, text in draft.words.items()}
    initial = {**words, "goals": [str(one) for one in draft.goal_ids]}
    return IndividualForm(draft.format, _choices(patient), initial=initial)


def sent_form(posted: Any, patient: OpenedPatient) -> IndividualForm:
    """In the format that the page was drawn with; one that is none keeps nothing."""
    rules = note_rules()
    chosen = rules.format(str(posted.get("format", "")))
    form = IndividualForm(chosen or rules.formats[0], _choices(patient), posted)
    if chosen is None and form.is_valid():
        form.add_error(None, "This page does not say which format it is. Open the note again.")
    return form


def _choices(patient: OpenedPatient) -> list[tuple[str, str]]:
    return [(str(goal.goal_id), goal.label) for goal in goals_of(patient)]
