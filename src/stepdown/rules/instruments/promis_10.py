"""PROMIS Global-10: physical and mental health as T scores; there is no overall score.

Answers are the printed numbers, 5 best; pain, 0 to 10, is turned into 5 to 1. Items of each half:
codetechnology.com and UCLA documents. T by raw sum 4-20: files of R. Hays at gim.med.ucla.edu.
"""

from datetime import date

from stepdown.rules.instruments.core import Filled, Instrument, Item, Reading, Subscale

_1_TO_5 = (1, 2, 3, 4, 5)
# Bounds believed, not re-read: 0, 1-3, 4-6, 7-9, 10.
_PAIN = {0: 5} | dict.fromkeys((1, 2, 3), 4) | dict.fromkeys((4, 5, 6), 3)
_PAIN |= dict.fromkeys((7, 8, 9), 2) | {10: 1}

_LOWEST_RAW = 4
# fmt: off
_PHYSICAL_T = (16.2, 19.9, 23.5, 26.7, 29.6, 32.4, 34.9, 37.4, 39.8, 42.3, 44.9, 47.7, 50.8, 54.1,
               57.7, 61.9, 67.7)
# One draft of the file prints 21.1 for the lowest.
_MENTAL_T = (21.2, 25.1, 28.4, 31.3, 33.8, 36.3, 38.8, 41.1, 43.5, 45.8, 48.3, 50.8, 53.3, 56.0,
             59.0, 62.5, 67.6)
# fmt: on


def _measure(filled: Filled) -> Reading:
    scales = filled.subscales
    return Reading(
        findings={
            "gph_t": _PHYSICAL_T[int(scales["gph_raw"]) - _LOWEST_RAW],
            "gmh_t": _MENTAL_T[int(scales["gmh_raw"]) - _LOWEST_RAW],
        }
    )


def _alone(key: str, label: str) -> Item:
    return Item(key, label, _1_TO_5, is_scored=False, is_required=False)


PROMIS_10 = Instrument(
    key="promis-10",
    version="1",
    title="PROMIS Global-10",
    recall="in general; four items the past 7 days",
    items=(
        _alone("1", "Health overall"),
        Item("2", "Quality of life", _1_TO_5),
        Item("3", "Physical health", _1_TO_5),
        Item("4", "Mental health", _1_TO_5),
        Item("5", "Social life", _1_TO_5),
        Item("6", "Physical activities", _1_TO_5),
        Item("7", "Pain level", tuple(range(11)), points=_PAIN),
        Item("8", "Tiredness, 5 best", _1_TO_5),
        _alone("9", "Social roles"),
        Item("10", "Emotional problems, 5 best", _1_TO_5),
    ),
    subscales=(
        Subscale("gph_raw", ("3", "6", "7", "8")),
        Subscale("gmh_raw", ("2", "4", "5", "10")),
    ),
    source="codetechnology.com; UCLA documents and files of R. Hays (gim.med.ucla.edu)",
    author="Hays, Bjorner, Revicki, Spritzer and Cella, 2009",
    license="Copyright PROMIS; clinical use free, software needs a license (not confirmed)",
    review_on=date(2027, 11, 1),
    has_total=False,
    measure=_measure,
)
