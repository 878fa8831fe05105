"""Addresses of this station."""

from django.urls import path

from stepdown.web.staff.merging import views

urlpatterns = [
    path("p/<str:code>/same", views.duplicates, name="duplicates"),
    path("p/<str:code>/same/<str:other>", views.compare, name="compare"),
    path("p/<str:code>/same/<str:other>/two", views.two_people, name="two_people"),
    path("p/<str:code>/joined/<int:merge_id>", views.separate, name="separate"),
]
