"""How somebody's weeks, or a program's openings, are mixed: an inner loop, compiled by Numba."""

import numpy as np

from stepdown.rules.timetable.bound.arrays import Flags, Floats, Ints, Small, Tiny
from stepdown.rules.timetable.bound.loops import compiled

MOST_COLUMNS = 40
LONG_IDLE = 15  # mixings without a part in it


class Block:
    """One person's weeks, or one program's openings: the columns. Column j uses the shared rows
    `rows[ends[j]:ends[j + 1]]`, with `signs` +1 or -1 for each, costs `costs[j]` without prices,
    and has the part `weights[j]` of the mixture; all of them together are 1."""

    def __init__(self) -> None:
        self.rows: Small = np.zeros(0, np.int32)
        self.signs: Tiny = np.zeros(0, np.int8)
        self.ends: Ints = np.zeros(1, np.int64)
        self.costs: Floats = np.zeros(0)
        self.weights: Floats = np.zeros(0)
        self.idle: Ints = np.zeros(0, np.int64)

    def add(self, rows: Small, signs: Tiny, cost: float) -> None:
        """A column, unless it is there; the first has the whole weight."""
        if is_among(self.rows, self.ends, rows):
            return
        self.weights = np.append(self.weights, 0.0 if len(self.costs) else 1.0)
        self.rows = np.concatenate([self.rows, rows])
        self.signs = np.concatenate([self.signs, signs])
        self.ends = np.append(self.ends, len(self.rows))
        self.costs = np.append(self.costs, cost)
        self.idle = np.append(self.idle, 0)

    def used_rows(self, column: int) -> Small:
        return self.rows[self.ends[column] : self.ends[column + 1]]

    def forget(self) -> None:
        """Drop what has not been used for long."""
        self.idle = np.where(self.weights > 0, 0, self.idle + 1)
        if len(self.costs) <= MOST_COLUMNS:
            return
        kept = (self.weights > 0) | (self.idle < LONG_IDLE)
        lengths = np.diff(self.ends)
        in_kept = np.repeat(kept, lengths)
        self.rows, self.signs = self.rows[in_kept], self.signs[in_kept]
        self.ends = np.concatenate([[0], np.cumsum(lengths[kept])]).astype(np.int64)
        self.costs, self.weights, self.idle = self.costs[kept], self.weights[kept], self.idle[kept]


@compiled
def is_among(rows: Small, ends: Ints, wanted: Small) -> bool:
    """Whether some column uses just these rows."""
    for column in range(len(ends) - 1):
        first = ends[column]
        if ends[column + 1] - first == len(wanted):
            at = 0
            while at < len(wanted) and rows[first + at] == wanted[at]:
                at += 1
            if at == len(wanted):
                return True
    return False


@compiled
def shift(
    rows: Small,
    signs: Tiny,
    ends: Ints,
    costs: Floats,
    weights: Floats,
    center: Floats,
    excess: Floats,
    limited: Flags,
    step: float,
) -> tuple[int, int]:
    """Move weight from the dearest column in use to the cheapest one, as far as the prices, which
    follow, still tell them apart; `weights` and `excess` change. Both columns, or -1 and -1."""
    best, worst, least, most = -1, -1, np.inf, -np.inf
    for column in range(len(costs)):
        score = costs[column]
        for at in range(ends[column], ends[column + 1]):
            price = center[rows[at]] + step * excess[rows[at]]
            if price > 0 or not limited[rows[at]]:
                score += price * signs[at]
        if score < least:
            best, least = column, score
        if weights[column] > 0 and score > most:
            worst, most = column, score
    if best == worst or most - least <= 1e-9:
        return -1, -1
    length = ends[best + 1] - ends[best] + ends[worst + 1] - ends[worst]
    move = min(weights[worst], (most - least) / (step * max(1, length)))
    weights[best] += move
    weights[worst] -= move
    if weights[worst] < 1e-9:
        weights[worst] = 0.0
    for at in range(ends[best], ends[best + 1]):
        excess[rows[at]] += move * signs[at]
    for at in range(ends[worst], ends[worst + 1]):
        excess[rows[at]] -= move * signs[at]
    return best, worst
