"""Addresses of who is beside a person."""

from django.urls import path

from stepdown.web.staff.circle import family

urlpatterns = [
    path("p/<str:code>/family", family.family, name="family"),
    path("p/<str:code>/family/<int:guest_id>", family.guest_note, name="guest_note"),
]
