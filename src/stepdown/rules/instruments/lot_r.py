"""LOT-R: optimism as a trait. Three items count, three are turned round, four only fill.

There are no cut-offs: the authors call it a tool for research, not for clinical use (their text as
mirrored at nedayemehr.ir). So only the course over time is shown.
"""

from datetime import date

from stepdown.rules.instruments.core import Instrument, Item

_0_TO_4 = (0, 1, 2, 3, 4)


def _counts(key: str, label: str) -> Item:
    return Item(key, label, _0_TO_4)


def _turned(key: str, label: str) -> Item:
    return Item(key, label, _0_TO_4, is_reversed=True)


def _fills(key: str, label: str) -> Item:
    return Item(key, label, _0_TO_4, is_scored=False, is_required=False)


LOT_R = Instrument(
    key="lot-r",
    version="1",
    title="LOT-R",
    recall="in general",
    items=(
        _counts("1", "Uncertain times"),
        _fills("2", "Ease of relaxing"),
        _turned("3", "Things going wrong"),
        _counts("4", "Own future"),
        _fills("5", "Joy in friends"),
        _fills("6", "Keeping busy"),
        _turned("7", "Things going well"),
        _fills("8", "Rarely upset"),
        _turned("9", "Luck coming by"),
        _counts("10", "Good over bad"),
    ),
    source="Authors' text as mirrored at nedayemehr.ir; achawaqat.com",
    author="Scheier, Carver and Bridges, 1994",
    license="Free with citation (achawaqat.com)",
    review_on=date(2027, 11, 1),
    note="A research tool without cut-offs: look at the course, not at one number.",
)
