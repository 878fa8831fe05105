"""The person's own family sessions: who is invited, and "not this time"."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.circle.operations import withdraw_guest
from stepdown.clinic.circle.queries import invitations_of
from stepdown.clinic.people.access import OpenedPatient
from stepdown.web.ui.access import actor_of, own_page
from stepdown.web.ui.course_charts import long_day
from stepdown.web.ui.forms import PageForm, saved


class NotThisTimeForm(PageForm):
    """Which invitation."""

    guest_id = forms.IntegerField(min_value=1, max_value=2**31)


@own_page
def my_family(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """Who comes along. A POST takes one invitation back; nobody is told why."""
    now, form = timezone.now(), NotThisTimeForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: withdraw_guest(
            actor=actor_of(request), patient=patient, now=now, **form.cleaned_data
        ),
    ):
        messages.success(request, "Saved. Their page shows no invitation any more.")
        return redirect("my_family")
    invited = [
        (one.pk, one.sharing.recipient, long_day(one.on)) for one in invitations_of(patient, now)
    ]
    context = {"invited": invited, "form": form if form.is_bound else None}
    return render(request, "patient/family.html", context, status=form.status)
