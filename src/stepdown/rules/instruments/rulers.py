"""Readiness rulers: importance, confidence and being ready, each 0 to 10.

A common technique in our own words; no bands, no total.
"""

from datetime import date

from stepdown.rules.instruments.core import Instrument, Item, no_total

_0_TO_10 = tuple(range(11))

READINESS_RULERS = Instrument(
    key="readiness-rulers",
    version="1",
    title="Readiness rulers",
    recall="now",
    items=(
        Item("importance", "Importance of change", _0_TO_10),
        Item("confidence", "Confidence in change", _0_TO_10),
        Item("ready", "Ready to start", _0_TO_10),
    ),
    source="Common technique; wording our own",
    author="Stepdown",
    license="Ours, Apache-2.0",
    review_on=date(2027, 11, 1),
    has_total=False,
    own_wording={
        "importance": "How much does this change matter to you? 0 is not at all, 10 is most.",
        "confidence": "How sure are you that you can do it? 0 is not at all, 10 is very sure.",
        "ready": "How ready are you to start? 0 is not ready, 10 is ready now.",
    },
    measure=no_total,
)
