"""Why a need has no place in a solved week, and the cheapest ways to one: `explain`.

Two explanations from one result: for staff with the grant, and for the person, the desk and print.
"""

from stepdown.rules.timetable.explaining.atoms import Atom, AtomKind, Side
from stepdown.rules.timetable.explaining.explain import (
    Explaining,
    Explanation,
    PersonExplanation,
    StaffExplanation,
    UnableToExplain,
    Wanted,
    explain,
)
from stepdown.rules.timetable.explaining.place import Times
from stepdown.rules.timetable.explaining.ways import Change, Way

__all__ = [
    "Atom",
    "AtomKind",
    "Change",
    "Explaining",
    "Explanation",
    "PersonExplanation",
    "Side",
    "StaffExplanation",
    "Times",
    "UnableToExplain",
    "Wanted",
    "Way",
    "explain",
]
