"""The decision about a person's care in plain words, on their own page, with their own answer."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.treatment.decided import plain_decision
from stepdown.clinic.treatment.operations import tell_view
from stepdown.web.ui.access import actor_of, own_page
from stepdown.web.ui.forms import PageForm, Paragraphs, saved
from stepdown.web.ui.words.advice import plain_advice


class OwnViewForm(PageForm):
    agrees = forms.ChoiceField(
        label="What do you think?",
        choices=[("yes", "I agree"), ("no", "I see it differently")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you think"},
    )
    words = Paragraphs(label="In your own words", rows=3, most=1000, required=False)


@own_page
def my_advice(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    form = OwnViewForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: tell_view(
            actor=actor_of(request),
            patient=patient,
            agrees=form.cleaned_data["agrees"] == "yes",
            words=form.cleaned_data["words"],
            now=timezone.now(),
        ),
    ):
        return redirect("my_advice")
    decided = plain_decision(patient)
    context = {
        "form": form,
        "phone": patient.site.phone,
        "plain": plain_advice(
            decided.decision, decided.advice, on=decided.on, level_name=decided.level_name
        )
        if decided
        else None,
        "views": decided.views if decided else (),
    }
    return render(request, "patient/advice.html", context, status=form.status)
