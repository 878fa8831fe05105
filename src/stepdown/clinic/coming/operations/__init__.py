"""What a person does about their own times."""

from stepdown.clinic.coming.operations.answering import (
    UnableToAnswer,
    answer_session,
    choose_other_time,
    say_wish,
    settle_wish,
)
from stepdown.clinic.coming.operations.feeding import end_feed, make_feed, read_feed

__all__ = [
    "UnableToAnswer",
    "answer_session",
    "choose_other_time",
    "end_feed",
    "make_feed",
    "read_feed",
    "say_wish",
    "settle_wish",
]
