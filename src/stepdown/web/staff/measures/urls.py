"""Addresses of forms that are filled in. They name no instrument."""

from django.urls import path

from stepdown.web.staff.measures import asked, views

urlpatterns = [
    path("p/<str:code>/forms", views.measures, name="measures"),
    path("p/<str:code>/forms/ask", asked.ask, name="ask_form"),
    path("p/<str:code>/forms/answered/<int:form_id>/code", asked.show_code, name="form_code"),
    path("p/<str:code>/forms/answered/<int:form_id>", asked.sign, name="sign_form"),
    path("p/<str:code>/forms/<slug:form>", views.fill, name="fill"),
]
