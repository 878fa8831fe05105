"""Writing who is beside a person: guests of family sessions, and the note about each."""

from stepdown.clinic.circle.operations.guests import (
    UnableToInviteGuest,
    invite_guest,
    note_guest,
    settle_guest,
    withdraw_guest,
)

__all__ = [
    "UnableToInviteGuest",
    "invite_guest",
    "note_guest",
    "settle_guest",
    "withdraw_guest",
]
