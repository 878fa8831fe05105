"""Every policy a clinic can set for itself, in one list; each stands beside what it rules."""

from typing import Any

from stepdown.clinic.coming.reminder_rules import SESSION_REMINDERS
from stepdown.clinic.drug_tests.queries import TESTS
from stepdown.clinic.intake.reminders import REMINDERS
from stepdown.clinic.outreach.outreach_rules import OUTREACH
from stepdown.clinic.plans.due import REVIEWS
from stepdown.clinic.policies.policy import Policy
from stepdown.clinic.presence.door_rules import DOOR
from stepdown.clinic.progress.forecast import LOW_WEEKS
from stepdown.clinic.progress.queries import STEPS
from stepdown.clinic.sessions.formats import NOTES
from stepdown.clinic.treatment.figures import FRESH, USUAL

POLICIES: tuple[Policy[Any], ...] = (
    NOTES,
    REVIEWS,
    DOOR,
    OUTREACH,
    LOW_WEEKS,
    STEPS,
    SESSION_REMINDERS,
    REMINDERS,
    TESTS,
    USUAL,
    FRESH,
)
