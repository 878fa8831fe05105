"""What is done in treatment: assess, advise, decide, admit, hold and end."""

from stepdown.clinic.treatment.operations.admitting import (
    Requirement,
    UnableToAdmit,
    admission_requirements,
    admit_patient,
)
from stepdown.clinic.treatment.operations.apart import (
    UnableToKeepApart,
    keep_apart,
    lift_no_contact,
)
from stepdown.clinic.treatment.operations.asked import sign_asked_form
from stepdown.clinic.treatment.operations.assessing import (
    DANGER_SIGNS,
    PAWSS_HIGHEST,
    UnableToAssess,
    instrument_title,
    record_use_history,
    record_vitals,
    score_instrument,
    seldom_values,
)
from stepdown.clinic.treatment.operations.checklist import (
    ItemAnswer,
    UnableToAnswer,
    answer_checklist,
    save_checklist_item,
    sign_agreement,
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
from stepdown.clinic.treatment.operations.examining import save_part, sign_examination
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
from stepdown.clinic.treatment.operations.team import replace_member
from stepdown.clinic.treatment.operations.views import UnableToTellView, tell_view

__all__ = [
    "DANGER_SIGNS",
    "DISPOSITIONS",
    "PAWSS_HIGHEST",
    "WEEKDAYS",
    "AreaRating",
    "HandOverCall",
    "ItemAnswer",
    "NotThere",
    "PlacementDecision",
    "Requirement",
    "UnableToAdmit",
    "UnableToAnswer",
    "UnableToAnswerSafetyStep",
    "UnableToAssess",
    "UnableToChangeEpisode",
    "UnableToChangeRules",
    "UnableToKeepApart",
    "UnableToPlace",
    "UnableToRefer",
    "UnableToSetCommitments",
    "UnableToSettle",
    "UnableToTellView",
    "admission_requirements",
    "admit_patient",
    "answer_checklist",
    "answer_safety_step",
    "approve_rules",
    "change_threshold",
    "correct_instrument",
    "correct_use_history",
    "correct_vitals",
    "end_episode",
    "hold_episode",
    "instrument_title",
    "keep_apart",
    "lift_no_contact",
    "move_referral",
    "note_contact",
    "open_for_assessment",
    "rate_areas",
    "record_use_history",
    "record_vitals",
    "refer_to_detox",
    "replace_member",
    "resume_episode",
    "save_checklist_item",
    "save_detox_place",
    "save_part",
    "score_instrument",
    "seldom_values",
    "send_items",
    "set_commitments",
    "set_emergency_contact",
    "settle_detox_need",
    "sign_agreement",
    "sign_asked_form",
    "sign_examination",
    "sign_placement",
    "tell_view",
]
