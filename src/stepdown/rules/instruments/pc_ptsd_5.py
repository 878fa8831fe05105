"""PC-PTSD-5: trauma in the past month, after one question whether anything happened at all.

Cut 4, and 3 to be considered for women (PMC7862990); unknown or other: the lower. Somebody who was
never exposed scores 0 whatever else is on the sheet. Whether they were is an answer or stands in
`context["exposed"]`.
"""

from dataclasses import replace
from datetime import date

from stepdown.rules.instruments.core import (
    Cut,
    Filled,
    Instrument,
    Item,
    Reading,
    UnableToScore,
    numbered,
)
from stepdown.rules.instruments.sexes import is_male

_NO_YES = (0, 1)
_SOURCE = "PMC7862990: 4 and more; consider 3 for women"
_CUTS = (Cut("cut4", 4, _SOURCE, True), Cut("cut3", 3, _SOURCE, True))
_TOPICS = (
    "Nightmares, memories",
    "Avoiding reminders",
    "On guard",
    "Numb, detached",
    "Guilt, blame",
)


def _measure(filled: Filled) -> Reading:
    total = _total(filled)
    readings = {cut.name: {"total": total, "positive": cut.reached(total)} for cut in _CUTS}
    decides = _CUTS[0] if is_male(filled.context) else _CUTS[1]
    return Reading(total=total, findings={**readings, "positive": decides.reached(total)})


def _total(filled: Filled) -> int:
    if not _exposed(filled):
        return 0
    missing = [str(n) for n, _ in enumerate(_TOPICS, start=1) if str(n) not in filled.points]
    if missing:
        raise UnableToScore(f"PC-PTSD-5 has no answer for item {', '.join(missing)}.")
    return sum(filled.points.values())


def _exposed(filled: Filled) -> bool:
    exposed = filled.answers.get("exposed", filled.context.get("exposed"))
    if exposed in (True, False):
        return bool(exposed)
    raise UnableToScore(
        "PC-PTSD-5 needs its first question: say whether the person was ever exposed, yes or no."
    )


def _first() -> Item:
    return Item(
        "exposed", "Ever exposed", _NO_YES, is_scored=False, is_required=False, is_listed=False
    )


PC_PTSD_5 = Instrument(
    key="pc-ptsd-5",
    version="1",
    title="PC-PTSD-5",
    recall="the past month",
    items=(
        _first(),
        *(
            replace(item, is_required=False, asked_if=("exposed", 1))
            for item in numbered(_NO_YES, *_TOPICS)
        ),
    ),
    cuts=_CUTS,
    source="PMC7862990; ReproSchema library",
    author="Prins and others, US Department of Veterans Affairs, 2016",
    license="Public domain (US government)",
    review_on=date(2027, 11, 1),
    asks=("sex",),
    note="Items 1 to 5 are asked only when something happened.",
    measure=_measure,
)
