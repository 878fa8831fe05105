"""Step-down advice by example, as a small table that runs.

came/of: sessions attended of those expected in the last 4 weeks; first and latest are PHQ-9
totals; safety and detox say whether such a step is open; weeks stand against planned weeks; low
is the number of weeks running below the planned hours. A "?" is not known.
"""

import pytest

from stepdown.rules.progress import StepEvidence, advise_step

TABLE = """
given            | came of first latest safety detox weeks planned low | then    | open
all goes well    | 12   12 15    6      no     no    8     8       0   | move_on |
one low week     | 10   12 15    6      no     no    8     8       1   | move_on |
two low weeks    | 10   12 15    6      no     no    8     8       2   | review  | low
low attendance   | 8    12 15    6      no     no    8     8       0   | stay    | came
too early        | 12   12 15    6      no     no    5     8       0   | stay    | weeks
mood not taken   | 12   12 15    ?      no     no    8     8       0   | stay    | latest
mood much worse  | 12   12 6     14     no     no    8     8       0   | review  | latest
safety step open | 12   12 15    6      yes    no    8     8       0   | review  | safety
safety not known | 12   12 15    6      ?      no    8     8       0   | stay    | safety
detox need open  | 12   12 15    6      no     yes   8     8       0   | review  | detox
"""
FIELDS = {
    "came": "sessions_attended",
    "of": "sessions_expected",
    "first": "first_phq9",
    "latest": "latest_phq9",
    "safety": "has_open_safety_step",
    "detox": "has_open_detox_need",
    "weeks": "weeks_in_phase",
    "planned": "planned_weeks",
    "low": "weeks_below_planned_hours",
}
SIGNS = {
    "came": "attendance_percent",
    "latest": "latest_phq9",
    "safety": "open_safety_step",
    "detox": "open_detox_need",
    "weeks": "weeks_in_phase",
    "low": "weeks_below_planned_hours",
}
WORDS = {"yes": True, "no": False, "?": None}


def _rows() -> list[tuple[str, str, str, str]]:
    lines = [line.split("|") for line in TABLE.strip().splitlines()[1:]]
    return [(a.strip(), b.strip(), c.strip(), d.strip()) for a, b, c, d in lines]


def _evidence(cells: str) -> StepEvidence:
    values = [WORDS[cell] if cell in WORDS else int(cell) for cell in cells.split()]
    return StepEvidence(**dict(zip(FIELDS.values(), values, strict=True)))  # type: ignore[arg-type]


@pytest.mark.parametrize(("given", "when", "then", "still_open"), _rows())
def test_step_down_by_example(given: str, when: str, then: str, still_open: str) -> None:
    advice = advise_step(_evidence(when))
    assert advice.suggest == then
    not_met = [sign.key for sign in advice.signs if not sign.met]
    assert (SIGNS[still_open] in not_met) if still_open else not_met == []
