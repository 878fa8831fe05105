"""Addresses of the clinic's policies."""

from django.urls import path

from stepdown.web.staff.policies import views

urlpatterns = [
    path("setup/policies/<int:site_id>", views.policies, name="setup_policies"),
    path("setup/policies/<int:site_id>/<int:line>", views.figure, name="setup_figure"),
]
