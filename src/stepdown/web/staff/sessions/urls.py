"""Addresses of this station."""

from django.urls import URLPattern, path

from stepdown.web.staff.sessions import (
    co_signing,
    counseling,
    door,
    incident_list,
    incidents,
    individual,
    sheets,
    today,
    unfit,
    video,
    views,
    walking_in,
)

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
    path("s/<int:session_id>/walk-in", walking_in.walking_in, name="walk_in"),
    path("s/<int:session_id>/unfit", unfit.who_is_unfit, name="who_is_unfit"),
    path("p/<str:code>/video/<int:video_id>", video.before_video, name="before_video"),
    path("p/<str:code>/unfit", unfit.unfit, name="unfit"),
    path("reports", incident_list.incident_list, name="incident_list"),
    path("p/<str:code>/reports/new", incidents.incident_new, name="incident_new"),
    path("p/<str:code>/reports/<int:incident_id>", incidents.incident, name="incident"),
    path("p/<str:code>/own-notes", counseling.counseling_notes, name="counseling_notes"),
    path("co-sign", co_signing.co_sign_list, name="co_sign_list"),
    path("p/<str:code>/co-sign/<int:note_id>", co_signing.co_sign_note, name="co_sign"),
    path("s/<int:session_id>/sign", views.sign, name="session_sign"),
    path("p/<str:code>/note/<int:mark_id>", individual.individual_note, name="individual_note"),
]
