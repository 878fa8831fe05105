"""What every form shares: it refuses what no database keeps, and keeps what was typed."""

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from stepdown.clinic.ledger.operations import Unable, UnableToSave

EARLIEST = date(1900, 1, 1)
LATEST = date(2100, 1, 1)
KEPT_SIGNS = {"\n", "\t"}


def refuse_control_signs(value: str) -> None:
    """Control characters and lone surrogates have no meaning in what a person types."""
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in value if sign not in KEPT_SIGNS):
        raise ValidationError("This has signs that cannot be saved. Type it again by hand.")


class Line(forms.CharField):
    """One line of text."""

    def __init__(self, *, most: int = 120, **kwargs: Any) -> None:
        super().__init__(max_length=most, **kwargs)
        self.validators.append(refuse_control_signs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").strip()


class Reason(Line):
    """Why something that stands is corrected."""

    def __init__(self) -> None:
        super().__init__(
            label="Why it is corrected",
            most=300,
            error_messages={"required": "Write why it is corrected"},
        )


class Paragraphs(forms.CharField):
    """Several lines of text."""

    def __init__(self, *, most: int = 4000, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=most, **kwargs)
        self.validators.append(refuse_control_signs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class Day(forms.DateField):
    """A date within living memory and planning."""

    def __init__(self, *, earliest: date = EARLIEST, latest: date = LATEST, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(input_formats=["%Y-%m-%d", "%m/%d/%Y"], **kwargs)
        self.earliest, self.latest = earliest, latest

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not self.earliest <= value <= self.latest:
            raise ValidationError(f"Choose a date from {self.earliest} to {self.latest}.")


class TimeOfDay(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        super().__init__(input_formats=["%H:%M", "%H:%M:%S", "%I:%M %p"], **kwargs)


class PageForm(forms.Form):
    """Base of our forms. After `saved()` refused, `status` says how: 409 for a stale record."""

    required_css_class = ""
    use_required_attribute = False
    status = 200

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            self.status = 422
        return cleaned


def drop_optional_marks(form: forms.Form, *names: str) -> None:
    """Shows fields of an empty form without "(optional)", where the page says it once."""
    if not form.is_bound:
        for name in names or tuple(form.fields):
            form.fields[name].required = True


def version_of(posted: Any) -> int:
    """The version that the page was drawn from; 0 (never current) where it is not a number."""
    text = str(posted.get("version", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def saved(form: PageForm, run: Callable[[], object]) -> bool:
    """Whether the form is valid and `run` went through. A refusal is shown in the form, with
    everything typed; nothing is half written."""
    if not form.is_valid():
        form.status = 422
        return False
    try:
        with transaction.atomic():
            run()
    except Unable as error:
        form.add_error(None, str(error))
        form.status = 409 if isinstance(error, UnableToSave) else 422
        return False
    return True
