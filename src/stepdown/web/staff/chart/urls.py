"""Addresses of this station."""

from django.urls import path

from stepdown.web.staff.chart import details, people, views

urlpatterns = [
    path("find", people.find, name="find"),
    path("people", people.people, name="people"),
    path("p/<str:code>", views.chart, name="chart"),
    path("p/<str:code>/details", details.details, name="details"),
    path("p/<str:code>/details/contact", details.contact, name="contact"),
    path("p/<str:code>/details/texts", details.texts, name="texts"),
    path("p/<str:code>/details/confirm", details.confirm, name="confirm"),
    path("p/<str:code>/record", views.record, name="record"),
    path("p/<str:code>/record/settle", views.settle, name="settle"),
    path("p/<str:code>/record/<int:arrival_id>", views.original, name="original"),
]
