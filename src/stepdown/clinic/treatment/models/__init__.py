"""The episode of care: what must come before it, who gives it, and what life surrounds it."""

from stepdown.clinic.treatment.models.admission import ChecklistItem, ChecklistMark, NoContact
from stepdown.clinic.treatment.models.approved_rules import PlacementRules
from stepdown.clinic.treatment.models.care import (
    Commitment,
    DetoxNeed,
    EmergencyContact,
    Episode,
    EpisodeStart,
    PlannedPhase,
    TeamMember,
)
from stepdown.clinic.treatment.models.detox import DetoxPlace, DetoxReferral, ReferralStep
from stepdown.clinic.treatment.models.examination import PartInWork
from stepdown.clinic.treatment.models.views import PersonsView

__all__ = [
    "ChecklistItem",
    "ChecklistMark",
    "Commitment",
    "DetoxNeed",
    "DetoxPlace",
    "DetoxReferral",
    "EmergencyContact",
    "Episode",
    "EpisodeStart",
    "NoContact",
    "PartInWork",
    "PersonsView",
    "PlacementRules",
    "PlannedPhase",
    "ReferralStep",
    "TeamMember",
]
