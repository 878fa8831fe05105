"""A call comes in: the board of inquiries, and one page for the whole call."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.intake.asking import note_called_back
from stepdown.clinic.intake.danger import Step, steps_for
from stepdown.clinic.intake.operations import book_time, chosen_time, take_call
from stepdown.clinic.intake.queries import OpenSite, inquiries_board, people_to_confirm
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.intake.forms import CallForm
from stepdown.web.staff.intake.presenters import board, slot_days
from stepdown.web.staff.intake.requests import call_so_far, request_lines, request_to_answer
from stepdown.web.staff.intake.sites import chosen_site, site_choices
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import saved


@staff_page(Permission.TAKE_CALLS)
def inquiries(request: HttpRequest) -> HttpResponseBase:
    """Everybody who asked for help and where they stand, longest waiting first."""
    actor, now = actor_of(request), timezone.now()
    context = {
        "columns": board(inquiries_board(actor, now=now)),
        "asked": request_lines(actor),
        "to_confirm": [(each.code, each.short_name) for each in people_to_confirm(actor, now=now)],
    }
    return render(request, "staff/intake/inquiries.html", context)


@staff_page(Permission.TAKE_CALLS)
def new_call(request: HttpRequest) -> HttpResponseBase:
    """One call, one page: what is said on the left, open times on the right."""
    site = chosen_site(request, Permission.TAKE_CALLS)
    answered = request_to_answer(request)
    form = CallForm(request.POST or None, initial=call_so_far(request))
    codes: list[str] = []
    if request.method == "POST" and saved(form, lambda: codes.append(_take(request, site, form))):
        return redirect("booking", code=codes[0])
    context = {
        "form": form,
        "asked": answered,
        "site": site,
        "sites": site_choices(request, Permission.TAKE_CALLS),
        "days": slot_days(site.pk, now=timezone.now(), chosen=form["time"].value() or ""),
        "steps": steps_for(form.danger_keys()),
        "every_step": tuple(Step),
    }
    return render(request, "staff/intake/new_call.html", context, status=form.status)


def _take(request: HttpRequest, site: OpenSite, form: CallForm) -> str:
    """Saves the call, and books the chosen time unless a danger sign comes first."""
    actor, now, call = actor_of(request), timezone.now(), form.call()
    inquiry = take_call(actor=actor, site=site, now=now, **call)
    if asked := request.POST.get("asked"):
        note_called_back(actor=actor, code=asked, inquiry=inquiry, now=now)
    time_id = form.cleaned_data["time"]
    if time_id and not call["danger_signs"]:
        time = chosen_time(site, time_id)
        book_time(actor=actor, patient=inquiry.patient, time=time, now=now)
    return inquiry.patient.code
