"""The page of a loved one. It says nothing about anyone until somebody chooses to share."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stepdown.clinic.people.roles import Permission
from stepdown.web.ui.access import staff_page


@staff_page(Permission.OWN_SETTINGS)
def family_home(request: HttpRequest) -> HttpResponse:
    return render(request, "family/home.html")
