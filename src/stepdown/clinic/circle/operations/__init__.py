"""Writing who is beside a person: guests of family sessions, and support groups outside."""

from stepdown.clinic.circle.operations.evenings import UnableToPlanEvening, plan_family_session
from stepdown.clinic.circle.operations.guests import (
    UnableToInviteGuest,
    invite_guest,
    note_guest,
    settle_guest,
    withdraw_guest,
)
from stepdown.clinic.circle.operations.meetings import (
    UnableToKeepMeeting,
    remove_meeting,
    verify_meeting,
    write_meeting,
)

__all__ = [
    "UnableToInviteGuest",
    "UnableToKeepMeeting",
    "UnableToPlanEvening",
    "invite_guest",
    "note_guest",
    "plan_family_session",
    "remove_meeting",
    "settle_guest",
    "verify_meeting",
    "withdraw_guest",
    "write_meeting",
]
