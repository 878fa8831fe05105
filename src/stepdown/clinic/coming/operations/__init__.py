"""What a person does about their own times."""

from stepdown.clinic.coming.operations.answering import (
    UnableToAnswer,
    answer_session,
    choose_other_time,
    say_wish,
    settle_wish,
)
from stepdown.clinic.coming.operations.away import arrange_away
from stepdown.clinic.coming.operations.feeding import end_feed, make_feed, read_feed
from stepdown.clinic.coming.operations.reminding import (
    ask_for_reminders,
    queue_session_reminders,
)

__all__ = [
    "UnableToAnswer",
    "answer_session",
    "arrange_away",
    "ask_for_reminders",
    "choose_other_time",
    "end_feed",
    "make_feed",
    "queue_session_reminders",
    "read_feed",
    "say_wish",
    "settle_wish",
]
