"""Writing tests: their days, their samples and their results."""

from stepdown.clinic.drug_tests.operations.collecting import (
    Given,
    UnableToCollect,
    collect_sample,
    note_no_sample,
)
from stepdown.clinic.drug_tests.operations.drawing import (
    UnableToPlanTests,
    begin_random_tests,
    draw_next_tests,
    end_random_tests,
)
from stepdown.clinic.drug_tests.operations.ordering import order_test
from stepdown.clinic.drug_tests.operations.results import (
    UnableToEnterResult,
    confirm_result,
    sign_screen,
)

__all__ = [
    "Given",
    "UnableToCollect",
    "UnableToEnterResult",
    "UnableToPlanTests",
    "begin_random_tests",
    "collect_sample",
    "confirm_result",
    "draw_next_tests",
    "end_random_tests",
    "note_no_sample",
    "order_test",
    "sign_screen",
]
