"""A clinic's week that fits every life: pose a `Problem`, `solve` it, `check` the `Solution`.

`own_week` is the smaller question: one person, and the seats that are open to them.
"""

from stepdown.rules.timetable.checker import check
from stepdown.rules.timetable.parts import (
    Grid,
    GroupNeed,
    Held,
    HeldSeat,
    HeldVisit,
    Mode,
    Need,
    NoContact,
    Option,
    Patient,
    Pattern,
    Program,
    Room,
    Staff,
    UnableToPoseProblem,
    VisitNeed,
    Weights,
    Window,
)
from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.result import Progress, Result, Stop
from stepdown.rules.timetable.score import Score, score
from stepdown.rules.timetable.solution import Appointment, Assigned, Group, Member, Solution
from stepdown.rules.timetable.solving import UnableToSolve, solve
from stepdown.rules.timetable.violation import Rule, Violation

__all__ = [
    "Appointment",
    "Assigned",
    "Grid",
    "Group",
    "GroupNeed",
    "Held",
    "HeldSeat",
    "HeldVisit",
    "Member",
    "Mode",
    "Need",
    "NoContact",
    "Option",
    "Patient",
    "Pattern",
    "Problem",
    "Program",
    "Progress",
    "Result",
    "Room",
    "Rule",
    "Score",
    "Solution",
    "Staff",
    "Stop",
    "UnableToPoseProblem",
    "UnableToSolve",
    "Violation",
    "VisitNeed",
    "Weights",
    "Window",
    "check",
    "score",
    "solve",
]
