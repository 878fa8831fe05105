"""What the pages that ask show: items with their answers, people who are kept apart."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from stepdown.clinic.intake.words import day
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.treatment.checklist import Answered
from stepdown.web.staff.assessment.moments import moment_words
from stepdown.web.ui.forms import PageForm


@dataclass(frozen=True)
class ChecklistRow:
    """An item: what stands, and its fields. `page` is where it is answered instead."""

    key: str
    label: str
    hint: str
    is_required: bool
    stands: str
    words: str
    answer: forms.BoundField | None
    notes: forms.BoundField | None


def checklist_rows(
    answered: list[Answered], form: PageForm, patient: OpenedPatient, now: datetime
) -> list[ChecklistRow]:
    return [_row(one, form, patient, now) for one in answered]


def _row(one: Answered, form: PageForm, patient: OpenedPatient, now: datetime) -> ChecklistRow:
    key, mark = one.item.key, one.mark
    stands = ""
    if mark is not None:
        when = moment_words(mark.marked_at, patient, now)
        stands = f"{mark.get_answer_display()}, {when}, {mark.entry.author.name}"
    has_fields = f"answer_{key}" in form.fields
    return ChecklistRow(
        key=key,
        label=one.item.label,
        hint=one.item.hint,
        is_required=one.item.is_required,
        stands=stands,
        words=mark.words if mark else "",
        answer=form[f"answer_{key}"] if has_fields else None,
        notes=form[f"words_{key}"] if has_fields else None,
    )


@dataclass(frozen=True)
class ApartRow:
    """One person to keep apart from. `is_known`: they have a record here, so groups are barred."""

    no_contact_id: int
    name: str
    kind: str
    words: str
    ends: str
    is_known: bool
    form: PageForm


def apart_rows(
    held: Iterable[Any], tried: PageForm | None, blank: Callable[..., PageForm]
) -> list[ApartRow]:
    """`tried` is the lifting that was sent; it appears again at its own row."""
    return [
        ApartRow(
            one.pk,
            one.other_name,
            one.get_kind_display(),
            one.words,
            day(one.ends_on) if one.ends_on else "",
            one.other_id is not None,
            tried
            if tried is not None and tried.data.get("no_contact_id") == str(one.pk)
            else blank(initial={"no_contact_id": one.pk}, auto_id=f"id_{one.pk}_%s"),
        )
        for one in held
    ]
