"""Addresses of this station."""

from django.urls import URLPattern, path

from stepdown.web.staff.progress import ahead, hours, views

urlpatterns: list[URLPattern] = [
    path("p/<str:code>/progress", views.progress, name="progress"),
    path("p/<str:code>/change", views.change, name="change"),
    path("p/<str:code>/ahead", ahead.week_ahead, name="week_ahead"),
    path("hours", hours.hours, name="hours"),
]
