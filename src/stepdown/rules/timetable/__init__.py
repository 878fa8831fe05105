"""A clinic's week that fits every life: pose a `Problem`, `solve` it, `check` the `Solution`.

`own_week` is the smaller question: one person, and the seats that are open to them.
"""

from stepdown.rules.timetable.certificate import Bound, Certificate, Price, Row, UnableToCertify
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
from stepdown.rules.timetable.solving import UnableToSolve, certify, solve
from stepdown.rules.timetable.violation import Rule, Violation

__all__ = [
    "Appointment",
    "Assigned",
    "Bound",
    "Certificate",
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
    "Price",
    "Problem",
    "Program",
    "Progress",
    "Result",
    "Room",
    "Row",
    "Rule",
    "Score",
    "Solution",
    "Staff",
    "Stop",
    "UnableToCertify",
    "UnableToPoseProblem",
    "UnableToSolve",
    "Violation",
    "VisitNeed",
    "Weights",
    "Window",
    "certify",
    "check",
    "score",
    "solve",
]
