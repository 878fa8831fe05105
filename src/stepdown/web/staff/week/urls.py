from django.urls import URLPattern, path

from stepdown.web.staff.week import views

urlpatterns: list[URLPattern] = [
    path("p/<str:code>/week", views.week, name="week"),
    path("timetable", views.timetable, name="timetable"),
]
