"""WHODAS 2.0, 12 items: how hard daily life was in 30 days; each 0 to 4.

Simple scoring as in WorldVistA and the ReproSchema library: the sum, and its percent of 48. WHO's
complex scoring gives other numbers and is not here.
"""

from datetime import date

from stepdown.rules.instruments.core import Filled, Instrument, Reading, numbered


def _measure(filled: Filled) -> Reading:
    total = sum(filled.points.values())
    return Reading(total=total, findings={"sum": total, "percent": total / 48 * 100})


WHODAS_12 = Instrument(
    key="whodas-12",
    version="1",
    title="WHODAS 2.0 (12 items)",
    recall="the last 30 days",
    items=numbered(
        (0, 1, 2, 3, 4),
        "Standing long",
        "Household duties",
        "Learning new things",
        "Joining in community",
        "Feelings about health",
        "Keeping focus",
        "Walking far",
        "Washing oneself",
        "Getting dressed",
        "Meeting new people",
        "Keeping friends",
        "Daily work",
    ),
    source="WorldVistA VistA-M; ReproSchema library",
    author="World Health Organization; Üstün and others, 2010",
    license="WHO; registration for electronic use believed to be needed (not confirmed)",
    review_on=date(2027, 11, 1),
    measure=_measure,
)
