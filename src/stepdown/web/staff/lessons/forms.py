"""The form by which a class gives another lesson."""

from collections.abc import Iterable
from typing import Any

from django import forms

from stepdown.rules.education import Lesson, Strand
from stepdown.web.ui.forms import Line, PageForm


class ChooseForm(PageForm):
    """Every lesson of the course, by strand."""

    lesson = forms.ChoiceField(label="Lesson")
    because = Line(label="Why", most=300, required=False)

    def __init__(self, lessons: Iterable[Lesson], data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        lessons = list(lessons)
        self.fields["lesson"].choices = [  # type: ignore[attr-defined] # a choice field
            (strand.label, [(one.key, one.title) for one in lessons if one.strand == strand])
            for strand in Strand
        ]
