"""The form of one part of an examination, made from its questions; and that of the signature."""

from collections.abc import Mapping
from typing import Any

from django import forms

from stepdown.clinic.treatment.examinations import How
from stepdown.rules.examination import QuestionKind, ToldPart, ToldQuestion
from stepdown.web.staff.assessment.answers import Pick, WholeNumber
from stepdown.web.ui.forms import Line, PageForm, Paragraphs, drop_optional_marks

MOST_WORDS, MOST_LINE, MOST_REASON = 4000, 200, 300
BESIDE = ("left_out_because", "how")


def field_of(question: ToldQuestion) -> forms.Field:
    """The control of one question. None must be answered to save: a part may be half done."""
    asked: dict[str, Any] = {"label": question.label, "required": False}
    if question.kind is QuestionKind.WORDS:
        return Paragraphs(rows=3, most=MOST_WORDS, help_text=question.help, **asked)
    if question.kind is QuestionKind.NUMBER:
        number = WholeNumber(range(question.lowest, question.highest + 1), **asked)
        number.help_text = question.help or number.help_text
        return number
    if question.kind is QuestionKind.ANY_OF:
        return forms.MultipleChoiceField(
            choices=question.choices,
            widget=forms.CheckboxSelectMultiple,
            help_text=question.help,
            **asked,
        )
    if question.choices:
        missing = f"Choose: {question.label}"
        return Pick(choices=question.choices, missing=missing, help_text=question.help, **asked)
    return Line(most=MOST_LINE, help_text=question.help, **asked)


class PartForm(PageForm):
    """The questions of `part`. Nothing is chosen; words that are known stand there already."""

    def __init__(
        self, part: ToldPart, data: Any = None, *, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.part = part
        for question in part.questions:
            self.fields[question.key] = field_of(question)
        self.fields["left_out_because"] = Line(
            label="Left out today, because", most=MOST_LINE, required=False
        )
        self.fields["how"] = Pick(
            "How it was asked", How.choices, missing="Choose how it was asked"
        )
        drop_optional_marks(self)

    def answers(self) -> dict[str, Any]:
        return {one.key: self.cleaned_data[one.key] for one in self.part.questions}


class SignForm(PageForm):
    """`seen` marks what the page showed. After a signature: is it a correction, or are things
    different now?"""

    CORRECTS, ANEW = "corrects", "anew"
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)

    def __init__(self, data: Any = None, *, has_signed: bool, seen: str) -> None:
        super().__init__(data, initial={"seen": seen})
        if has_signed:
            self.fields["way"] = Pick(
                "What changed",
                [
                    (self.CORRECTS, "Something signed was wrong: correct it"),
                    (self.ANEW, "Things are different now: a new examination"),
                ],
                missing="Choose what changed",
            )
            self.fields["reason"] = Line(
                label="What was wrong, for a correction", most=MOST_REASON, required=False
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("way") == self.CORRECTS and not cleaned.get("reason"):
            self.add_error("reason", "Write what was wrong. One line is enough.")
            self.status = 422
        return cleaned

    def corrects_because(self) -> str:
        is_correction = self.cleaned_data.get("way") == self.CORRECTS
        return str(self.cleaned_data["reason"]) if is_correction else ""
