"""Addresses of the clinic's settings, its staff and its health."""

from django.urls import path

from stepdown.web.staff.setup import front_door, health, staff, views

urlpatterns = [
    path("setup", views.setup, name="setup"),
    path("setup/site/<int:site_id>", views.site, name="setup_site"),
    path("setup/site/<int:site_id>/public", front_door.front_door, name="setup_front_door"),
    path("setup/room", views.room, name="setup_room"),
    path("setup/offer", views.program, name="setup_program"),
    path("setup/session", views.series, name="setup_session"),
    path("setup/times", views.times, name="setup_times"),
    path("staff", staff.staff, name="staff"),
    path("staff/new", staff.new_member, name="new_member"),
    path("staff/<int:account_id>/off", staff.account_off, name="account_off"),
    path("health", health.health, name="health"),
]
