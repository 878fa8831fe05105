"""Which reminders the person wants, chosen by themselves."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.coming.operations import ask_for_reminders
from stepdown.clinic.coming.queries import reminder_wish
from stepdown.clinic.coming.reminder_rules import ReminderTimes, reminder_times
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import contact_permission
from stepdown.web.ui.access import actor_of, own_page
from stepdown.web.ui.charts.numbers import clock
from stepdown.web.ui.forms import PageForm, saved, version_of


class RemindersForm(PageForm):
    """Neither is chosen beforehand."""

    evening_before = forms.BooleanField(required=False)
    hours_before = forms.BooleanField(required=False)

    def __init__(self, times: ReminderTimes, data: object = None, **kwargs: object) -> None:
        super().__init__(data, **kwargs)  # type: ignore[arg-type] # as Django takes them
        evening, hours = times.rules.evening_hour.value, times.rules.hours_before.value
        self.fields["evening_before"].label = f"The evening before, at {_hour(evening)}"
        unit = "hour" if hours == 1 else "hours"
        self.fields["hours_before"].label = f"On the day, {hours} {unit} before"


def _hour(hour: int) -> str:
    return clock(hour * 60)


@own_page
def my_reminders(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    wish, times = reminder_wish(patient), reminder_times(patient.site_id, timezone.now())
    chosen = {name: getattr(wish, name, False) for name in RemindersForm.base_fields}
    form = RemindersForm(times, request.POST or None, initial=chosen)
    if request.method == "POST" and saved(
        form,
        lambda: ask_for_reminders(
            actor=actor_of(request),
            patient=patient,
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        messages.success(request, "Saved.")
        return redirect("my_reminders")
    asked = contact_permission(patient)
    context = {
        "form": form,
        "version": wish.version if wish else 0,
        "may_write": bool(asked and asked.email_is_ok and patient.email),
        "phone": patient.site.phone,
        "quiet_from": _hour(times.quiet_from),
        "quiet_until": _hour(times.rules.quiet_until_hour.value),
    }
    return render(request, "patient/reminders.html", context, status=form.status)
