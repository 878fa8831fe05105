"""Addresses of the rules."""

from django.urls import URLPattern, path

from stepdown.web.staff.rules import views

urlpatterns: list[URLPattern] = [
    path("rules", views.rules, name="rules"),
    path("rules/<int:site_id>", views.rules, name="rules_of"),
    path("rules/<int:site_id>/approve", views.approve, name="approve_rules"),
    path("rules/<int:site_id>/number/<slug:number_id>", views.change, name="change_number"),
]
