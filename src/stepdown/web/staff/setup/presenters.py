"""What the templates of the settings get."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SiteCard:
    """A site with what it has."""

    site_id: int
    name: str
    facts: tuple[tuple[str, str], ...]
    rooms: tuple[str, ...]
    programs: tuple[str, ...]
    session_count: int
    times: tuple[str, ...]
    public: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MemberLine:
    """Somebody's account with all their posts."""

    account_id: int
    name: str
    email: str
    posts: str
    is_active: bool
    is_me: bool
    has_lapsed: bool
