from django.urls import URLPattern, path

from stepdown.web.staff.week import instead, views, waiting

urlpatterns: list[URLPattern] = [
    path("p/<str:code>/week", views.week, name="week"),
    path("p/<str:code>/instead", instead.instead, name="instead"),
    path("waiting", waiting.waiting, name="waiting"),
    path("timetable", views.timetable, name="timetable"),
]
