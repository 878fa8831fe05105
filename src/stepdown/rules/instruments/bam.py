"""BAM: use, risk and protection over 30 days, each item 0 to 4.

Days count in bins: 0, 1-3, 4-8, 9-15, 16-30. Attention marks: help page of blueprint.ai.
"""

from stepdown.rules.instruments.bam_items import FACTS, bam_items
from stepdown.rules.instruments.core import Cut, Filled, Instrument, Reading

_0_TO_4 = (0, 1, 2, 3, 4)
_SOURCE = "Help page of blueprint.ai: use 1 and more, risk 12 and more, protective 12 and less"
_USE = Cut("use_attention", 1, _SOURCE, True)
_RISK = Cut("risk_attention", 12, _SOURCE, True)
_PROTECTED = Cut("protected", 13, _SOURCE, True)


def _measure(filled: Filled) -> Reading:
    scales = filled.subscales
    return Reading(
        findings={
            _USE.name: _USE.reached(scales["use"]),
            _RISK.name: _RISK.reached(scales["risk"]),
            "protective_attention": not _PROTECTED.reached(scales["protective"]),
        }
    )


_VALUES = {str(n): _0_TO_4 for n in range(1, 17)} | {"14": (0, 4)}

BAM = Instrument(
    key="bam",
    title="BAM",
    recall="the last 30 days",
    items=bam_items(_VALUES, _0_TO_4),
    cuts=(_USE, _RISK, _PROTECTED),
    measure=_measure,
    **FACTS,
)
