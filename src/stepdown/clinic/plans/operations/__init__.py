"""Writing plans: goals, signatures, reviews, and the library that a clinic edits."""

from stepdown.clinic.plans.operations.answering import answer_plan
from stepdown.clinic.plans.operations.library import UnableToKeepGoal, save_library_goal
from stepdown.clinic.plans.operations.signing import find_right, sign_plan
from stepdown.clinic.plans.operations.writing import (
    UnableToPlanCare,
    begin_change,
    drop_plan,
    remove_goal,
    save_criteria,
    save_goal,
)

__all__ = [
    "UnableToKeepGoal",
    "UnableToPlanCare",
    "answer_plan",
    "begin_change",
    "drop_plan",
    "find_right",
    "remove_goal",
    "save_criteria",
    "save_goal",
    "save_library_goal",
    "sign_plan",
]
