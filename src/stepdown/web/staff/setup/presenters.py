"""What the templates of the settings get."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SiteCard:
    """A site with what it has."""

    site_id: int
    name: str
    facts: tuple[tuple[str, str], ...]
    rooms: tuple["RoomLine", ...]
    programs: tuple["ProgramLine", ...]
    sessions: tuple["SessionLine", ...]
    times: tuple[str, ...]
    public: tuple[tuple[str, str], ...]
    cover: tuple[tuple[str, str], ...]
    places: tuple["PlaceLine", ...]


@dataclass(frozen=True)
class ProgramLine:
    """`is_open`: it was started from a template, and its page says what it is made of."""

    program_id: int
    name: str
    words: str
    is_open: bool


@dataclass(frozen=True)
class PlaceLine:
    """A place for detox to which the site refers."""

    place_id: int
    name: str
    words: str


@dataclass(frozen=True)
class RoomLine:
    room_id: int
    name: str
    words: str


@dataclass(frozen=True)
class SessionLine:
    """A weekly session: when, and where with whom; `end` says when it ends, if it does."""

    series_id: int
    title: str
    note: str
    end: str


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


@dataclass(frozen=True)
class PastMember:
    """Somebody whose roles here have ended and whose account is still on."""

    account_id: int
    name: str
    email: str


@dataclass(frozen=True)
class RoleLine:
    """A role at a site with its dates in words; `lacks_credential`: can write but not sign."""

    post_id: int
    words: str
    note: str
    is_held: bool
    lacks_credential: bool
    signs_notes: bool


@dataclass(frozen=True)
class CredentialLine:
    """`tag` and `tone` say in a word how it stands today."""

    words: str
    note: str
    tag: str
    tone: str


@dataclass(frozen=True)
class MemberPage:
    """One member of staff; `gives_credentials`: whether the reader may add one."""

    account_id: int
    name: str
    email: str
    languages: str
    is_active: bool
    is_me: bool
    roles: tuple[RoleLine, ...]
    credentials: tuple[CredentialLine, ...]
    gives_credentials: bool
