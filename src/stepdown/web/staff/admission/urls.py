"""Addresses of this station."""

from django.urls import URLPattern, path

from stepdown.web.staff.admission import asking, checklist, team, views

urlpatterns: list[URLPattern] = [
    path("p/<str:code>/care", views.care, name="care"),
    path("p/<str:code>/care/contact", views.care_contact, name="care_contact"),
    path("p/<str:code>/care/hours", views.hours_taken, name="hours_taken"),
    path("p/<str:code>/care/checklist", asking.checklist, name="care_checklist"),
    path("p/<str:code>/care/agreement", asking.agreement, name="care_agreement"),
    path("p/<str:code>/care/apart", asking.apart, name="care_apart"),
    path("p/<str:code>/care/team/<str:role>", team.change_member, name="change_member"),
    path("setup/checklist/<int:site_id>", checklist.edit, name="setup_checklist"),
    path(
        "setup/checklist/<int:site_id>/<slug:key>", checklist.edit_item, name="setup_checklist_item"
    ),
    path("p/<str:code>/care/hold", views.hold_care, name="hold_care"),
    path("p/<str:code>/care/back", views.resume_care, name="resume_care"),
    path("p/<str:code>/care/end", views.end_care, name="end_care"),
    path("p/<str:code>/care/again", views.assess_again, name="assess_again"),
]
