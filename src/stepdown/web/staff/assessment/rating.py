"""The page on which the assessor rates six life areas, with what was found beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.facts import Part, assessment_parts
from stepdown.clinic.treatment.operations import AreaRating, rate_areas
from stepdown.rules.placement import LifeArea, life_areas
from stepdown.web.staff.assessment.answers import Pick
from stepdown.web.staff.assessment.presenters import LISTED, found_words
from stepdown.web.staff.assessment.views import page
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import PageForm, Paragraphs, drop_optional_marks, saved

LOOKED_AT = {
    "body_now": ("vitals", "ciwa-ar", "cows", "history"),
    "body_otherwise": ("vitals", "history", "examination"),
    "mind": ("phq-9", "safety", "examination"),
    "pull": ("history", "dsm-5-count"),
    "home": ("history", "examination"),
    "fit": ("examination",),
}


@dataclass(frozen=True)
class Found:
    """A finding as the page tells it."""

    key: str
    entry_id: int
    label: str
    found: str


class AreasForm(PageForm):
    """Six ratings; nothing is chosen beforehand."""

    def __init__(self, found: Iterable[Found], data: Any = None) -> None:
        super().__init__(data)
        for area in life_areas().areas:
            choices = [(str(n), f"{n}. {words}") for n, words in enumerate(area.degrees)]
            missing = f"Choose a degree: {area.label}"
            label = f"{area.label}: how concerned are you?"
            evidence = [(str(f.entry_id), f.label) for f in found if f.key in LOOKED_AT[area.key]]
            self.fields[f"{area.key}_concern"] = Pick(label, choices, missing=missing)
            self.fields[f"{area.key}_evidence"] = forms.MultipleChoiceField(
                label=f"{area.label}: what you rely on",
                choices=evidence,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields[f"{area.key}_words"] = Paragraphs(
                label=f"{area.label}: in a line", rows=2, most=1000, required=False
            )
        drop_optional_marks(self, *(f"{area.key}_evidence" for area in life_areas().areas))

    def ratings(self) -> dict[str, AreaRating]:
        typed = self.cleaned_data
        return {
            area.key: AreaRating(
                concern=int(typed[f"{area.key}_concern"]),
                evidence=tuple(int(pk) for pk in typed[f"{area.key}_evidence"]),
                words=typed[f"{area.key}_words"],
            )
            for area in life_areas().areas
        }


@dataclass(frozen=True)
class AreaRow:
    """One area with its three fields."""

    key: str
    label: str
    about: str
    concern: forms.BoundField
    evidence: forms.BoundField
    words: forms.BoundField


def _row(form: AreasForm, area: LifeArea) -> AreaRow:
    fields = (form[f"{area.key}_{name}"] for name in ("concern", "evidence", "words"))
    return AreaRow(area.key, area.label, area.about, *fields)


def _found(parts: dict[str, Part]) -> list[Found]:
    return [
        Found(key, part.entry.pk, label, found_words(part.entry.kind, part.entry.body))
        for key, label, *_ in LISTED
        if (part := parts[key]).entry is not None and key != "rating"
    ]


@patient_page(Permission.WRITE_CHART)
def areas(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    now = timezone.now()
    found = _found(assessment_parts(patient, now=now))
    form = AreasForm(found, request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: rate_areas(
            actor=actor_of(request), patient=patient, ratings=form.ratings(), now=now
        ),
    ):
        return redirect("advice", code=patient.code)
    context = {
        "form": form,
        "rows": [_row(form, area) for area in life_areas().areas],
        "found": found,
        "version": life_areas().version,
    }
    return page(request, patient, "assessment/areas", context, status=form.status)
