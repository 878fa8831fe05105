from django.urls import URLPattern, path

from stepdown.web.staff.outreach import views

urlpatterns: list[URLPattern] = [
    path("p/<str:code>/outreach", views.outreach, name="outreach"),
]
