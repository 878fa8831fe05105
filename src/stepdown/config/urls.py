"""Every address. Quiet on purpose: no name, substance or program word in any of them."""

from django.urls import include, path

from stepdown.web.family import urls as family
from stepdown.web.front import urls as front
from stepdown.web.patient import urls as patient
from stepdown.web.staff import urls as staff

urlpatterns = [
    path("accounts/", include("stepdown.config.account_urls")),
    *front.urlpatterns,
    *staff.urlpatterns,
    *patient.urlpatterns,
    *family.urlpatterns,
]

handler400 = "stepdown.web.ui.errors.bad_request"
handler403 = "stepdown.web.ui.errors.forbidden"
handler404 = "stepdown.web.ui.errors.not_found"
handler500 = "stepdown.web.ui.errors.server_error"
