from django.urls import URLPattern, path

from stepdown.web.staff.week import away, calls, changing, closed, instead, sheet, views, waiting

urlpatterns: list[URLPattern] = [
    path("p/<str:code>/week", views.week, name="week"),
    path("p/<str:code>/instead", instead.instead, name="instead"),
    path("p/<str:code>/week/sheet", sheet.week_sheet, name="week_sheet"),
    path("p/<str:code>/call", calls.change_call, name="change_call"),
    path("timetable/calls", calls.change_calls, name="change_calls"),
    path("waiting", waiting.waiting, name="waiting"),
    path("timetable", views.timetable, name="timetable"),
    path("timetable/session/<int:series_id>", changing.change_session, name="change_session"),
    path("timetable/change/<int:term_id>", changing.take_change_back, name="take_change_back"),
    path("timetable/away", away.away, name="away"),
    path("timetable/away/new", away.arrange, name="arrange_absence"),
    path("timetable/away/<int:absence_id>", away.absence, name="absence"),
    path("timetable/closed", closed.closed_days, name="closed_days"),
    path("timetable/closed/new", closed.close_day, name="close_day"),
    path("timetable/closed/<int:closed_id>", closed.closed_day, name="closed_day"),
]
