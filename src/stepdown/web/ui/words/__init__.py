"""Which words the product uses about people, and which never leave the building.

Both lists are data beside this file. They hold for what we write (pages, messages, documents),
never for what people type. Sources: the design guide 5.2 and 5.4, which name theirs.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Finding:
    """A word that does not belong, as it stands in the text, and what to say instead."""

    word: str
    say: str


@dataclass(frozen=True)
class Entry:
    """A pattern to find. `allowed` holds the phrases in which the same word is right."""

    pattern: re.Pattern[str]
    allowed: tuple[re.Pattern[str], ...]
    say: str = ""

    def words_in(self, text: str) -> list[str]:
        for phrase in self.allowed:
            text = phrase.sub(" ", text)
        return [match.group() for match in self.pattern.finditer(text)]


def unkind_words(text: str) -> list[Finding]:
    """Every word in `text` that the person-first list replaces."""
    return [Finding(word, entry.say) for entry in _person_first() for word in entry.words_in(text)]


def revealing_words(text: str, *, outside: bool = False) -> list[str]:
    """Words in `text` (an address, a title, a log line) that tell of the kind of care.

    `outside` is for messages that leave the program (mail, calendar): there, words that tell
    of any health care count too.
    """
    spaced = re.sub(r"[-_/.]+", " ", text)
    lists = ("everywhere", "outside") if outside else ("everywhere",)
    return [word for name in lists for entry in _quiet(name) for word in entry.words_in(spaced)]


@cache
def _person_first() -> tuple[Entry, ...]:
    content = tomllib.loads((FOLDER / "person_first.toml").read_text())
    return tuple(_entry(each) for each in content["term"])


@cache
def _quiet(name: str) -> tuple[Entry, ...]:
    content = tomllib.loads((FOLDER / "quiet_words.toml").read_text())
    return (_entry(content[name]),)


def _entry(raw: dict[str, Any]) -> Entry:
    allowed = tuple(_pattern([phrase]) for phrase in raw.get("allowed", []))
    return Entry(_pattern(raw["never"]), allowed, raw.get("say", ""))


def _pattern(words: list[str]) -> re.Pattern[str]:
    """`*` stands for any ending; words all in capitals are looked for as such."""
    parts = [re.escape(word).replace(r"\*", r"\w*") for word in words]
    parts = [part.replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]*") for part in parts]
    capitals = all(word.isupper() for word in words)
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", 0 if capitals else re.IGNORECASE)
