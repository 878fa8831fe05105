"""The page of placement advice with its signed decision, and the medical page that settles."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.operations import (
    PlacementDecision,
    settle_detox_need,
    sign_placement,
)
from stepdown.rules.placement import Outcome
from stepdown.rules.placement.levels import levels
from stepdown.web.staff.assessment.advice import AdvicePage, advice_page, need_page
from stepdown.web.staff.assessment.answers import Pick
from stepdown.web.staff.assessment.views import page
from stepdown.web.staff.assessment.words import SHORT_OUTCOMES
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import Day, PageForm, Paragraphs, drop_optional_marks, saved

NO_LEVEL = [("", "Choose a level")]
LEVELS = [
    (f"{one.code}|{one.edition}", f"{one.name}, {one.code} ({one.edition})") for one in levels()
]


class PlacementForm(PageForm):
    """Follow the advice, decide on another level, wait, or ask for detox first."""

    decision = Pick(
        "Your decision",
        [(one.value, one.value) for one in PlacementDecision],
        missing="Choose a decision",
    )
    other_level = forms.ChoiceField(
        label="Another level: which", choices=NO_LEVEL + LEVELS, required=False
    )
    until_on = Day(label="Wait: until", required=False)
    reason = Paragraphs(label="Why", rows=3, most=2000, help_text="Goes in the record")

    def __init__(self, advice: AdvicePage, data: Any = None) -> None:
        super().__init__(data)
        standing = advice.standing
        follow = []
        if standing and standing.advice.outcome is not Outcome.CANNOT_ADVISE_YET:
            words = SHORT_OUTCOMES[standing.advice.outcome]
            follow = [(PlacementDecision.FOLLOW, f"Follow the advice: {words}")]
        drop_optional_marks(self, "other_level")
        self.fields["decision"].choices = [  # type: ignore[attr-defined] # a choice field
            *follow,
            (PlacementDecision.OTHER, "Another level of care"),
            (PlacementDecision.WAIT, "Wait, and look again"),
            (PlacementDecision.DETOX, "Supervised detox first"),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_other = cleaned.get("decision") == PlacementDecision.OTHER
        if is_other and not cleaned.get("other_level"):
            self.add_error("other_level", "Choose the level that you decide on")
            self.status = 422
        return cleaned

    def details(self) -> dict[str, Any]:
        decision = PlacementDecision(self.cleaned_data["decision"])
        details = {"decision": decision, "reason": self.cleaned_data["reason"]}
        if decision is PlacementDecision.OTHER:
            code, edition = self.cleaned_data["other_level"].split("|")
            details |= {"level_code": code, "edition": edition}
        if decision is PlacementDecision.WAIT:
            details["until_on"] = self.cleaned_data["until_on"]
        return details


@patient_page(Permission.READ_CHART)
def advice(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    shown = advice_page(patient, actor, now)
    form = PlacementForm(shown, request.POST or None)
    if request.method == "POST" and saved(
        form, lambda: sign_placement(actor=actor, patient=patient, now=now, **form.details())
    ):
        return redirect("care", code=patient.code)
    context = {"advice": shown, "form": form}
    return page(request, patient, "assessment/advice", context, status=form.status)


class SettleForm(PageForm):
    """What the medical professional signs about a need of detox."""

    outcome = Pick(
        "Your decision",
        [
            ("cleared", "Cleared: supervised detox is not needed now, or is done"),
            ("handled_here", "Handled here: medicine is started, the person attends meanwhile"),
        ],
        missing="Choose what you decide",
    )
    note = Paragraphs(
        label="What you found and did",
        rows=4,
        help_text="Examination, medicine, who looks again and when",
    )


@patient_page(Permission.CLEAR_WITHDRAWAL)
def clearing(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    form, now = SettleForm(request.POST or None), timezone.now()
    if request.method == "POST" and saved(
        form,
        lambda: settle_detox_need(
            actor=actor_of(request), patient=patient, now=now, **form.cleaned_data
        ),
    ):
        return redirect("advice", code=patient.code)
    context = {"form": form, "need": need_page(patient, now), "phone": patient.site.phone}
    return page(request, patient, "assessment/clearing", context, status=form.status)
