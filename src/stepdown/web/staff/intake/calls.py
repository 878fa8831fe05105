"""A call comes in: the board of inquiries, and one page for the whole call."""

import re
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.intake.asking import note_called_back
from stepdown.clinic.intake.danger import Step, steps_for
from stepdown.clinic.intake.holding import give_back_for_call, hand_hold_over, hold_for_call
from stepdown.clinic.intake.operations import book_time, chosen_time, take_call
from stepdown.clinic.intake.queries import OpenSite, inquiries_board, people_to_confirm
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.intake.forms import CallForm, PressForm
from stepdown.web.staff.intake.presenters import board
from stepdown.web.staff.intake.requests import call_so_far, request_lines, request_to_answer
from stepdown.web.staff.intake.sites import chosen_site, site_choices
from stepdown.web.staff.intake.slots import call_times
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import saved
from stepdown.web.ui.once import keeping

CALL = re.compile(r"[0-9a-f]{32}")


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
    form, call = CallForm(request.POST or None, initial=call_so_far(request)), _call(request)
    codes: list[str] = []
    if request.method == "POST" and saved(
        form, lambda: codes.append(_take(request, site, form, call))
    ):
        return redirect("booking", code=codes[0])
    return _page(request, site, call, form)


@staff_page(Permission.TAKE_CALLS)
def hold_in_call(request: HttpRequest) -> HttpResponseBase:
    """A press on a time keeps its place while the call goes on: everything typed comes back."""
    if request.method != "POST":
        return redirect("new_call")
    site = chosen_site(request, Permission.TAKE_CALLS)
    press, call = PressForm(request.POST), _call(request)
    is_done = saved(press, lambda: _hold(request, site, call, press.cleaned_data["chosen"]))
    page = _page(request, site, call, CallForm(initial=request.POST.dict()), press)
    return keeping(page) if is_done else page


def _page(
    request: HttpRequest,
    site: OpenSite,
    call: str,
    form: CallForm,
    press: PressForm | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "press": press,
        "call": call,
        "asked": request_to_answer(request),
        "site": site,
        "sites": site_choices(request, Permission.TAKE_CALLS),
        "times": call_times(site, call, now=timezone.now()),
        "steps": steps_for(form.danger_keys()),
        "every_step": tuple(Step),
    }
    status = press.status if press else form.status
    return render(request, "staff/intake/new_call.html", context, status=status)


def _call(request: HttpRequest) -> str:
    """The key of the call in progress; a page that is opened anew begins another call."""
    key = request.POST.get("call") or request.GET.get("call") or ""
    return key if CALL.fullmatch(key) else uuid4().hex


def _hold(request: HttpRequest, site: OpenSite, call: str, time_id: int) -> None:
    actor, now = actor_of(request), timezone.now()
    if time_id == 0:
        give_back_for_call(actor=actor, site=site, call=call, now=now)
        return
    time = chosen_time(site, time_id)
    hold_for_call(actor=actor, site=site, call=call, time=time, now=now)


def _take(request: HttpRequest, site: OpenSite, form: CallForm, call: str) -> str:
    """Saves the call, and books the held time unless a danger sign comes first."""
    actor, now, said = actor_of(request), timezone.now(), form.call()
    inquiry = take_call(actor=actor, site=site, now=now, **said)
    hand_hold_over(actor=actor, call=call, patient=inquiry.patient, now=now)
    if asked := request.POST.get("asked"):
        note_called_back(actor=actor, code=asked, inquiry=inquiry, now=now)
    time_id = form.cleaned_data["time"]
    if time_id and not said["danger_signs"]:
        time = chosen_time(site, time_id)
        book_time(actor=actor, patient=inquiry.patient, time=time, now=now)
    return inquiry.patient.code
