"""Addresses of this station."""

from django.urls import URLPattern, path

from stepdown.web.staff.sessions import door, sheets, today, views

urlpatterns: list[URLPattern] = [
    path("today", today.today, name="today"),
    path("sheets", sheets.day_sheets, name="day_sheets"),
    path("s/series/<int:series_id>/<str:on>", views.session_of_day, name="session_of_day"),
    path("s/<int:session_id>", views.session, name="session"),
    path("s/<int:session_id>/roll", views.roll, name="session_roll"),
    path("s/<int:session_id>/door", door.session_door, name="session_door"),
    path("s/<int:session_id>/close", views.close, name="session_close"),
    path("s/<int:session_id>/mark/<int:attendance_id>", views.mark_again, name="correct_mark"),
    path("s/<int:session_id>/note", views.note, name="session_note"),
    path("s/<int:session_id>/sign", views.sign, name="session_sign"),
]
