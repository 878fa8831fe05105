"""The inner loops of the cheapest week, compiled by Numba when they are first used.

Numbers are whole; prices, costs and sums are in the prices' scale, and `NEVER` is what cannot be.
A moment counts slots from the week's beginning, a slot those from the day's.
"""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(loop: Loop) -> Loop:
    """Kept beside its file or in the user's cache, or made anew where neither can be written."""
    try:
        return cast(Loop, njit(cache=True)(loop))
    except RuntimeError:  # no place to keep it
        return cast(Loop, njit(loop))


def inlined(loop: Loop) -> Loop:
    """Made part of whoever calls it: to hand arrays over costs more than a short loop."""
    return cast(Loop, njit(inline="always")(loop))
