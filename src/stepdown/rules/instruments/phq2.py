"""PHQ-2: the first two items of the PHQ-9 alone, a quick look at low mood.

Sum of two items, 0 to 6 (computed from the WorldVistA VistA-M scoring keys).
"""

from datetime import date

from stepdown.rules.instruments.core import Cut, Filled, Instrument, Item, Reading

_DAYS = (0, 1, 2, 3)
POSITIVE = Cut("phq2_pos", 3, "The usual cut-off of the PHQ-2, 3 and more (not re-read)", False)


def _measure(filled: Filled) -> Reading:
    total = sum(filled.points.values())
    return Reading(total=total, findings={"positive": POSITIVE.reached(total)})


PHQ2 = Instrument(
    key="phq-2",
    version="1",
    title="PHQ-2",
    recall="the last 2 weeks",
    items=(
        Item("1", "Loss of interest", _DAYS, "44250-9"),
        Item("2", "Low mood", _DAYS, "44255-8"),
    ),
    cuts=(POSITIVE,),
    source="WorldVistA VistA-M mental health definitions",
    author="Kroenke, Spitzer and Williams, 2003",
    license="Owner is believed to ask for no permission to reproduce (not confirmed)",
    review_on=date(2027, 11, 1),
    measure=_measure,
)
