"""Addresses of the clinic's settings, its staff and its health."""

from django.urls import path

from stepdown.web.staff.setup import (
    changes,
    cover,
    front_door,
    health,
    hours,
    member,
    programs,
    staff,
    supervising,
    views,
    wording,
)

urlpatterns = [
    path("setup", views.setup, name="setup"),
    path("setup/site/<int:site_id>", views.site, name="setup_site"),
    path("setup/site/<int:site_id>/public", front_door.front_door, name="setup_front_door"),
    path("setup/site/<int:site_id>/cover", cover.cover, name="setup_cover"),
    path("setup/site/<int:site_id>/hours", hours.working_hours, name="working_hours"),
    path("setup/site/<int:site_id>/contact", hours.contact, name="contact_limit"),
    path(
        "setup/site/<int:site_id>/hours/<int:account_id>", hours.member_hours, name="member_hours"
    ),
    path("setup/words", wording.wording, name="setup_wording"),
    path("setup/room", views.room, name="setup_room"),
    path("setup/room/<int:room_id>", changes.room, name="change_room"),
    path("setup/program", programs.templates, name="setup_program"),
    path("setup/program/new/<str:template_key>", programs.start, name="start_program"),
    path("setup/program/<int:program_id>", programs.program, name="change_program"),
    path("setup/session", views.series, name="setup_session"),
    path("setup/session/<int:series_id>/end", changes.end_session, name="end_session"),
    path("setup/session/<int:series_id>/leader", changes.co_leader, name="session_co_leader"),
    path("setup/session/<int:series_id>/track", changes.track, name="session_track"),
    path("setup/session/<int:series_id>/seats", changes.seats, name="session_seats"),
    path("setup/times", views.times, name="setup_times"),
    path("staff", staff.staff, name="staff"),
    path("staff/new", staff.new_member, name="new_member"),
    path("staff/<int:account_id>", member.member, name="member"),
    path("staff/<int:account_id>/role", member.give_role, name="give_role"),
    path("staff/<int:account_id>/role/<int:post_id>/end", member.end_role, name="end_role"),
    path(
        "staff/<int:account_id>/role/<int:post_id>/supervisor",
        supervising.role_supervisor,
        name="role_supervisor",
    ),
    path("staff/<int:account_id>/credential", member.credential, name="add_credential"),
    path("staff/<int:account_id>/languages", member.languages, name="member_languages"),
    path("staff/<int:account_id>/off", staff.account_off, name="account_off"),
    path("health", health.health, name="health"),
]
