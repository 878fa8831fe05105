"""AUDIT-C: the first three items of the AUDIT.

Cut-offs: WorldVistA routine YTSAUDTC, 4 for men, 3 for women; unknown or other: the lower. When
every point comes from item 1, review rather than alarm (US Core example).
"""

from datetime import date

from stepdown.rules.instruments.audit import AUDIT
from stepdown.rules.instruments.core import Cut, Filled, Instrument, Reading
from stepdown.rules.instruments.sexes import is_male

_SOURCE = "WorldVistA routine YTSAUDTC: men 4 and more, women 3 and more"
_MEN = Cut("positive, men", 4, _SOURCE, True)
_OTHERS = Cut("positive, women and not known", 3, _SOURCE, True)


def _measure(filled: Filled) -> Reading:
    total = sum(filled.points.values())
    cut = _MEN if is_male(filled.context) else _OTHERS
    return Reading(
        total=total,
        findings={
            "positive": cut.reached(total),
            "review_q1_only": 0 < total == filled.points["1"],
        },
    )


AUDIT_C = Instrument(
    key="audit-c",
    version="1",
    title="AUDIT-C",
    recall="the past year",
    items=AUDIT.items[:3],
    cuts=(_MEN, _OTHERS),
    source="WorldVistA VistA-M; US Core",
    author="Bush and others, 1998, from the AUDIT of the World Health Organization",
    license=AUDIT.license,
    review_on=date(2027, 11, 1),
    panel_loinc="72109-2",
    total_loinc="75626-2",
    asks=("sex",),
    measure=_measure,
)
