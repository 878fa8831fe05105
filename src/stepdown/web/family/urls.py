"""Addresses of the pages of a loved one. None names a person: what is shown follows the account."""

from django.urls import URLPattern, path

from stepdown.web.family import views

urlpatterns: list[URLPattern] = [
    path("family", views.family_home, name="family_home"),
    path("family/tell", views.family_tell, name="family_tell"),
    path("family/told", views.family_told, name="family_told"),
]
