"""Writing who is beside a person: guests of family sessions, and support groups outside."""

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
    "invite_guest",
    "note_guest",
    "remove_meeting",
    "settle_guest",
    "verify_meeting",
    "withdraw_guest",
    "write_meeting",
]
