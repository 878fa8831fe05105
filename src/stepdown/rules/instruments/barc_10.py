"""BARC-10: recovery capital now, ten items of 1 to 6.

47 and more goes with more than 12 months of remission (abstract at daneshyari.com;
virginiasorsupport.org). A site that writes 0 to 6 is wrong: it would break that mark.
"""

from datetime import date

from stepdown.rules.instruments.core import Cut, Filled, Instrument, Reading, numbered

_MARK = Cut("at_or_above_47", 47, "Abstract at daneshyari.com; virginiasorsupport.org", True)


def _measure(filled: Filled) -> Reading:
    total = sum(filled.points.values())
    return Reading(total=total, findings={_MARK.name: _MARK.reached(total)})


BARC_10 = Instrument(
    key="barc-10",
    version="1",
    title="BARC-10",
    recall="now",
    items=numbered(
        (1, 2, 3, 4, 5, 6),
        "More than using",
        "Satisfied with life",
        "Energy for goals",
        "Proud of community",
        "People who help",
        "Home that helps",
        "Going somewhere",
        "Daily duties",
        "Steering own life",
        "Own way forward",
    ),
    cuts=(_MARK,),
    source="Abstract at daneshyari.com; virginiasorsupport.org",
    author="Vilsaint, Kelly and others, 2017",
    license="Believed to be a free academic scale (not confirmed)",
    review_on=date(2027, 11, 1),
    measure=_measure,
)
