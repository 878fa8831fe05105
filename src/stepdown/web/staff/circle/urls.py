"""Addresses of who is beside a person."""

from django.urls import path

from stepdown.web.staff.circle import family, meetings

urlpatterns = [
    path("p/<str:code>/family", family.family, name="family"),
    path("p/<str:code>/meetings", meetings.meetings, name="meetings"),
    path("p/<str:code>/family/<int:guest_id>", family.guest_note, name="guest_note"),
]
