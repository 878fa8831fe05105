"""AUDIT: risky drinking in the past year.

Value sets: WorldVistA VistA-M. Zones and when to act one zone higher: comorbidityguidelines.org.au,
which quotes the WHO manual of 2001. LOINC of the first three items: US Core (its example set uses
68517-2 in place of 68518-0).
"""

from datetime import date

from stepdown.rules.instruments.core import (
    Band,
    BandTable,
    Cut,
    Filled,
    Instrument,
    Item,
    Reading,
    Subscale,
)

_0_TO_4 = (0, 1, 2, 3, 4)
_NO_EARLIER_LATELY = (0, 2, 4)

_ZONES = BandTable(
    name="zone",
    version="1",
    source="comorbidityguidelines.org.au, quoting WHO 2001: 0-7, 8-15, 16-19, 20-40",
    confirmed=True,
    bands=(
        Band(0, "I low"),
        Band(8, "II hazardous"),
        Band(16, "III harmful"),
        Band(20, "IV possible dependence"),
    ),
)
_DEPENDENCE = Cut(
    "suggests_dependence", 4, "medicareinformatics.com: items 4-6 together 4 and more", True
)


def _measure(filled: Filled) -> Reading:
    total = sum(filled.points.values())
    given = filled.answers
    steps_up = any(given[key] >= 2 for key in "456") or 4 in (given["9"], given["10"])
    rank = min(_ZONES.rank(total) + steps_up, len(_ZONES.bands) - 1)
    return Reading(
        total=total,
        findings={
            "step_up": steps_up,
            "zone_to_act_on": _ZONES.bands[rank].name,
            _DEPENDENCE.name: _DEPENDENCE.reached(filled.subscales["dependence_4_6"]),
        },
    )


AUDIT = Instrument(
    key="audit",
    version="1",
    title="AUDIT",
    recall="the past year",
    items=(
        Item("1", "How often", _0_TO_4, "68518-0"),
        Item("2", "Drinks a day", _0_TO_4, "68519-8"),
        Item("3", "Many at once", _0_TO_4, "68520-6"),
        Item("4", "Hard to stop", _0_TO_4),
        Item("5", "Duties left undone", _0_TO_4),
        Item("6", "Morning drink", _0_TO_4),
        Item("7", "Regret or guilt", _0_TO_4),
        Item("8", "Gaps in memory", _0_TO_4),
        Item("9", "Someone got hurt", _NO_EARLIER_LATELY),
        Item("10", "Others worried", _NO_EARLIER_LATELY),
    ),
    band_tables=(_ZONES,),
    cuts=(_DEPENDENCE,),
    subscales=(Subscale("audit_c", ("1", "2", "3")), Subscale("dependence_4_6", ("4", "5", "6"))),
    source="WorldVistA VistA-M; comorbidityguidelines.org.au; US Core",
    author="World Health Organization; Saunders, Aasland, Babor and others, 1993",
    license="WHO copyright; free for non-commercial use with credit (CamCOPS header)",
    review_on=date(2027, 11, 1),
    total_loinc="75624-7",
    measure=_measure,
)
