"""Prices on what people share, from which anybody can recompute a bound."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Certificate:
    """`prices`: (row, price) with the price in `scale`ths of a unit of cost."""

    scale: int = 1
    prices: tuple[tuple[str, int], ...] = ()
