"""Addresses of what loved ones told, and of who may be told what."""

from django.urls import path

from stepdown.web.staff.told import charted, inbox

urlpatterns = [
    path("told", inbox.told, name="told"),
    path("told/one", inbox.told_one, name="told_one"),
    path("told/back", inbox.told_back, name="told_back"),
    path("p/<str:code>/told", charted.told_about, name="told_about"),
    path("p/<str:code>/told/elsewhere", charted.told_elsewhere, name="told_elsewhere"),
    path("p/<str:code>/told/tell", charted.tell, name="tell_loved_one"),
    path("p/<str:code>/sharing", charted.sharing, name="sharing"),
    path("p/<str:code>/sharing/new", charted.sharing_new, name="sharing_new"),
    path("p/<str:code>/sharing/one", charted.sharing_one, name="sharing_one"),
]
