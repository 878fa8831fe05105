"""The lessons of the course, and which one a class gives on a day."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType


class Strand(StrEnum):
    """What a lesson is about; the value names its file."""

    THOUGHTS = "thoughts"
    EMOTIONS = "emotions"
    BEHAVIORS = "behaviors"
    PREVENTION = "prevention"

    @property
    def label(self) -> str:
        return "Relapse prevention" if self == Strand.PREVENTION else self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson. `confirmed` is False until a clinic has checked its facts against `source`."""

    key: str
    title: str
    strand: Strand
    paragraphs: tuple[str, ...]
    try_this: str
    questions: tuple[str, ...]
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Course:
    """An order of lessons from a day on. `begins`: how far into the circle each class of a program
    begins, by its place among them."""

    version: str
    from_on: date
    lessons: tuple[Lesson, ...]
    begins: tuple[int, ...]

    def lesson_at(self, *, meeting: int, place: int) -> Lesson:
        """What the class gives at its `meeting` (0: its first); `place`: its own among the classes
        of its program. The circle has no end: people join in any week."""
        begin = self.begins[place % len(self.begins)]
        return self.lessons[(begin + meeting) % len(self.lessons)]


@cache
def all_lessons() -> Mapping[str, Lesson]:
    """Every lesson there is or was, by key."""
    found = (one for strand in Strand for one in _lessons_of(strand))
    return MappingProxyType({one.key: one for one in found})


def _lessons_of(strand: Strand) -> list[Lesson]:
    path = files(__package__) / "lessons" / f"{strand.value}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return [_lesson(strand, row) for row in data["lesson"]]


def _lesson(strand: Strand, row: dict[str, object]) -> Lesson:
    text, questions = str(row["text"]), row["questions"]
    assert isinstance(questions, list)
    return Lesson(
        key=str(row["key"]),
        title=str(row["title"]),
        strand=strand,
        paragraphs=tuple(each.strip() for each in text.strip().split("\n\n")),
        try_this=str(row["try_this"]),
        questions=tuple(map(str, questions)),
        source=str(row["source"]),
        confirmed=bool(row["confirmed"]),
    )


@cache
def courses() -> tuple[Course, ...]:
    """Every order that holds or held, the newest first."""
    data = tomllib.loads((files(__package__) / "course.toml").read_text(encoding="utf-8"))
    known = all_lessons()
    found = [
        Course(
            data["version"],
            row["from_on"],
            tuple(known[key] for key in row["lessons"]),
            tuple(row["begins"]),
        )
        for row in data["course"]
    ]
    return tuple(sorted(found, key=lambda one: one.from_on, reverse=True))


def course_on(day: date) -> Course:
    """The order that holds on that day."""
    return next(one for one in courses() if one.from_on <= day)
