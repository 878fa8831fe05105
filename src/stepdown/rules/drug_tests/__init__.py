"""Drug tests: when the next one is, whether a sample counts, and what a result says."""

from stepdown.rules.drug_tests.collecting import Gender, may_collect
from stepdown.rules.drug_tests.interval import (
    UnableToDrawDay,
    Window,
    drawn_day,
    window_after,
    window_rules,
)
from stepdown.rules.drug_tests.panel import (
    Drug,
    DrugGroup,
    KnownMedicine,
    Panel,
    Sample,
    default_panel,
)
from stepdown.rules.drug_tests.reading import (
    Line,
    Measured,
    Outcome,
    Reading,
    Taken,
    read_test,
)
from stepdown.rules.drug_tests.validity import (
    Finding,
    Readings,
    Validity,
    checked_validity,
    validity_rules,
)

__all__ = [
    "Drug",
    "DrugGroup",
    "Finding",
    "Gender",
    "KnownMedicine",
    "Line",
    "Measured",
    "Outcome",
    "Panel",
    "Reading",
    "Readings",
    "Sample",
    "Taken",
    "UnableToDrawDay",
    "Validity",
    "Window",
    "checked_validity",
    "default_panel",
    "drawn_day",
    "may_collect",
    "read_test",
    "validity_rules",
    "window_after",
    "window_rules",
]
