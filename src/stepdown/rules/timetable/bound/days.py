"""What a day can hold: the sets of one person's items, and the kinds of days there are."""

import numpy as np

from stepdown.rules.timetable.bound.arrays import Once, Small
from stepdown.rules.timetable.bound.items import Forced, Items
from stepdown.rules.timetable.bound.loops.days import Days

Column = tuple[int, Forced]  # a day of the week, and the meetings that are forced on it


class DayTables:
    """`sets` as bits of items, the empty one first; `columns`: the days that some choice of long
    groups makes; `arrays`: the same for the inner loops."""

    def __init__(self, items: Items, once: Once) -> None:
        self.items, self.per_day, self.once = items, items.lattice.per_day, once
        seen = {(day, f): None for c in items.choices for day, f in enumerate(c.forced)}
        self.columns: dict[Column, int] = {key: index for index, key in enumerate(seen)}
        self.rooms = [
            items.patient.max_day - sum(slots for _, slots, _ in forced) for _, forced in seen
        ]
        most = max(self.rooms, default=0)
        every = range(1 << len(items.items))
        self.sets = [chosen for chosen in every if not chosen or self._fits(chosen, most)]
        self.states = 2 * (1 + 2 * self._lock())
        self.arrays = self._arrays()

    def _lock(self) -> int:
        """Slots of travel between modes; 0 where all sessions are of one mode."""
        items = self.items
        modes = {p.tele for item in items.items for p in item.places}
        modes |= {m[2] for c in items.choices for day in c.forced for m in day}
        return min(items.patient.travel, self.per_day) if len(modes) > 1 else 0

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

    def _arrays(self) -> Days:
        items = self.items.items
        once = self.once
        with_item, without = self._moves()
        slots = np.array([item.slots for item in items], np.int32)
        inside = np.array(self.sets)[:, None] >> np.arange(len(items)) & 1
        free_until, meeting, by_tele = self._meetings()
        return Days(
            slots=slots,
            need=np.array([item.need for item in items], np.int32),
            with_item=once(with_item),
            without=once(without),
            total=once((inside * slots).sum(axis=1, dtype=np.int32)),
            day=np.array([day for day, _ in self.columns], np.int32),
            room=np.array(self.rooms, np.int32),
            free_until=once(free_until),
            meeting=once(meeting),
            by_tele=once(by_tele),
            lock=self._lock(),
        )

    def _moves(self) -> tuple[Small, Small]:
        """[item, set]: the set with one more item, where it can come now, and the one without."""
        items = self.items.items
        row = {chosen: index for index, chosen in enumerate(self.sets)}
        with_item = np.full((len(items) + 1, len(self.sets)), -1, np.int32)
        without = with_item.copy()
        with_item[-1] = without[-1] = np.arange(len(self.sets))
        for index in range(len(items)):
            followers = sum(1 << other for other, o in enumerate(items) if o.after == index)
            for at, chosen in enumerate(self.sets):
                then = row.get(chosen | 1 << index)
                if then is not None and not chosen & (1 << index | followers):
                    with_item[index, at], without[index, then] = then, at
        return with_item, without

    def _meetings(self) -> tuple[Small, Small, Small]:
        """[column, slot]: free until, length of a meeting that begins, whether by telehealth."""
        shape = (len(self.columns), self.per_day)
        free_until = np.full(shape, self.per_day, np.int32)
        length, by_tele = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
        for column, (_, forced) in enumerate(self.columns):
            for start, slots, tele in sorted(forced, reverse=True):
                free_until[column, :start] = start
                free_until[column, start : start + slots] = 0
                length[column, start], by_tele[column, start] = slots, tele
        return free_until, length, by_tele
