"""Addresses of this station. `part` names a page, never what somebody said on it."""

from django.urls import URLPattern, path

from stepdown.web.staff.examination import views

urlpatterns: list[URLPattern] = [
    path("p/<str:code>/assessment/told", views.examination, name="examination"),
    path("p/<str:code>/assessment/told/<slug:part>", views.part, name="examination_part"),
]
