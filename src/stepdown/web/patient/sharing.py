"""The person's own say in who may know what."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from stepdown.clinic.people.access import OpenedPatient
from stepdown.web.ui.access import own_page
from stepdown.web.ui.sharing.pages import Place, list_page, new_page, one_page


def _place() -> Place:
    return Place(
        layout="ui/patient.html",
        is_own=True,
        may_change=True,
        list_url=reverse("my_sharing"),
        new_url=reverse("my_sharing_new"),
        one_url=reverse("my_sharing_one"),
        more={},
    )


@own_page
def my_sharing(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    return list_page(request, patient, _place())


@own_page
def my_sharing_new(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    return new_page(request, patient, _place())


@own_page
def my_sharing_one(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    return one_page(request, patient, _place())
