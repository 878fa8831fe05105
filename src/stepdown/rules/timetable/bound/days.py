"""The cheapest way to fit a set of items into a day, for every set and many days at once.

A day goes slot by slot. The state is the set of items done, whether one is still at the clinic
(and pays for waiting) or has left (and pays for the next trip), and how long ago one's mode of
attending was the other (travel lies between). Arrays are indexed [state, set, day].
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from stepdown.rules.timetable.bound.items import Forced, Items
from stepdown.rules.timetable.bound.prices import Ints

NEVER = 1 << 44
Way = tuple[int | None, bool, int, int, int, int]
"""(item, telehealth, from slot, from state, from set, cost); no item: waiting, or a meeting."""


@dataclass(slots=True)
class Batch:
    """Days with equally much room: (day of the week, forced meetings), and the sets that fit."""

    days: list[tuple[int, Forced]]
    sets: list[int]
    row: dict[int, int] = field(default_factory=dict)


class DayTables:
    """What does not depend on prices, made once for each person."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self.per_day = items.lattice.per_day
        patient = items.patient
        modes = {p.tele for item in items.items for p in item.places}
        modes |= {m[2] for c in items.choices for day in c.forced for m in day}
        self.lock = min(patient.travel, self.per_day) if len(modes) > 1 else 0
        self.states = 2 * (1 + 2 * self.lock)
        self.batches: list[Batch] = []
        self.column: dict[tuple[int, Forced], tuple[int, int]] = {}
        self._make_batches()
        self.moves = [self._moves(batch) for batch in self.batches]
        self.leading_to = [self._leading_to(index) for index in range(len(self.batches))]

    def _make_batches(self) -> None:
        by_room: dict[int, list[tuple[int, Forced]]] = {}
        seen = {(d, f): None for c in self.items.choices for d, f in enumerate(c.forced)}
        for day, forced in seen:
            room = self.items.patient.max_day - sum(slots for _, slots, _ in forced)
            by_room.setdefault(room, []).append((day, forced))
        for room in sorted(by_room):
            sets = [s for s in range(1 << len(self.items.items)) if self._fits(s, room)]
            batch = Batch(by_room[room], sets, {s: i for i, s in enumerate(sets)})
            for column, key in enumerate(batch.days):
                self.column[key] = (len(self.batches), column)
            self.batches.append(batch)

    def _fits(self, chosen: int, room: int) -> bool:
        """Short enough for a day, and no two copies that must lie days apart."""
        total = 0
        seen: set[int] = set()
        for index, item in enumerate(self.items.items):
            if chosen >> index & 1:
                total += item.slots
                if item.need in seen and item.gap > 0:
                    return False
                seen.add(item.need)
        return total <= room

    def _moves(self, batch: Batch) -> list[tuple[Ints, Ints]]:
        """For each item: rows of the sets it can be added to, and of the sets it leads to."""
        moves = []
        for index, item in enumerate(self.items.items):
            followers = sum(1 << j for j, o in enumerate(self.items.items) if o.after == index)
            del item
            pairs = [
                (batch.row[s], batch.row[s | 1 << index])
                for s in batch.sets
                if not s >> index & 1 and not s & followers and s | 1 << index in batch.row
            ]
            moves.append(
                (np.array([a for a, _ in pairs], int), np.array([b for _, b in pairs], int))
            )
        return moves

    def _leading_to(self, batch: int) -> list[list[tuple[int, int]]]:
        """For the row of each set: the items that can come last, and the row without them."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.batches[batch].sets]
        for item, (sources, targets) in enumerate(self.moves[batch]):
            for source, target in zip(sources.tolist(), targets.tolist(), strict=True):
                found[target].append((item, source))
        return found

    def blocked(self, batch: Batch, length: int) -> Ints:
        """NEVER where a session of this length would run into a forced meeting or the night."""
        shut = np.zeros((self.per_day, len(batch.days)), np.int64)
        shut[max(0, self.per_day - length + 1) :] = NEVER
        for column, (_, forced) in enumerate(batch.days):
            for start, slots, _ in forced:
                shut[max(0, start - length + 1) : start + slots, column] = NEVER
        return shut


class DayRun:
    """One run over a batch under the prices: `costs[item][tele]` are [moment] or None."""

    def __init__(
        self, tables: DayTables, batch: int, costs: list[dict[bool, Ints]], trip: int, wait: int
    ) -> None:
        self.tables, self.index, self.batch = tables, batch, tables.batches[batch]
        self.trip, self.wait = trip, wait
        self.per_day, self.lock = tables.per_day, tables.lock
        shape = (self.per_day + 1, tables.states, len(self.batch.sets), len(self.batch.days))
        self.value = np.full(shape, NEVER, np.int64)
        self.value[0, 0, 0, :] = 0
        self.costs = [
            {tele: self._on_days(i, table) for tele, table in by_mode.items()}
            for i, by_mode in enumerate(costs)
        ]
        self.free = [
            [
                (i, tele)
                for i, m in enumerate(self.costs)
                for tele, c in m.items()
                if c[k].min() < NEVER
            ]
            for k in range(self.per_day)
        ]
        self.forced: list[list[tuple[int, int, bool]]] = [[] for _ in range(self.per_day)]
        for column, (_, meetings) in enumerate(self.batch.days):
            for start, slots, tele in meetings:
                self.forced[start].append((column, slots, tele))
        for slot in range(self.per_day):
            self._step(slot)
        self.best = self.value[self.per_day].min(axis=0)  # [set, day]

    def _on_days(self, item: int, table: Ints) -> Ints:
        days = [day for day, _ in self.batch.days]
        by_slot = table.reshape(-1, self.per_day)[days].T
        shut = self.tables.blocked(self.batch, self.tables.items.items[item].slots)
        capped: Ints = np.minimum(by_slot + shut, NEVER)
        return capped

    # States: 2 * lock + (0 gone, 1 at the clinic); lock 0 none, 1..n since on site, n+1..2n tele.

    def _sources(self, slot: int) -> tuple[Ints, Ints, Ints]:
        """The cheapest way to begin a session now: on site, by telehealth from home, and by
        telehealth in the middle of a stay."""
        now, n = self.value[slot], self.lock
        np.minimum(now[0::2], now[1::2], out=now[0::2])  # leaving is free
        gone, here = now[0::2], now[1::2]
        if n == 0:
            return np.minimum(gone[0] + self.trip, here[0]), gone[0], here[0]
        onsite = np.minimum(gone[: n + 1].min(axis=0) + self.trip, here[: n + 1].min(axis=0))
        by_tele = [0, *range(n + 1, 2 * n + 1)]
        return onsite, gone[by_tele].min(axis=0), here[by_tele].min(axis=0)

    def _step(self, slot: int) -> None:
        onsite, gone, here = self._sources(slot)
        moves = self.tables.moves[self.index]
        for item, tele in self.free[slot]:
            sources, targets = moves[item]
            if not len(sources):
                continue
            cost, length = self.costs[item][tele][slot], self.tables.items.items[item].slots
            then = self.value[slot + length]
            if not tele:
                self._lower(then[self._state(False, True)], targets, onsite[sources] + cost)
            else:
                self._lower(then[self._state(True, False)], targets, gone[sources] + cost)
                waits = cost + length * self.wait
                self._lower(then[self._state(True, True)], targets, here[sources] + waits)
        self._idle(slot)
        for column, length, tele in self.forced[slot]:
            then = self.value[slot + length]
            if not tele:
                then[self._state(False, True), :, column] = onsite[:, column]
            else:
                then[self._state(True, False), :, column] = gone[:, column]
                then[self._state(True, True), :, column] = here[:, column] + length * self.wait

    def _state(self, tele: bool, at_clinic: bool) -> int:
        lock = 0 if not self.lock else 2 * self.lock if tele else self.lock
        return 2 * lock + at_clinic

    def _lower(self, values: Ints, rows: Ints, offers: Ints) -> None:
        values[rows] = np.minimum(values[rows], offers)

    def _idle(self, slot: int) -> None:
        """Wait a slot; who has a forced meeting now cannot."""
        now, then, n = self.value[slot], self.value[slot + 1], self.lock
        columns = [column for column, _, _ in self.forced[slot]]
        kept = now if not columns else now.copy()
        if columns:
            kept[:, :, columns] = NEVER
        for lock in range(2 * n + 1):
            later = 0 if lock in (0, 1, n + 1) else lock - 1
            gone, here = 2 * lock, 2 * lock + 1
            np.minimum(then[2 * later], kept[gone], out=then[2 * later])
            np.minimum(then[2 * later + 1], kept[here] + self.wait, out=then[2 * later + 1])

    # --- reading the answer ------------------------------------------------------

    def trace(self, row: int, column: int) -> list[tuple[int, bool, int]]:
        """(item, telehealth, slot) of the sessions of a cheapest day with this set."""
        slot = self.per_day
        state = int(np.argmin(self.value[slot, :, row, column]))
        sessions: list[tuple[int, bool, int]] = []
        while slot or state or row:
            slot, state, row = self._back(slot, state, row, column, sessions)
        return sessions

    def _back(
        self, slot: int, state: int, row: int, column: int, sessions: list[tuple[int, bool, int]]
    ) -> tuple[int, int, int]:
        wanted = self.value[slot, state, row, column]
        if (
            slot < self.per_day
            and state % 2 == 0
            and self.value[slot, state + 1, row, column] == wanted
        ):
            return slot, state + 1, row
        for item, tele, start, before, prior, cost in self._ways_in(slot, state, row, column):
            if self.value[start, before, prior, column] + cost == wanted:
                if item is not None:
                    sessions.append((item, tele, start))
                return start, before, prior
        raise AssertionError("the day has no way back")

    def _ways_in(self, slot: int, state: int, row: int, column: int) -> Iterator[Way]:
        """Every way that ends here; idle ones first, as they are the most."""
        at_clinic, lock = state % 2 == 1, state // 2
        meetings = self.batch.days[column][1]
        if slot and all(start != slot - 1 for start, _, _ in meetings):
            for earlier in range(2 * self.lock + 1):
                later = 0 if earlier in (0, 1, self.lock + 1) else earlier - 1
                if later == lock:
                    cost = self.wait if at_clinic else 0
                    yield None, False, slot - 1, 2 * earlier + at_clinic, row, cost
        for item, tele, length, prior, cost in self._sessions_into(slot, row, column):
            if state != self._state(tele, at_clinic) or (not tele and not at_clinic):
                continue
            for before in range(self.tables.states):
                extra = self._entry(before, tele, at_clinic, length)
                if extra is not None:
                    yield item, tele, slot - length, before, prior, cost + extra

    def _sessions_into(
        self, slot: int, row: int, column: int
    ) -> Iterator[tuple[int | None, bool, int, int, int]]:
        """(item, telehealth, slots, set before, cost) of the sessions that end at this slot."""
        for start, length, tele in self.batch.days[column][1]:
            if start + length == slot:
                yield None, tele, length, row, 0
        for item, prior in self.tables.leading_to[self.index][row]:
            length = self.tables.items.items[item].slots
            if slot >= length:
                for tele, table in self.costs[item].items():
                    cost = int(table[slot - length, column])
                    if cost < NEVER // 2:
                        yield item, tele, length, prior, cost

    def _entry(self, before: int, tele: bool, at_clinic: bool, length: int) -> int | None:
        """What beginning a session from this state costs, or None where it cannot."""
        here, lock, n = before % 2 == 1, before // 2, self.lock
        if not tele:
            return None if lock > n else 0 if here else self.trip
        if 0 < lock <= n or here != at_clinic:
            return None
        return length * self.wait if here else 0
