"""Weeks that fit people's lives: pose a `Problem`, `solve` it, `check` or `explain` the answer."""

from stepdown.rules.timetable.own_week.alone import NotOpen
from stepdown.rules.timetable.own_week.alternatives import alternatives
from stepdown.rules.timetable.own_week.checker import Violation, check
from stepdown.rules.timetable.own_week.explanation import (
    Atom,
    Cause,
    Explanation,
    Missing,
    PersonExplanation,
    Reach,
    StaffExplanation,
    UnableToExplain,
    explain,
)
from stepdown.rules.timetable.own_week.model import AtomKind
from stepdown.rules.timetable.own_week.problem import (
    Busy,
    Closure,
    Grid,
    Need,
    Offering,
    Person,
    Pin,
    Problem,
    UnableToPoseProblem,
    Weights,
)
from stepdown.rules.timetable.own_week.result import Chosen, Plan, Result, Status, Stop
from stepdown.rules.timetable.own_week.search import solve
from stepdown.rules.timetable.own_week.swaps import (
    Swap,
    broken_rules,
    swaps,
    with_sessions,
)
from stepdown.rules.timetable.own_week.times import disliked
from stepdown.rules.timetable.own_week.ways_out import (
    WaysOut,
    ways_out,
    with_a_seat_more,
    without_asking,
    without_busy,
)

__all__ = [
    "Atom",
    "AtomKind",
    "Busy",
    "Cause",
    "Chosen",
    "Closure",
    "Explanation",
    "Grid",
    "Missing",
    "Need",
    "NotOpen",
    "Offering",
    "Person",
    "PersonExplanation",
    "Pin",
    "Plan",
    "Problem",
    "Reach",
    "Result",
    "StaffExplanation",
    "Status",
    "Stop",
    "Swap",
    "UnableToExplain",
    "UnableToPoseProblem",
    "Violation",
    "WaysOut",
    "Weights",
    "alternatives",
    "broken_rules",
    "check",
    "disliked",
    "explain",
    "solve",
    "swaps",
    "ways_out",
    "with_a_seat_more",
    "with_sessions",
    "without_asking",
    "without_busy",
]
