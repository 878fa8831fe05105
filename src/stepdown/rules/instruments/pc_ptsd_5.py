"""PC-PTSD-5: trauma in the past month, after one question whether anything happened at all.

Cut 4, and 3 to be considered for women (PMC7862990); unknown or other: the lower. Somebody who was
never exposed scores 0 whatever else is on the sheet.
"""

from datetime import date

from stepdown.rules.instruments.core import (
    Context,
    Cut,
    Filled,
    Instrument,
    Item,
    Reading,
    UnableToScore,
)
from stepdown.rules.instruments.sexes import is_male

_NO_YES = (0, 1)
_SOURCE = "PMC7862990: 4 and more; consider 3 for women"
_CUTS = (Cut("cut4", 4, _SOURCE, True), Cut("cut3", 3, _SOURCE, True))


def _measure(filled: Filled) -> Reading:
    total = _total(filled)
    readings = {cut.name: {"total": total, "positive": cut.reached(total)} for cut in _CUTS}
    decides = _CUTS[0] if is_male(filled.context) else _CUTS[1]
    return Reading(total=total, findings={**readings, "positive": decides.reached(total)})


def _total(filled: Filled) -> int:
    if not _exposed(filled.context):
        return 0
    if len(filled.points) < 5:
        missing = ", ".join(key for key in "12345" if key not in filled.points)
        raise UnableToScore(f"PC-PTSD-5 has no answer for item {missing}.")
    return sum(filled.points.values())


def _exposed(context: Context) -> bool:
    exposed = context.get("exposed")
    if isinstance(exposed, bool):
        return exposed
    raise UnableToScore(
        "PC-PTSD-5 needs its first question: say whether the person was ever exposed, yes or no."
    )


PC_PTSD_5 = Instrument(
    key="pc-ptsd-5",
    version="1",
    title="PC-PTSD-5",
    recall="the past month",
    items=tuple(
        Item(str(n), label, _NO_YES, is_required=False)
        for n, label in enumerate(
            (
                "Nightmares, memories",
                "Avoiding reminders",
                "On guard",
                "Numb, detached",
                "Guilt, blame",
            ),
            start=1,
        )
    ),
    cuts=_CUTS,
    source="PMC7862990; ReproSchema library",
    author="Prins and others, US Department of Veterans Affairs, 2016",
    license="Public domain (US government)",
    review_on=date(2027, 11, 1),
    asks=("exposed", "sex"),
    note="Items 1 to 5 are asked only when something happened.",
    measure=_measure,
)
