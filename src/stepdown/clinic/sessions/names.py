"""What a note must not say: pure checks on words, before anything is signed.

Source: clinic review 10. A member's full name blocks; a first name, or two people's lines that
are nearly the same, warns and needs a deliberate answer.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
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
    everyone, own = {one.patient_id: _names(one) for one in members}, list(own)
    found = [_find("The shared part", shared, everyone.values())]
    for text in own:
        others = [names for key, names in everyone.items() if key != text.patient_id]
        mine = everyone.get(text.patient_id)
        spared = mine.first if mine else frozenset()
        found.append(_find(f"{text.short_name}'s line", text.line, others, spared))
        found.append(_find(f"{text.short_name}'s plan", text.plan, others, spared))
    return NoteCheck(
        blocks=tuple(block for blocks, _ in found for block in blocks),
        name_warnings=tuple(warning for _, warnings in found for warning in warnings),
        alike_warnings=tuple(_alike(own)),
    )


@dataclass(frozen=True)
class _Names:
    """A member's names as words: `full` ones in the orders in which they are written, `first`
    names, and `single` ones, each of which stands for a person alone."""

    full: tuple[tuple[str, ...], ...]
    first: frozenset[str]
    single: frozenset[str]


def _names(member: Member) -> _Names:
    given, used = words_of(member.given_name), words_of(member.name_used)
    family, first = words_of(member.family_name), frozenset((*given, *used))
    # a single letter names nobody
    single = frozenset(word for word in (*first, *family) if len(word) > 1)
    return _Names(tuple(_full_names(given, used, family)), first, single)


def _full_names(given: list[str], used: list[str], family: list[str]) -> Iterator[tuple[str, ...]]:
    """First and last name in either order, with all given names or only one of them."""
    names = [name for name in (given, used) if name]
    firsts = [*names, *([word] for name in names for word in name)]
    for first in firsts if family else ():
        for last in (family, family[-1:]):
            yield (*first, *last)
            yield (*last, *first)


def _find(
    where: str, text: str, members: Iterable[_Names], spared: frozenset[str] = frozenset()
) -> tuple[list[str], list[str]]:
    words, members = words_of(text), list(members)
    if any(_holds(words, name) for names in members for name in names.full):
        return [f"{where} has a group member's full name. Take it out before you sign."], []
    known = frozenset().union(*(names.single for names in members)) - spared
    seen = sorted(known & set(words))
    return [], [f"{where} has the word “{word}”, a name in this group." for word in seen]


def _holds(words: list[str], name: tuple[str, ...]) -> bool:
    size = len(name)
    return name[0] in words and any(
        tuple(words[i : i + size]) == name for i in range(len(words) - size + 1)
    )


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
