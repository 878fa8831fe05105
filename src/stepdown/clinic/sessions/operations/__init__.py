"""What happens to a session: it is made, its roll is called and closed, its notes are signed."""

from stepdown.clinic.sessions.operations.co_signing import (
    UnableToCoSign,
    co_sign,
    send_note_back,
    set_supervisor,
)
from stepdown.clinic.sessions.operations.correcting import (
    CorrectedNote,
    correct_mark,
    correct_note,
)
from stepdown.clinic.sessions.operations.correcting_individual import (
    CorrectedIndividual,
    correct_individual_note,
)
from stepdown.clinic.sessions.operations.counseling import (
    UnableToKeepNote,
    keep_counseling_note,
)
from stepdown.clinic.sessions.operations.incidents import (
    Report,
    UnableToReport,
    finish_follow_up,
    report_incident,
)
from stepdown.clinic.sessions.operations.individual import (
    IndividualText,
    save_individual_note,
    sign_individual_note,
)
from stepdown.clinic.sessions.operations.notes import (
    NoteLine,
    UnableToSaveNote,
    UnableToSignNotes,
    save_note,
    sign_notes,
)
from stepdown.clinic.sessions.operations.occurrences import (
    UnableToOpenSession,
    open_session,
    session_for,
)
from stepdown.clinic.sessions.operations.roll import (
    Came,
    Mark,
    UnableToCallRoll,
    close_roll,
    mark_roll,
)
from stepdown.clinic.sessions.operations.unfit import (
    UnableToTakeStep,
    UnfitStep,
    sign_unfit_step,
)
from stepdown.clinic.sessions.operations.video import UnableToConfirmPlace, confirm_video_place
from stepdown.clinic.sessions.operations.walking_in import UnableToWalkIn, walk_in

__all__ = [
    "Came",
    "CorrectedIndividual",
    "CorrectedNote",
    "IndividualText",
    "Mark",
    "NoteLine",
    "Report",
    "UnableToCallRoll",
    "UnableToCoSign",
    "UnableToConfirmPlace",
    "UnableToKeepNote",
    "UnableToOpenSession",
    "UnableToReport",
    "UnableToSaveNote",
    "UnableToSignNotes",
    "UnableToTakeStep",
    "UnableToWalkIn",
    "UnfitStep",
    "close_roll",
    "co_sign",
    "confirm_video_place",
    "correct_individual_note",
    "correct_mark",
    "correct_note",
    "finish_follow_up",
    "keep_counseling_note",
    "mark_roll",
    "open_session",
    "report_incident",
    "save_individual_note",
    "save_note",
    "send_note_back",
    "session_for",
    "set_supervisor",
    "sign_individual_note",
    "sign_notes",
    "sign_unfit_step",
    "walk_in",
]
