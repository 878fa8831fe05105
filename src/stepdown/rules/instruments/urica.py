"""URICA: readiness for change, 32 items of 1 to 5; four of them belong to no scale.

Readiness is contemplation + action + maintenance - precontemplation, of means, from -2 to 14
(vcu.edu, umbc.edu). Group means 9.3, 11.0 and 12.6 are no cut-offs; not an outcome during care.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from stepdown.rules.instruments.core import (
    Context,
    Filled,
    Instrument,
    Item,
    Reading,
    Subscale,
    UnableToScore,
    Unlisted,
    shown,
)

_1_TO_5 = (1, 2, 3, 4, 5)
_SCALES: Mapping[str, tuple[int, ...]] = {
    "pc": (1, 5, 11, 13, 23, 26, 29),
    "c": (2, 8, 12, 15, 19, 21, 24),
    "a": (3, 7, 10, 14, 17, 25, 30),
    "m": (6, 16, 18, 22, 27, 28, 32),
}
_TOPICS = {
    "pc": "Not a problem",
    "c": "Thinking it over",
    "a": "Working on it",
    "m": "Keeping it up",
}
_TITLES = ("PC", "C", "A", "M")
_SOURCE = "vcu.edu; umbc.edu"


def _items() -> tuple[Item, ...]:
    scale_of = {number: name for name, numbers in _SCALES.items() for number in numbers}
    return tuple(
        Item(str(n), _TOPICS[scale_of[n]], _1_TO_5)
        if n in scale_of
        else Item(str(n), "In no scale", _1_TO_5, is_scored=False, is_required=False)
        for n in range(1, 33)
    )


def _readiness(means: Mapping[str, float]) -> float:
    return round(means["c"] + means["a"] + means["m"] - means["pc"], 2)


def _measure(filled: Filled) -> Reading:
    return Reading(findings={"result": _readiness(filled.subscales)})


def _take(answers: object, context: Context) -> Unlisted:
    means = _means(answers)
    for title, mean in zip(_TITLES, means, strict=True):
        if isinstance(mean, bool) or not isinstance(mean, int | float) or not 1 <= mean <= 5:
            raise UnableToScore(
                f"URICA readiness, {title}: {shown(mean)} is not a mean from 1 to 5."
            )
    by_scale = dict(zip(_SCALES, means, strict=True))
    return Unlisted(by_scale, Reading(findings={"result": _readiness(by_scale)}))


def _means(answers: object) -> Sequence[float]:
    if isinstance(answers, Sequence) and not isinstance(answers, str | bytes):
        if len(answers) == len(_TITLES):
            return answers
        raise UnableToScore(
            f"URICA readiness has 4 scale means, but {len(answers)} numbers were given."
        )
    raise UnableToScore("Give URICA readiness as a list of four means: PC, C, A, M.")


URICA = Instrument(
    key="urica",
    version="1",
    title="URICA",
    recall="now",
    items=_items(),
    subscales=tuple(
        Subscale(name, tuple(map(str, numbers)), is_mean=True) for name, numbers in _SCALES.items()
    ),
    source=_SOURCE,
    author="McConnaughy, Prochaska and Velicer, 1983; DiClemente",
    license="Believed to be free for clinicians (not confirmed)",
    review_on=date(2027, 11, 1),
    has_total=False,
    note="For the start of care only. Its cut-offs are arbitrary, so none is shown.",
    measure=_measure,
)

URICA_READINESS = Instrument(
    key="urica-readiness",
    version="1",
    title="URICA readiness",
    recall="now",
    items=(),
    source=_SOURCE,
    author=URICA.author,
    license=URICA.license,
    review_on=date(2027, 11, 1),
    has_total=False,
    note="From the four scale means of a URICA that was counted on paper: PC, C, A, M.",
    take=_take,
)
