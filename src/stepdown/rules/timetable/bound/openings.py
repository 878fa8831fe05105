"""The cheapest way to open a program's groups under prices, exactly."""

from dataclasses import dataclass

import numpy as np

from stepdown.rules.timetable.bound.arrays import Ints
from stepdown.rules.timetable.bound.prices import Priced
from stepdown.rules.timetable.parts import Mode


@dataclass(frozen=True, slots=True)
class Opening:
    """Groups on one pattern: their leaders, and the link rows of their members."""

    program: int
    pattern: int
    leaders: tuple[int, ...]
    members: tuple[int, ...]


def cheapest_openings(priced: Priced, program: int) -> tuple[int, list[Opening]]:
    """At most `max_groups` groups, each a pattern with another leader. A group pays for its leader
    and room and is paid the link price of each member; the groups of one pattern have different
    members. Never above 0, as nothing need be opened."""
    made = priced.shared.lattice.problem.programs[program]
    most = min(made.max_groups, len(made.patterns) * len(made.leaders))
    least = np.zeros(most + 1, np.int64)
    picked: list[tuple[_Pattern, Ints]] = []
    for index in range(len(made.patterns)):
        pattern = _Pattern(priced, program, index)
        if min(pattern.values) < 0:
            best, chosen = least.copy(), np.zeros(most + 1, np.int64)
            for groups, value in enumerate(pattern.values):
                if groups:
                    offers = least[:-groups] + value
                    better = offers < best[groups:]
                    best[groups:][better] = offers[better]
                    chosen[groups:][better] = groups
            least = best
            picked.append((pattern, chosen))
    room = int(np.argmin(least))
    openings = []
    left = room
    for pattern, chosen in reversed(picked):
        groups = int(chosen[left])
        if groups:
            openings.append(pattern.opening(groups))
            left -= groups
    return int(least[room]), openings


class _Pattern:
    """One pattern's groups: `values` are the cheapest costs of 0, 1, 2... of them."""

    def __init__(self, priced: Priced, program: int, pattern: int) -> None:
        lattice = priced.shared.lattice
        made = lattice.problem.programs[program]
        self.priced, self.program, self.pattern = priced, program, pattern
        self.rows = priced.shared.members_of.get((program, pattern), np.zeros(0, np.int64))
        self.paid = priced.prices[self.rows]
        self.values = [0]
        self.sizes = [0]
        self.most = lattice.cap[program]
        is_possible = self.most >= max(1, made.min_size)
        if not is_possible or not len(self.paid) or self.paid.max() <= 0:
            return
        self.order = np.argsort(-self.paid, kind="stable")
        able = lattice.leads[program][pattern]
        self.leaders = sorted(zip(self._between(priced.staff[able]).tolist(), able, strict=True))
        gains = np.concatenate([[0], np.cumsum(self.paid[self.order])])
        positive = int((self.paid > 0).sum())
        cost = 0
        for groups, (leader, _) in enumerate(self.leaders[: made.max_groups], start=1):
            cost += leader + self._room()
            fewest, most = groups * made.min_size, groups * self.most
            if fewest > len(self.paid):
                break
            size = min(max(positive, fewest), most, len(self.paid))
            self.values.append(cost - int(gains[size]))
            self.sizes.append(size)

    def opening(self, groups: int) -> Opening:
        members = self.rows[self.order[: self.sizes[groups]]]
        leaders = tuple(staff for _, staff in self.leaders[:groups])
        return Opening(self.program, self.pattern, leaders, tuple(int(m) for m in members))

    def _room(self) -> int:
        made = self.priced.shared.lattice.problem.programs[self.program]
        if made.mode is Mode.TELE:
            return 0
        kind = self.priced.shared.kinds[made.site or "", made.room_kind or ""]
        return int(self._between(self.priced.rooms[kind]))

    def _between(self, sums: Ints) -> Ints:
        """What the pattern's meetings cost, by sums up to each moment in the last dimension."""
        begins, ends = self.priced.shared.spans[self.program, self.pattern]
        cost: Ints = (sums[..., ends] - sums[..., begins]).sum(axis=-1)
        return cost
