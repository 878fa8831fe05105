"""The inbox of what loved ones told: danger first; each is filed in a chart or closed."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.intake.telling import (
    NEUTRAL_REPLY,
    OpenedTold,
    close_told,
    door_right,
    file_told,
    send_back_told,
    told_filed_lately,
    told_to_file,
    told_waiting,
)
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import find_people
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.chart.people import FindForm
from stepdown.web.staff.told.forms import CloseForm, SendBackForm
from stepdown.web.staff.told.presenters import ToldView, told_view
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import PageForm, saved, version_of


@dataclass(frozen=True)
class FiledLine:
    """One message that went into a chart lately."""

    view: ToldView
    person: str
    person_code: str
    form: SendBackForm


@dataclass(frozen=True)
class FoundPerson:
    """Somebody whose chart the message may go into."""

    code: str
    short_name: str
    born: str
    tone: int


@staff_page(Permission.FILE_TOLD)
def told(request: HttpRequest) -> HttpResponse:
    return _list_page(request)


def _list_page(
    request: HttpRequest, *, refused: SendBackForm | None = None, code: str = ""
) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    context = {
        "waiting": [told_view(one, one.site.zone) for one in told_waiting(actor)],
        "filed": [
            _filed(one, refused if refused and one.code == code else None)
            for one in told_filed_lately(actor, now)
        ],
        "form": refused,
    }
    return render(
        request, "staff/told/inbox.html", context, status=refused.status if refused else 200
    )


def _filed(one: OpenedTold, refused: SendBackForm | None) -> FiledLine:
    person = one.patient
    assert person is not None  # what is filed is in a chart
    return FiledLine(
        told_view(one, one.site.zone),
        person.short_name,
        person.code,
        refused or SendBackForm(auto_id=f"id_{one.code}_%s"),
    )


@staff_page(Permission.FILE_TOLD)
def told_back(request: HttpRequest) -> HttpResponseBase:
    """It was filed in the wrong chart: it waits in the list again."""
    code = request.POST.get("told", "")
    form = SendBackForm(request.POST or None, auto_id=f"id_{code}_%s")
    if request.method == "POST" and saved(form, lambda: _send_back(request, code, form)):
        return redirect("told")
    return _list_page(request, refused=form if request.method == "POST" else None, code=code)


def _send_back(request: HttpRequest, code: str, form: SendBackForm) -> None:
    send_back_told(
        actor=actor_of(request),
        patient_code=request.POST.get("person", ""),
        code=code,
        reason=form.cleaned_data["reason"],
        expected_version=version_of(request.POST),
        now=timezone.now(),
    )


@staff_page(Permission.FILE_TOLD)
def told_one(request: HttpRequest) -> HttpResponseBase:
    """One message: find the person, put it in their chart; or close it. `step` says which."""
    actor = actor_of(request)
    message = told_to_file(actor, request.POST.get("told") or request.GET.get("told", ""))
    if message is None:
        return redirect("told")
    step = request.POST.get("step", "")
    close = CloseForm(request.POST if step == "close" else None)
    find = FindForm(request.POST if step == "find" else None)
    filing = PageForm(request.POST if step == "file" else None)
    if step == "close" and saved(close, lambda: _close(request, message.code, close)):
        return redirect("told")
    if step == "file" and saved(filing, lambda: _file(request, message.code)):
        return redirect("told")
    context = {
        "told": told_view(message, message.site.zone),
        "find": find,
        "close": close,
        "form": next((one for one in (close, find, filing) if one.is_bound), None),
        "people": _found(request, find) if step == "find" and find.is_valid() else None,
        "neutral": NEUTRAL_REPLY,
    }
    status = max(close.status, find.status, filing.status)
    return render(request, "staff/told/one.html", context, status=status)


def _found(request: HttpRequest, find: FindForm) -> list[FoundPerson]:
    actor, letters = actor_of(request), find.cleaned_data["letters"]
    found = find_people(actor, letters=letters, permission=door_right(actor), now=timezone.now())
    return [_person(one) for one in found]


def _person(one: OpenedPatient) -> FoundPerson:
    born = f"{one.birth_on:%b} {one.birth_on.day}, {one.birth_on.year}" if one.birth_on else ""
    return FoundPerson(one.code, one.short_name, born, one.pk % 6)


def _close(request: HttpRequest, code: str, form: CloseForm) -> None:
    close_told(
        actor=actor_of(request),
        code=code,
        reason=form.cleaned_data["reason"],
        expected_version=version_of(request.POST),
        now=timezone.now(),
    )


def _file(request: HttpRequest, code: str) -> None:
    file_told(
        actor=actor_of(request),
        code=code,
        patient_code=request.POST.get("person", ""),
        expected_version=version_of(request.POST),
        now=timezone.now(),
    )
