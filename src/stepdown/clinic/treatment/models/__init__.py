"""The episode of care: what must come before it, who gives it, and what life surrounds it."""

from stepdown.clinic.treatment.models.approved_rules import PlacementRules
from stepdown.clinic.treatment.models.care import (
    Commitment,
    DetoxNeed,
    EmergencyContact,
    Episode,
    PlannedPhase,
    TeamMember,
)
from stepdown.clinic.treatment.models.detox import DetoxPlace, DetoxReferral, ReferralStep

__all__ = [
    "Commitment",
    "DetoxNeed",
    "DetoxPlace",
    "DetoxReferral",
    "EmergencyContact",
    "Episode",
    "PlacementRules",
    "PlannedPhase",
    "ReferralStep",
    "TeamMember",
]
