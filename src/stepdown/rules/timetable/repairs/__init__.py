"""When somebody calls in sick: `repair` the published week at the least harm, then `check_repair`.

Nothing that starts within the notice period changes for anybody whom the absence does not touch.
"""

from stepdown.rules.timetable.repairs.check import check_repair
from stepdown.rules.timetable.repairs.cost import Changes, changes_of
from stepdown.rules.timetable.repairs.event import Absence, Charges
from stepdown.rules.timetable.repairs.repair import Repair, repair
from stepdown.rules.timetable.repairs.robustness import Robustness, robustness

__all__ = [
    "Absence",
    "Changes",
    "Charges",
    "Repair",
    "Robustness",
    "changes_of",
    "check_repair",
    "repair",
    "robustness",
]
