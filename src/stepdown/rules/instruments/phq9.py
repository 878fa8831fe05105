"""PHQ-9: depression over two weeks, with its first two items (PHQ-2) read apart.

Value sets, bands and algorithm: CamCOPS 2.4.24. LOINC: the R4 Questionnaire of the National
Library of Medicine. Item 9 at 1 or more is a safety event in the same contact whatever the
total is, so the score carries the flag "safety". The row about difficulty is never summed.
"""

from collections.abc import Mapping
from datetime import date

from stepdown.rules.instruments.core import (
    Band,
    BandTable,
    Filled,
    Instrument,
    Item,
    Reading,
    Subscale,
)
from stepdown.rules.instruments.phq2 import POSITIVE

_DAYS = (0, 1, 2, 3)

_BANDS = BandTable(
    name="band",
    version="1",
    source="CamCOPS 2.4.24, PHQ-9 task: 0-4, 5-9, 10-14, 15-19, 20-27",
    confirmed=True,
    bands=(
        Band(0, "minimal"),
        Band(5, "mild"),
        Band(10, "moderate"),
        Band(15, "moderately severe"),
        Band(20, "severe"),
    ),
)


def _measure(filled: Filled) -> Reading:
    return Reading(
        total=sum(filled.points.values()),
        findings={
            "phq2_pos": POSITIVE.reached(filled.subscales["phq2"]),
            "item9_flag": _self_harm(filled.answers) >= 1,
            **_algorithm(filled.points),
        },
    )


def _self_harm(answers: Mapping[str, int]) -> int:
    return answers.get("9", 0)


def _algorithm(points: Mapping[str, int]) -> dict[str, bool]:
    # Counted are items on more than half the days, item 9 already at its first step, and item 1
    # or 2 among them: five or more for the major algorithm, two to four for the other.
    present = {key for key, value in points.items() if value >= (1 if key == "9" else 2)}
    core = bool(present & {"1", "2"})
    return {
        "mdd_algorithm": core and len(present) >= 5,
        "other_depression_algorithm": core and 2 <= len(present) <= 4,
    }


PHQ9 = Instrument(
    key="phq-9",
    version="1",
    title="PHQ-9",
    recall="the last 2 weeks",
    items=(
        Item("1", "Loss of interest", _DAYS, "44250-9"),
        Item("2", "Low mood", _DAYS, "44255-8"),
        Item("3", "Sleep changes", _DAYS, "44259-0"),
        Item("4", "Low energy", _DAYS, "44254-1"),
        Item("5", "Appetite changes", _DAYS, "44251-7"),
        Item("6", "Sense of worth", _DAYS, "44258-2"),
        Item("7", "Focus, attention", _DAYS, "44252-5"),
        Item("8", "Slowed or restless", _DAYS, "44253-3"),
        Item("9", "Self-harm thoughts", _DAYS, "44260-8"),
        Item(
            "difficulty",
            "Difficulty in life",
            _DAYS,
            "69722-7",
            is_scored=False,
            is_required=False,
            is_listed=False,
        ),
    ),
    band_tables=(_BANDS,),
    cuts=(POSITIVE,),
    subscales=(Subscale("phq2", ("1", "2")),),
    source="CamCOPS 2.4.24; National Library of Medicine R4 Questionnaire; WorldVistA VistA-M",
    author="Kroenke, Spitzer and Williams, 2001",
    license="Owner is believed to ask for no permission to reproduce (not confirmed)",
    review_on=date(2027, 11, 1),
    panel_loinc="44249-1",
    total_loinc="44261-6",
    measure=_measure,
    concern=_self_harm,
)
