"""Addresses of this station."""

from django.urls import path

from stepdown.web.staff.lessons import views

urlpatterns = [
    path("lessons", views.lessons, name="lessons"),
    path("lessons/<str:lesson>", views.lesson, name="lesson"),
    path("s/<int:session_id>/lesson", views.session_lesson, name="session_lesson"),
    path("p/<str:code>/lessons", views.lessons_of_one, name="lessons_of_one"),
]
