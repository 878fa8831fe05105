"""The front door, and what everybody who is signed in may see."""

from django.urls import path

from stepdown.web.front import demo, own, views

urlpatterns = [
    path("", views.front, name="front"),
    path("home", views.home, name="home"),
    path("roles", views.roles, name="roles"),
    path("styleguide", views.styleguide, name="styleguide"),
    path("settings", own.own_settings, name="own_settings"),
    path("settings/sign-out-everywhere", own.end_sessions, name="end_sessions"),
    path("demo/enter", demo.demo_enter, name="demo_enter"),
]
