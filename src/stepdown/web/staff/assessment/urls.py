"""Addresses of this station. They name no instrument and no substance."""

from django.urls import URLPattern, path

from stepdown.web.staff.assessment import deciding, own_copy, rating, safety, scales, views

urlpatterns: list[URLPattern] = [
    path("p/<str:code>/assessment", views.assessment, name="assessment"),
    path("p/<str:code>/assessment/agreed", views.consents, name="consents"),
    path("p/<str:code>/assessment/vitals", views.vitals, name="vitals"),
    path("p/<str:code>/assessment/history", views.use_history, name="use_history"),
    path(
        "p/<str:code>/assessment/scale-a", scales.scale, {"instrument": "ciwa-ar"}, name="scale_a"
    ),
    path("p/<str:code>/assessment/scale-b", scales.scale, {"instrument": "cows"}, name="scale_b"),
    path("p/<str:code>/assessment/mood", scales.scale, {"instrument": "phq-9"}, name="mood"),
    path(
        "p/<str:code>/assessment/criteria",
        scales.scale,
        {"instrument": "dsm-5-count"},
        name="criteria",
    ),
    path("p/<str:code>/assessment/safety", safety.safety, name="safety"),
    path("p/<str:code>/assessment/areas", rating.areas, name="areas"),
    path("p/<str:code>/advice", deciding.advice, name="advice"),
    path("p/<str:code>/advice/copy", own_copy.own_copy, name="advice_copy"),
    path("p/<str:code>/clearing", deciding.clearing, name="detox"),
]
