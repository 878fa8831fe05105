"""What a person's own week holds, entered by themselves on their phone."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from stepdown.clinic.people.access import OpenedPatient
from stepdown.web.ui.access import own_page
from stepdown.web.ui.forms import Line
from stepdown.web.ui.hours import HoursForm, hours_form, hours_saved


class OwnTimesForm(HoursForm):
    """The same rows in the person's own words; one empty row keeps the page short."""

    empty_rows = 1
    travel_minutes = forms.IntegerField(
        label="How long is your way to us?", required=False, min_value=0, max_value=300
    )
    video_is_possible = forms.ChoiceField(
        label="Can you join by video?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        required=False,
    )
    language = Line(label="In which language would you like your groups?", most=40, required=False)
    only_language = forms.BooleanField(label="I come to no other language", required=False)
    gender = forms.ChoiceField(
        label="With whom would you like your groups?", widget=forms.RadioSelect, required=False
    )
    only_gender = forms.BooleanField(label="I come to no other groups", required=False)
    co_occurring = forms.ChoiceField(
        label="Would you like care for your mental health with it?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        required=False,
    )


@own_page
def my_times(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    form, version = hours_form(request, patient, OwnTimesForm), patient.version
    if hours_saved(request, patient, form):
        messages.success(request, "Saved. Your team can see it.")
        return redirect("my_times")
    context = {"form": form, "version": version, "phone": patient.site.phone}
    return render(request, "patient/times.html", context, status=form.status)
