"""Addresses of the hand-over. They say nothing about what it is for."""

from django.urls import URLPattern, path

from stepdown.web.staff.referral import places, views

urlpatterns: list[URLPattern] = [
    path("p/<str:code>/referral", views.referral, name="detox_referral"),
    path("p/<str:code>/referral/move", views.move, name="move_referral"),
    path("p/<str:code>/referral/contact", views.contact, name="referral_contact"),
    path("p/<str:code>/referral/told", views.told, name="referral_told"),
    path("p/<str:code>/referral/copy", views.own_copy, name="referral_copy"),
    path("setup/place", places.place, name="setup_place"),
    path("setup/place/<int:place_id>", places.place, name="change_place"),
]
