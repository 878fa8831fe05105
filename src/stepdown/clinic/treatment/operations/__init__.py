"""What is done in treatment: assess, advise, decide, admit, hold and end."""

from stepdown.clinic.treatment.operations.admitting import (
    Requirement,
    UnableToAdmit,
    admission_requirements,
    admit_patient,
)
from stepdown.clinic.treatment.operations.assessing import (
    DANGER_SIGNS,
    PAWSS_HIGHEST,
    UnableToAssess,
    instrument_title,
    record_use_history,
    record_vitals,
    score_instrument,
)
from stepdown.clinic.treatment.operations.commitments import (
    WEEKDAYS,
    UnableToSetCommitments,
    set_commitments,
    set_emergency_contact,
)
from stepdown.clinic.treatment.operations.correcting import (
    correct_instrument,
    correct_use_history,
    correct_vitals,
)
from stepdown.clinic.treatment.operations.detox import UnableToSettle, settle_detox_need
from stepdown.clinic.treatment.operations.episodes import (
    UnableToChangeEpisode,
    end_episode,
    hold_episode,
    open_for_assessment,
    resume_episode,
)
from stepdown.clinic.treatment.operations.placing import (
    PlacementDecision,
    UnableToPlace,
    sign_placement,
)
from stepdown.clinic.treatment.operations.rating import AreaRating, rate_areas
from stepdown.clinic.treatment.operations.referring import (
    HandOverCall,
    NotThere,
    UnableToRefer,
    move_referral,
    note_contact,
    refer_to_detox,
    save_detox_place,
    send_items,
)
from stepdown.clinic.treatment.operations.rules import (
    UnableToChangeRules,
    approve_rules,
    change_threshold,
)
from stepdown.clinic.treatment.operations.safety import (
    DISPOSITIONS,
    UnableToAnswerSafetyStep,
    answer_safety_step,
)

__all__ = [
    "DANGER_SIGNS",
    "DISPOSITIONS",
    "PAWSS_HIGHEST",
    "WEEKDAYS",
    "AreaRating",
    "HandOverCall",
    "NotThere",
    "PlacementDecision",
    "Requirement",
    "UnableToAdmit",
    "UnableToAnswerSafetyStep",
    "UnableToAssess",
    "UnableToChangeEpisode",
    "UnableToChangeRules",
    "UnableToPlace",
    "UnableToRefer",
    "UnableToSetCommitments",
    "UnableToSettle",
    "admission_requirements",
    "admit_patient",
    "answer_safety_step",
    "approve_rules",
    "change_threshold",
    "correct_instrument",
    "correct_use_history",
    "correct_vitals",
    "end_episode",
    "hold_episode",
    "instrument_title",
    "move_referral",
    "note_contact",
    "open_for_assessment",
    "rate_areas",
    "record_use_history",
    "record_vitals",
    "refer_to_detox",
    "resume_episode",
    "save_detox_place",
    "score_instrument",
    "send_items",
    "set_commitments",
    "set_emergency_contact",
    "settle_detox_need",
    "sign_placement",
]
