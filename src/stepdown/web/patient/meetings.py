"""The person's own list of support groups outside: never clinical time."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.circle.operations import remove_meeting, write_meeting
from stepdown.clinic.circle.queries import meetings_of
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.web.ui.access import actor_of, own_page
from stepdown.web.ui.course_charts import long_day
from stepdown.web.ui.forms import Day, Line, PageForm, saved


class MeetingForm(PageForm):
    on = Day(label="Day")
    kind = Line(label="Which meeting", help_text="In your own words. You need not name anybody.")


class RemoveForm(PageForm):
    """Which one comes off the list."""

    meeting_id = forms.IntegerField(min_value=1, max_value=2**31)


@own_page
def my_meetings(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """The list. A POST writes one down, or takes one off."""
    is_removal = request.POST.get("act") == "remove"
    form: PageForm = (RemoveForm if is_removal else MeetingForm)(request.POST or None)
    if request.method == "POST" and saved(form, lambda: _done(request, patient, form)):
        messages.success(request, "Taken off." if is_removal else "Written down.")
        return redirect("my_meetings")
    context = {
        "meetings": [
            (one.pk, one.kind, _when(one.on, patient), one.verified_at is not None)
            for one in meetings_of(patient)
        ],
        "form": form if form.is_bound else None,
        "new": MeetingForm() if is_removal else form,
        "removal": form if is_removal and form.is_bound else None,
    }
    return render(request, "patient/meetings.html", context, status=form.status)


def _when(on: date, patient: OpenedPatient) -> str:
    """The day; with its year where that is another one."""
    is_this_year = on.year == local_now(patient.site, timezone.now()).year
    return long_day(on) if is_this_year else f"{long_day(on)}, {on.year}"


def _done(request: HttpRequest, patient: OpenedPatient, form: PageForm) -> None:
    actor, now, typed = actor_of(request), timezone.now(), form.cleaned_data
    if isinstance(form, RemoveForm):
        remove_meeting(actor=actor, patient=patient, now=now, **typed)
    else:
        write_meeting(actor=actor, patient=patient, now=now, **typed)
