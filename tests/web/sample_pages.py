"""Pages that exist only in tests: one of each kind of rule, one form that writes."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from stepdown.clinic.ledger.operations import record, writing
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.config.urls import urlpatterns as every_address
from stepdown.web.ui.access import (
    actor_of,
    own_page,
    patient_page,
    public_page,
    signed_in_page,
    staff_page,
)


@public_page
def open_page(request: HttpRequest) -> HttpResponseBase:
    return HttpResponse("open")


@signed_in_page
def any_account(request: HttpRequest) -> HttpResponseBase:
    return HttpResponse("signed in")


@staff_page(Permission.MANAGE_STAFF)
def managers(request: HttpRequest) -> HttpResponseBase:
    return HttpResponse("managers")


@patient_page(Permission.READ_CHART)
def chart(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    return HttpResponse(patient.full_name)


@own_page
def own(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    return HttpResponse(patient.full_name)


@signed_in_page
def write(request: HttpRequest) -> HttpResponseBase:
    """Writes one event; answers with errors (after writing) where the text is "wrong"."""
    with writing():
        record(actor=actor_of(request), verb="sample.written", now=timezone.now())
    if request.POST.get("text") == "wrong":
        return HttpResponse("not so", status=422)
    return redirect("/sample/any")


urlpatterns = [
    *every_address,
    path("sample/open", open_page),
    path("sample/any", any_account),
    path("sample/managers", managers),
    path("sample/p/<str:code>", chart),
    path("sample/own", own),
    path("sample/write", write),
]
