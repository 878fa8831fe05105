"""PACS: craving for alcohol in the past week, five items of 0 to 6.

Over 20 was proposed for the DSM's craving; 15 and more was the best balance in one study
(PMC6599943). Web formulas that divide by 4 are wrong.
"""

from datetime import date

from stepdown.rules.instruments.core import Cut, Filled, Instrument, Reading, Subscale, numbered

_BALANCE = Cut("ge15", 15, "PMC6599943: 15 and more, sensitivity .67, specificity .81", True)
_PROPOSED = Cut("gt20", 21, "PMC6599943: above 20 was proposed for craving in the DSM", True)


def _measure(filled: Filled) -> Reading:
    total = sum(filled.points.values())
    return Reading(
        total=total, findings={cut.name: cut.reached(total) for cut in (_BALANCE, _PROPOSED)}
    )


PACS = Instrument(
    key="pacs",
    version="1",
    title="PACS",
    recall="the past week",
    items=numbered(
        tuple(range(7)),
        "How often",
        "Strongest craving",
        "Time spent thinking",
        "Hard to resist",
        "Craving on average",
    ),
    cuts=(_BALANCE, _PROPOSED),
    subscales=(Subscale("mean", ("1", "2", "3", "4", "5"), is_mean=True),),
    source="PMC6599943; PhenX 511702",
    author="Flannery, Volpicelli and Pettinati, 1999",
    license="Free, no permission needed (PhenX 511702)",
    review_on=date(2027, 11, 1),
    measure=_measure,
)
