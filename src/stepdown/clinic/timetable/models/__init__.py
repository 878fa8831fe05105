"""The clinic's week, the seats people have in it, and days that differ."""

from stepdown.clinic.timetable.models.calls import ChangeCall
from stepdown.clinic.timetable.models.days import (
    ClosedTime,
    MeetingChange,
    SeriesTerm,
    StaffAbsence,
)
from stepdown.clinic.timetable.models.offered import (
    AgeGroup,
    Program,
    ProgramVersion,
    Room,
    Series,
)
from stepdown.clinic.timetable.models.shifts import ContactLimit, Shift
from stepdown.clinic.timetable.models.weeks import (
    MOST_PLANS,
    HeldPlace,
    KeptPlace,
    Proposal,
    Seat,
    WeekPlan,
)
from stepdown.clinic.timetable.models.wishes import GroupWish

__all__ = [
    "MOST_PLANS",
    "AgeGroup",
    "ChangeCall",
    "ClosedTime",
    "ContactLimit",
    "GroupWish",
    "HeldPlace",
    "KeptPlace",
    "MeetingChange",
    "Program",
    "ProgramVersion",
    "Proposal",
    "Room",
    "Seat",
    "Series",
    "SeriesTerm",
    "Shift",
    "StaffAbsence",
    "WeekPlan",
]
