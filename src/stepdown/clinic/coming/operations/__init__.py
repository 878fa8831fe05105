"""What a person does about their own times."""

from stepdown.clinic.coming.operations.feeding import end_feed, make_feed, read_feed

__all__ = ["end_feed", "make_feed", "read_feed"]
