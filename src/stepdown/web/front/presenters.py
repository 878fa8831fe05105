"""What templates of the front get."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RoleCard:
    """A role and the sentences that say what it may do."""

    label: str
    sentences: tuple[str, ...]
    is_mine: bool


@dataclass(frozen=True)
class OwnAccount:
    email: str
    has_second_step: bool
    roles: str
