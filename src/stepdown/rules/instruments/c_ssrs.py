"""C-SSRS screener: thoughts of suicide and what was done.

Items 1, 2 and 6 are for everybody; 3 to 5 only after a yes to 2. Triage: 4, 5 or 6 in 3 months is
high; 3 or 6 ever is moderate; 1 or 2 alone is low (two public summaries, matching Columbia's).
LOINC: HL7 behavioral health guide. Some systems write no as 2; here no is 0 and yes is 1.
"""

from collections.abc import Mapping
from datetime import date

from stepdown.rules.instruments.core import Filled, Instrument, Item, Reading, asked_items

_NO_YES = (0, 1)
_RANKS = ("none", "low", "moderate", "high")


def _measure(filled: Filled) -> Reading:
    answers = filled.answers
    # What the screener would have asked: a form in care is refused until it is.
    not_asked = [item.key for item in asked_items(C_SSRS, answers) if item.key not in answers]
    return Reading(
        findings={"result": _RANKS[_rank(answers)], "not_asked": not_asked},
        flags=("incomplete",) if not_asked else (),
    )


def _rank(answers: Mapping[str, int]) -> int:
    def yes(*keys: str) -> bool:
        return any(answers.get(key) == 1 for key in keys)

    if yes("q4", "q5", "q6_3mo"):
        return 3
    if yes("q3", "q6life"):
        return 2
    return 1 if yes("q1", "q2") else 0


def _later(key: str, label: str, loinc: str, asked_if: str = "") -> Item:
    condition = (asked_if, 1) if asked_if else None
    return Item(key, label, _NO_YES, loinc, is_required=False, asked_if=condition)


C_SSRS = Instrument(
    key="c-ssrs",
    version="1",
    title="C-SSRS screener",
    recall="the past month; item 6 ever and in 3 months",
    items=(
        Item("q1", "Wish to die", _NO_YES, "93246-7"),
        Item("q2", "Thoughts of suicide", _NO_YES, "93247-5"),
        _later("q3", "Thoughts of how", "93248-3", "q2"),
        _later("q4", "Intent to act", "93249-1", "q2"),
        _later("q5", "Plan worked out", "93250-9", "q2"),
        _later("q6life", "Acts, ever", "93267-3"),
        _later("q6_3mo", "Acts, last 3 months", "93269-9", "q6life"),
    ),
    source="docest.com; HL7 behavioral health profiles; Columbia triage in public summaries",
    author="Posner and others, Columbia Lighthouse Project, 2011",
    license="Free for clinical use, wording must not change; for use in a record ask the owner",
    review_on=date(2027, 11, 1),
    total_loinc="93374-7",
    has_total=False,
    is_rated=True,
    note="Items 3 to 5 are asked after a yes to item 2, and the last one after a yes to acts.",
    measure=_measure,
    concern=_rank,
)
