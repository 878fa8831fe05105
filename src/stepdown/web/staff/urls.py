"""The staff's pages, a package a station."""

from stepdown.web.staff.admission import urls as admission
from stepdown.web.staff.assessment import urls as assessment
from stepdown.web.staff.building import urls as building
from stepdown.web.staff.chart import urls as chart
from stepdown.web.staff.circle import urls as circle
from stepdown.web.staff.entries import urls as entries
from stepdown.web.staff.examination import urls as examination
from stepdown.web.staff.intake import urls as intake
from stepdown.web.staff.lessons import urls as lessons
from stepdown.web.staff.measures import urls as measures
from stepdown.web.staff.merging import urls as merging
from stepdown.web.staff.outreach import urls as outreach
from stepdown.web.staff.plans import urls as plans
from stepdown.web.staff.policies import urls as policies
from stepdown.web.staff.progress import urls as progress
from stepdown.web.staff.referral import urls as referral
from stepdown.web.staff.rules import urls as rules
from stepdown.web.staff.samples import urls as samples
from stepdown.web.staff.sessions import urls as sessions
from stepdown.web.staff.setup import urls as setup
from stepdown.web.staff.told import urls as told
from stepdown.web.staff.week import urls as week

urlpatterns = [
    *intake.urlpatterns,
    *chart.urlpatterns,
    *entries.urlpatterns,
    *merging.urlpatterns,
    *assessment.urlpatterns,
    *examination.urlpatterns,
    *measures.urlpatterns,
    *admission.urlpatterns,
    *rules.urlpatterns,
    *policies.urlpatterns,
    *referral.urlpatterns,
    *plans.urlpatterns,
    *week.urlpatterns,
    *building.urlpatterns,
    *samples.urlpatterns,
    *sessions.urlpatterns,
    *outreach.urlpatterns,
    *circle.urlpatterns,
    *lessons.urlpatterns,
    *progress.urlpatterns,
    *told.urlpatterns,
    *setup.urlpatterns,
]
