"""The person's own week, while there is time: which sessions would still reach its hours."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.progress.forecast import low_week_of, ways_of
from stepdown.clinic.progress.making_up import make_up_hours
from stepdown.web.ui.access import actor_of, own_page
from stepdown.web.ui.forms import saved
from stepdown.web.ui.week_ahead import MakeUpForm, low_week_words


@own_page
def my_hours(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    actor, now = actor_of(request), timezone.now()
    form = MakeUpForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: make_up_hours(
            actor=actor, patient=patient, series_id=form.cleaned_data["instead"], now=now
        ),
    ):
        messages.success(request, "The other time is yours. See you then.")
        return redirect("me")
    low = low_week_of(patient, now=now)
    context = {
        "form": form,
        "low": low_week_words(low, ways_of(low, now=now)) if low else None,
        "phone": patient.site.phone,
    }
    return render(request, "patient/hours.html", context, status=form.status)
