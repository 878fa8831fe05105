"""Whether somebody may be told something: within a consent's topics and its time, or not at all."""

from stepdown.rules.consent.scope import Scope, Topic, may_tell

__all__ = ["Scope", "Topic", "may_tell"]
