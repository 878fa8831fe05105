"""Addresses of this station. They say "samples", so that no address tells what is tested."""

from django.urls import path

from stepdown.web.staff.samples import collecting, medicines, results, views

urlpatterns = [
    path("p/<str:code>/samples", views.samples, name="samples"),
    path("p/<str:code>/samples/plan", views.plan, name="samples_plan"),
    path("p/<str:code>/samples/<int:test_id>/cup", collecting.cup, name="sample_cup"),
    path("p/<str:code>/samples/<int:test_id>/none", collecting.none_given, name="sample_none"),
    path("p/<str:code>/samples/<int:test_id>/quick", results.quick, name="sample_quick"),
    path("p/<str:code>/samples/<int:test_id>/sure", results.sure, name="sample_sure"),
    path("p/<str:code>/taking", medicines.taking, name="taking"),
]
