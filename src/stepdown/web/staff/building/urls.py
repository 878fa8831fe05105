from django.urls import URLPattern, path

from stepdown.web.staff.building import views

urlpatterns: list[URLPattern] = [
    path("timetable/build", views.builds, name="week_builds"),
    path("timetable/build/<int:build_id>", views.build, name="week_build"),
]
