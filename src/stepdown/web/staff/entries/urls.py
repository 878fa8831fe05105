"""Addresses of this station."""

from django.urls import URLPattern, path

from stepdown.web.staff.entries import views

urlpatterns: list[URLPattern] = [
    path("p/<str:code>/entry/<int:entry_id>", views.entry, name="entry"),
    path("p/<str:code>/entry/<int:entry_id>/correct", views.correct_entry, name="correct_entry"),
]
