"""Family sessions of one person: who is invited, who came, and what it meant for the person."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.circle.operations import (
    invite_guest,
    note_guest,
    plan_family_session,
    settle_guest,
    withdraw_guest,
)
from stepdown.clinic.circle.queries import State, guest_of
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.circle.forms import EveningForm, GuestForm, GuestNoteForm, InviteForm
from stepdown.web.staff.circle.presenters import family_page, may_lead
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import PageForm, saved

FORMS: dict[str, type[PageForm]] = {"plan": EveningForm, "invite": InviteForm}
SAID = {"plan": "It is in their week now. Invite who comes along.", "invite": "Invited."}


@patient_page(Permission.READ_CHART)
def family(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """The list. A POST plans a session, invites, takes an invitation back, or says whether somebody
    came."""
    act = request.POST.get("act", "")
    form = FORMS.get(act, GuestForm)(request.POST or None)
    if request.method == "POST" and saved(form, lambda: _done(request, patient, form, act)):
        messages.success(request, SAID.get(act, "Saved."))
        return redirect("family", code=patient.code)
    context = {
        "chart": chart_frame(request, patient, tab="sharing"),
        "page": family_page(patient, timezone.now()),
        "form": form if form.is_bound else None,
        **may_lead(actor_of(request), patient),
    }
    return render(request, "staff/circle/family.html", context, status=form.status)


def _done(request: HttpRequest, patient: OpenedPatient, form: PageForm, act: str) -> None:
    actor, now, typed = actor_of(request), timezone.now(), form.cleaned_data
    if isinstance(form, EveningForm):
        plan_family_session(actor=actor, patient=patient, now=now, **typed)
    elif isinstance(form, InviteForm):
        invite_guest(actor=actor, patient=patient, now=now, **typed)
    elif act == "withdraw":
        withdraw_guest(actor=actor, patient=patient, now=now, **typed)
    else:
        settle_guest(actor=actor, patient=patient, came=act == "came", now=now, **typed)


@patient_page(Permission.WRITE_NOTES)
def guest_note(request: HttpRequest, patient: OpenedPatient, guest_id: int) -> HttpResponse:
    """The note about one relative's part. It goes into this person's chart alone."""
    guest = guest_of(patient, guest_id)
    if guest is None or guest.state != State.CAME:
        raise Http404
    form = GuestNoteForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: note_guest(
            actor=actor_of(request),
            patient=patient,
            guest_id=guest_id,
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        messages.success(request, "Signed. It is in this chart and nowhere else.")
        return redirect("family", code=patient.code)
    context = {
        "chart": chart_frame(request, patient, tab="sharing"),
        "guest": guest.sharing.recipient,
        "is_signed": guest.note_id is not None,
        "form": form,
    }
    return render(request, "staff/circle/guest_note.html", context, status=form.status)
