"""What a note must not say: pure checks on words, before anything is signed.

Source: clinic review 10. A member's full name blocks; a first name, or two people's lines that
are nearly the same, warns and needs a deliberate answer.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

ALIKE = 0.9  # share of equal text from which two lines count as nearly the same (ours)
SHORTEST_LINE = 20  # signs; shorter lines are alike by chance


@dataclass(frozen=True)
class Member:
    """A member's names, for comparing only."""

    patient_id: int
    given_name: str
    family_name: str = ""
    name_used: str = ""


@dataclass(frozen=True)
class OwnText:
    """Everything written about one person alone."""

    patient_id: int
    short_name: str
    line: str
    plan: str


@dataclass(frozen=True)
class NoteCheck:
    """`blocks`, `name_warnings` and `alike_warnings` are sentences; no blocks: it may be signed
    once the warnings are answered."""

    blocks: tuple[str, ...] = ()
    name_warnings: tuple[str, ...] = ()
    alike_warnings: tuple[str, ...] = ()


def words_of(text: str) -> list[str]:
    """Words without case, accents or signs: "Zoë's" and "zoe s" compare alike."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (sign for sign in plain if not unicodedata.combining(sign))
    return "".join(sign if sign.isalnum() else " " for sign in kept).split()


def check_texts(*, shared: str, own: Iterable[OwnText], members: Iterable[Member]) -> NoteCheck:
    """Looks for any member in the shared part, and for the other members in each own text."""
    everyone, own = list(members), list(own)
    found = [_find("The shared part", shared, everyone)]
    for text in own:
        others = [one for one in everyone if one.patient_id != text.patient_id]
        mine = next((one for one in everyone if one.patient_id == text.patient_id), None)
        spared = set(_first_names(mine)) if mine else set()
        found.append(_find(f"{text.short_name}'s line", text.line, others, spared))
        found.append(_find(f"{text.short_name}'s plan", text.plan, others, spared))
    return NoteCheck(
        blocks=tuple(block for blocks, _ in found for block in blocks),
        name_warnings=tuple(warning for _, warnings in found for warning in warnings),
        alike_warnings=tuple(_alike(own)),
    )


def _find(
    where: str, text: str, members: Iterable[Member], spared: Iterable[str] = ()
) -> tuple[list[str], list[str]]:
    words = words_of(text)
    members = list(members)
    if any(_holds(words, name) for member in members for name in _full_names(member)):
        return [f"{where} has a group member's full name. Take it out before you sign."], []
    first = {name for member in members for name in _single_names(member)} - set(spared)
    seen = sorted(first & set(words))
    return [], [f"{where} has the word “{word}”, a name in this group." for word in seen]


def _holds(words: list[str], name: list[str]) -> bool:
    size = len(name)
    return any(words[i : i + size] == name for i in range(len(words) - size + 1))


def _full_names(member: Member) -> list[list[str]]:
    """First and last name in either order, with all given names or only one of them."""
    family = words_of(member.family_name)
    if not family:
        return []
    given = [words_of(member.given_name), words_of(member.name_used)]
    firsts = [name for name in given if name] + [[word] for name in given for word in name]
    lasts = [family, family[-1:]]
    return [pair for first in firsts for last in lasts for pair in (first + last, last + first)]


def _first_names(member: Member) -> list[str]:
    return [*words_of(member.given_name), *words_of(member.name_used)]


def _single_names(member: Member) -> list[str]:
    """One name alone: a first name or the family name. A single letter names nobody."""
    words = [*_first_names(member), *words_of(member.family_name)]
    return [word for word in words if len(word) > 1]


def _alike(own: Iterable[OwnText]) -> Iterable[str]:
    lines: Mapping[str, str] = {
        text.short_name: joined
        for text in own
        if len(joined := " ".join(words_of(text.line))) >= SHORTEST_LINE
    }
    for (one, first), (other, second) in combinations(lines.items(), 2):
        match = SequenceMatcher(None, first, second, autojunk=False)
        # each is never below the next, and takes a fraction of its time
        shares = (match.real_quick_ratio, match.quick_ratio, match.ratio)
        if all(share() >= ALIKE for share in shares):
            yield f"The lines of {one} and {other} are nearly the same."
