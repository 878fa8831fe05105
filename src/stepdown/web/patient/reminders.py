"""Which reminders the person wants, chosen by themselves."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.coming.operations import ask_for_reminders
from stepdown.clinic.coming.queries import reminder_wish
from stepdown.clinic.coming.reminder_rules import ReminderTimes, reminder_times
from stepdown.clinic.intake.texting import Way
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import contact_permission
from stepdown.clinic.people.texting import text_agreement, texts_are_sent
from stepdown.web.ui.access import actor_of, own_page
from stepdown.web.ui.charts.numbers import clock
from stepdown.web.ui.forms import Line, PageForm, saved, version_of


class RemindersForm(PageForm):
    """Neither is chosen beforehand. By text is asked only where this clinic sends texts."""

    evening_before = forms.BooleanField(required=False)
    hours_before = forms.BooleanField(required=False)

    def __init__(self, times: ReminderTimes, data: object = None, **kwargs: object) -> None:
        super().__init__(data, **kwargs)  # type: ignore[arg-type] # as Django takes them
        evening, hours = times.rules.evening_hour.value, times.rules.hours_before.value
        self.fields["evening_before"].label = f"The evening before, at {_hour(evening)}"
        unit = "hour" if hours == 1 else "hours"
        self.fields["hours_before"].label = f"On the day, {hours} {unit} before"
        if texts_are_sent():
            self.fields["way"] = forms.ChoiceField(
                label="How shall it come?", choices=WAYS, widget=forms.RadioSelect
            )
            self.fields["text_to"] = Line(label="Phone for text messages", most=30, required=False)
            self.fields["may_name_us"] = forms.BooleanField(
                label="A text may say who it is from", required=False
            )

    def clean(self) -> dict[str, Any]:
        """By e-mail, no number holds; what was typed there stays in the page."""
        cleaned = super().clean()
        if "way" in self.fields:
            is_text = cleaned.pop("way", "") == Way.TEXT
            if is_text and not cleaned.get("text_to"):
                self.add_error("text_to", "Write the number that texts shall go to")
                self.status = 422
            if not is_text:
                cleaned |= {"text_to": "", "may_name_us": False}
        return cleaned


WAYS = [(Way.MAIL.value, "By e-mail"), (Way.TEXT.value, "By text message")]


def _hour(hour: int) -> str:
    return clock(hour * 60)


@own_page
def my_reminders(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    wish, times = reminder_wish(patient), reminder_times(patient.site_id, timezone.now())
    form = RemindersForm(times, request.POST or None, initial=_chosen(patient, wish))
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
    asked, texts = contact_permission(patient), text_agreement(patient)
    context = {
        "form": form,
        "version": wish.version if wish else 0,
        "may_write": bool(texts or (asked and asked.email_is_ok and patient.email)),
        "sender": patient.site.quiet_name,
        "phone": patient.site.phone,
        "quiet_from": _hour(times.quiet.quiet_from_hour.value),
        "quiet_until": _hour(times.quiet.quiet_until_hour.value),
    }
    return render(request, "patient/reminders.html", context, status=form.status)


def _chosen(patient: OpenedPatient, wish: Any) -> dict[str, Any]:
    texts = text_agreement(patient)
    return {
        **{name: getattr(wish, name, False) for name in RemindersForm.base_fields},
        "way": (Way.TEXT if texts else Way.MAIL).value,
        "text_to": texts.number if texts else patient.phone,
        "may_name_us": bool(texts and texts.may_name_us),
    }
