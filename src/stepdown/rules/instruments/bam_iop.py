"""BAM-IOP: the same topics over 7 days, made for intensive outpatient care; each item 0 to 4.

Days count as 0, 1, 2, 3, and 4 and more.
"""

from stepdown.rules.instruments.bam_items import FACTS, bam_items
from stepdown.rules.instruments.core import Instrument, no_total

_0_TO_4 = (0, 1, 2, 3, 4)


BAM_IOP = Instrument(
    key="bam-iop",
    title="BAM-IOP",
    recall="the last 7 days",
    items=bam_items({str(n): _0_TO_4 for n in range(1, 17)} | {"14": (0, 4)}, _0_TO_4),
    measure=no_total,
    **FACTS,
)
