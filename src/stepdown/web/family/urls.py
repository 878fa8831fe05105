from django.urls import URLPattern, path

from stepdown.web.family import views

urlpatterns: list[URLPattern] = [path("family", views.family_home, name="family_home")]
