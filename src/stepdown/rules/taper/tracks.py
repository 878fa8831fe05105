"""Tracks: for whom a session is held, and whom that suits. An open session suits everybody."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

LANGUAGE, GENDER = "language", "gender"  # what a person may ask of every group
YOUNG_ADULT, CO_OCCURRING = "young adult", "co-occurring"


@dataclass(frozen=True, slots=True)
class TrackRules:
    """The figures of `tracks.toml`; the last age is included."""

    usual_language: str
    young_from: int
    young_to: int
    genders: Mapping[str, str]


@cache
def track_rules() -> TrackRules:
    data = tomllib.loads((files(__package__) / "tracks.toml").read_text(encoding="utf-8"))
    return TrackRules(
        usual_language=data["usual_language"],
        young_from=data["young_adult_from"]["value"],
        young_to=data["young_adult_to"]["value"],
        genders=MappingProxyType(data["genders"]),
    )


@dataclass(frozen=True, slots=True)
class Track:
    """Nothing set: open to everybody of the age group. `gender`: a key of `tracks.toml`."""

    language: str = ""
    gender: str = ""
    is_young_adult: bool = False
    is_co_occurring: bool = False

    @property
    def is_open(self) -> bool:
        return self == Track()

    @property
    def held_in(self) -> str:
        return _plain(self.language or track_rules().usual_language)

    def asks_for(self) -> frozenset[str]:
        """What whoever joins has to be, as tags."""
        found = {
            f"{LANGUAGE} {_plain(self.language)}": bool(self.language),
            f"{GENDER} {self.gender}": bool(self.gender),
            YOUNG_ADULT: self.is_young_adult,
            CO_OCCURRING: self.is_co_occurring,
        }
        return frozenset(tag for tag, is_asked in found.items() if is_asked)

    def within(self, program: "Track") -> "Track":
        """A session's own track together with that of its program, which it cannot undo."""
        return Track(
            program.language or self.language,
            program.gender or self.gender,
            program.is_young_adult or self.is_young_adult,
            program.is_co_occurring or self.is_co_occurring,
        )

    def words(self) -> str:
        """ "held in Spanish, for women", for staff; empty where it is open."""
        rules = track_rules()
        found = {
            f"held in {self.language}": bool(self.language),
            f"for {rules.genders.get(self.gender, self.gender)}": bool(self.gender),
            f"ages {rules.young_from} to {rules.young_to}": self.is_young_adult,
            "co-occurring care": self.is_co_occurring,
        }
        return ", ".join(words for words, is_said in found.items() if is_said)


@dataclass(frozen=True, slots=True)
class Suits:
    """What of a person decides which tracks suit them. `languages`: those they said, `gender`:
    whose groups they would like; `only`: of LANGUAGE and GENDER, what they ask of every group."""

    languages: frozenset[str] = frozenset()
    gender: str = ""
    age: int | None = None
    is_co_occurring: bool = False
    only: frozenset[str] = frozenset()

    def tags(self) -> frozenset[str]:
        """What sessions may ask of them."""
        rules = track_rules()
        is_young = self.age is not None and rules.young_from <= self.age <= rules.young_to
        found = {f"{LANGUAGE} {one}" for one in self.languages}
        found |= {f"{GENDER} {self.gender}"} if self.gender else set()
        found |= {YOUNG_ADULT} if is_young else set()
        found |= {CO_OCCURRING} if self.is_co_occurring else set()
        return frozenset(found)

    def met_by(self, track: Track, *, spoken: frozenset[str], is_alone: bool) -> frozenset[str]:
        """Which of LANGUAGE and GENDER a session keeps. `spoken`: languages of who leads it, which
        is enough where nobody else is there; whose group it is does not matter then."""
        held_in = {track.held_in} | (spoken if is_alone else frozenset())
        found = {LANGUAGE} if held_in & self.languages else set()
        found |= {GENDER} if is_alone or track.gender == self.gender else set()
        return frozenset(found)


def named_languages(words: str) -> frozenset[str]:
    """ "Spanish, English" as both."""
    return frozenset(_plain(one) for one in words.split(",") if one.strip())


def _plain(word: str) -> str:
    return word.strip().casefold()


def track_from(content: Mapping[str, Any]) -> Track:
    """From plain data, as files and the record keep it."""
    return Track(**content)


def track_content(track: Track) -> dict[str, Any]:
    return asdict(track)
