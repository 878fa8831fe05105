"""BAM-R: the same topics over 30 days; days as days, scales at 0, 8, 15, 22 and 30 points."""

from stepdown.rules.instruments.bam_items import DAYS, FACTS, bam_items
from stepdown.rules.instruments.core import Instrument, no_total

_0_TO_4 = (0, 1, 2, 3, 4)
_POINTS = {0: 0, 1: 8, 2: 15, 3: 22, 4: 30}
_IN_30_DAYS = tuple(range(31))
_SCALES = ("1", "8", "9", "12", "15")


BAM_R = Instrument(
    key="bam-r",
    title="BAM-R",
    recall="the last 30 days",
    items=bam_items(
        dict.fromkeys(DAYS, _IN_30_DAYS) | dict.fromkeys(_SCALES, _0_TO_4) | {"14": (0, 1)},
        _IN_30_DAYS,
        dict.fromkeys(_SCALES, _POINTS) | {"14": {0: 0, 1: 30}},
    ),
    measure=no_total,
    **FACTS,
)
