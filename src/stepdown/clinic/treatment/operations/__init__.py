"""What is done in treatment: assess, advise, decide, admit, hold and end."""

from stepdown.clinic.treatment.operations.admitting import (
    Requirement,
    UnableToAdmit,
    admission_requirements,
    admit_patient,
)
from stepdown.clinic.treatment.operations.asked import sign_asked_form
from stepdown.clinic.treatment.operations.assessing import (
    DANGER_SIGNS,
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
from stepdown.clinic.treatment.operations.safety import (
    DISPOSITIONS,
    UnableToAnswerSafetyStep,
    answer_safety_step,
)

__all__ = [
    "DANGER_SIGNS",
    "DISPOSITIONS",
    "WEEKDAYS",
    "PlacementDecision",
    "Requirement",
    "UnableToAdmit",
    "UnableToAnswerSafetyStep",
    "UnableToAssess",
    "UnableToChangeEpisode",
    "UnableToPlace",
    "UnableToSetCommitments",
    "UnableToSettle",
    "admission_requirements",
    "admit_patient",
    "answer_safety_step",
    "correct_instrument",
    "correct_use_history",
    "correct_vitals",
    "end_episode",
    "hold_episode",
    "instrument_title",
    "open_for_assessment",
    "record_use_history",
    "record_vitals",
    "resume_episode",
    "score_instrument",
    "set_commitments",
    "set_emergency_contact",
    "settle_detox_need",
    "sign_asked_form",
    "sign_placement",
]
