"""Addresses of this station."""

from django.urls import URLPattern, path

from stepdown.web.staff.admission import views

urlpatterns: list[URLPattern] = [
    path("p/<str:code>/care", views.care, name="care"),
    path("p/<str:code>/care/contact", views.care_contact, name="care_contact"),
    path("p/<str:code>/care/hours", views.hours_taken, name="hours_taken"),
    path("p/<str:code>/care/hold", views.hold_care, name="hold_care"),
    path("p/<str:code>/care/back", views.resume_care, name="resume_care"),
    path("p/<str:code>/care/end", views.end_care, name="end_care"),
    path("p/<str:code>/care/again", views.assess_again, name="assess_again"),
]
