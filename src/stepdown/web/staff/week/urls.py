from django.urls import URLPattern, path

from stepdown.web.staff.week import closed, instead, views

urlpatterns: list[URLPattern] = [
    path("p/<str:code>/week", views.week, name="week"),
    path("p/<str:code>/instead", instead.instead, name="instead"),
    path("timetable", views.timetable, name="timetable"),
    path("timetable/closed", closed.closed_days, name="closed_days"),
    path("timetable/closed/new", closed.close_day, name="close_day"),
    path("timetable/closed/<int:closed_id>", closed.closed_day, name="closed_day"),
]
