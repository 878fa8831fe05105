"""How and when the person may be called, said by themselves."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.operations import say_how_to_reach_me
from stepdown.clinic.people.queries import contact_permission
from stepdown.clinic.people.reaching import times_of
from stepdown.web.ui.access import actor_of, own_page
from stepdown.web.ui.forms import saved, version_of
from stepdown.web.ui.reach import YES_NO, CallTimesForm, chosen_times


def _question(label: str, refusal: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": refusal},
    )


class ReachForm(CallTimesForm):
    """Neither answer is chosen beforehand."""

    may_leave_message = _question("May we leave a message?", "Choose if we may leave a message")
    email_is_ok = _question("May we send you e-mail?", "Choose if we may send you e-mail")


@own_page
def my_reach(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    said = contact_permission(patient)
    form = ReachForm(request.POST or None, initial=_known(said))
    if request.method == "POST" and saved(
        form,
        lambda: say_how_to_reach_me(
            actor=actor_of(request),
            patient=patient,
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        messages.success(request, "Saved. Whoever calls you sees it.")
        return redirect("my_reach")
    context = {
        "form": form,
        "version": said.version if said else 0,
        "number": patient.phone,
        "address": patient.email,
        "phone": patient.site.phone,
        "sender": said.sender_name if said else patient.site.quiet_name,
    }
    return render(request, "patient/reach.html", context, status=form.status)


def _known(said: Any) -> dict[str, Any]:
    if said is None:
        return {}
    return {
        "may_leave_message": "yes" if said.may_leave_message else "no",
        "email_is_ok": "yes" if said.email_is_ok else "no",
        **chosen_times(times_of(said)),
    }
