"""The cheapest week of one person under prices, exactly: days first, then which day does what."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from stepdown.rules.timetable.bound.days import NEVER, DayRun, DayTables
from stepdown.rules.timetable.bound.items import Items, starts_at
from stepdown.rules.timetable.bound.prices import Ints, Priced, Shared
from stepdown.rules.timetable.lattice import Place, Seat, Visit
from stepdown.rules.timetable.parts import GroupNeed, VisitNeed

Allowed = dict[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """`cost` under the prices, in their scale; what is attended; `team`: open roles, filled."""

    cost: int
    seats: tuple[Seat, ...]
    visits: tuple[Visit, ...]
    team: tuple[tuple[str, int], ...]


class WeekTables:
    """What does not depend on prices, made once for each person."""

    def __init__(self, shared: Shared, who: int) -> None:
        self.shared, self.who = shared, who
        lattice = self.lattice = shared.lattice
        self.items = Items(lattice, who)
        self.patient = self.items.patient
        self.days = DayTables(self.items)
        self.several = self.items.roles_of_several()
        self.open_roles = [role for role, fixed in self.patient.team if fixed is None]
        self.fixed = [lattice.staff_index[key] for _, key in self.patient.team if key is not None]
        self._flags()
        self.pairs = [self._pairs(batch.sets) for batch in self.days.batches]
        self._visit_arrays(shared.kinds)
        self.held = lattice.held[who]
        self.plan = [self._plan(day) for day in range(lattice.days)]
        self.counted = self._counted_days()
        self.states_cost = self._states_cost()

    # --- sets with flags -----------------------------------------------------

    def _flags(self) -> None:
        """Bits above the items: a copy was done so many days ago (1 day, 2 days...)."""
        self.copies: dict[int, list[int]] = {}
        for index, item in enumerate(self.items.items):
            self.copies.setdefault(item.need, []).append(index)
        self.flags: dict[int, list[int]] = {}
        bit = len(self.items.items)
        for need, copies in self.copies.items():
            gap = self.items.items[copies[0]].gap
            if len(copies) > 1 and gap > 1:
                self.flags[need] = list(range(bit, bit + gap - 1))
                bit += gap - 1
        self.bits = bit

    def _pairs(self, sets: list[int]) -> tuple[Ints, Ints, Ints, Ints]:
        """(set before, row of the day's set, first pair of each set after, sets after)."""
        before = np.arange(1 << self.bits)[:, None]
        today = np.array(sets)[None, :]
        fine = (before & today) == 0
        after = before & ((1 << len(self.items.items)) - 1) | today
        for index, item in enumerate(self.items.items):
            if item.after is not None:
                now = (today >> index & 1) == 1
                fine &= ~now | ((after >> item.after & 1) == 1)
                fine &= ((today >> item.after & 1) == 0) | ((before >> index & 1) == 0)
        for need, copies in self.copies.items():
            gap = self.items.items[copies[0]].gap
            flags = self.flags.get(need, [])
            done = np.zeros_like(today)
            for position, index in enumerate(copies):
                now = (today >> index & 1) == 1
                done = done | now
                if position:
                    base = after if gap == 0 else before
                    fine &= ~now | ((base >> copies[position - 1] & 1) == 1)
                for flag in flags:
                    fine &= ~now | ((before >> flag & 1) == 0)
            for younger, older in zip([None, *flags], flags, strict=False):
                source = done if younger is None else before >> younger & 1
                after = after | (source << older)
        priors, rows = np.nonzero(fine)
        targets = after[priors, rows]
        order = np.argsort(targets, kind="stable")
        priors, rows, targets = priors[order], rows[order], targets[order]
        found, first = np.unique(targets, return_index=True)
        return priors, rows, first, found

    # --- places --------------------------------------------------------------

    def _visit_arrays(self, kind_of: dict[tuple[str, str], int]) -> None:
        """For each need with visits and each mode: starts, staff and the kind of room."""
        self.arrays: dict[tuple[int, bool], tuple[Ints, Ints, int]] = {}
        self.dislikes: dict[tuple[int, bool], Ints] = {}
        for need, copies in self.copies.items():
            wanted = self.patient.needs[need]
            if isinstance(wanted, GroupNeed):
                continue
            for tele in (False, True):
                places = [p for p in self.items.items[copies[0]].places if p.tele == tele]
                visits = [p for p in places if isinstance(p, Visit)]
                if visits:
                    starts = np.array([v.start for v in visits])
                    staff = np.array([v.staff for v in visits])
                    asked = [self.lattice.disliked(self.who, v.slots) for v in visits]
                    self.dislikes[need, tele] = np.array(asked, np.int64)
                    kind = kind_of[self.patient.site, wanted.room_kind] if not tele else -1
                    self.arrays[need, tele] = (starts, staff, kind)

    def costs(self, rows: Priced, allowed: Allowed) -> list[dict[bool, Ints]]:
        """For each item and mode: the price of the cheapest place at each moment."""
        found: dict[int, dict[bool, Ints]] = {}
        for need in self.copies:
            wanted = self.patient.needs[need]
            found[need] = (
                self._seat_costs(need, rows)
                if isinstance(wanted, GroupNeed)
                else self._visit_costs(need, wanted, rows, allowed)
            )
        return [found[item.need] for item in self.items.items]

    def _seat_costs(self, need: int, rows: Priced) -> dict[bool, Ints]:
        tables: dict[bool, Ints] = {}
        for seat in self.items.items[self.copies[need][0]].places:
            assert isinstance(seat, Seat)
            table = tables.setdefault(seat.tele, self._never())
            at = starts_at(seat)
            table[at] = min(table[at], self.seat_cost(seat, rows))
        return tables

    def seat_cost(self, seat: Seat, rows: Priced) -> int:
        weights = self.lattice.problem.weights
        price = int(rows.prices[self.shared.of_seat(self.who, seat)])
        kept = self.held.get(seat.key, 0) * weights.disruption
        return price + (seat.cost * weights.burden - kept) * rows.scale

    def _visit_costs(
        self, need: int, wanted: VisitNeed, rows: Priced, allowed: Allowed
    ) -> dict[bool, Ints]:
        tables: dict[bool, Ints] = {}
        weights = self.lattice.problem.weights
        for tele in (False, True):
            if (need, tele) not in self.arrays:
                continue
            starts, staff, kind = self.arrays[need, tele]
            costs = rows.staff[staff, starts + wanted.slots] - rows.staff[staff, starts]
            if kind >= 0:
                costs = costs + rows.rooms[kind, starts + wanted.slots] - rows.rooms[kind, starts]
            costs = costs + self.dislikes[need, tele] * (weights.burden * rows.scale)
            if wanted.role in self.open_roles and wanted.role not in self.several:
                costs = costs + rows.caseload[staff]
            if wanted.role in allowed:
                costs = np.where(np.isin(staff, list(allowed[wanted.role])), costs, NEVER)
            for key, times in self.held.items():
                if len(key) == 4 and key[0] == need:
                    kept = (staff == key[1]) & (starts == key[2])
                    costs = costs - kept * (times * weights.disruption * rows.scale)
            table = self._never()
            np.minimum.at(table, starts, costs)
            tables[tele] = table
        return tables

    def _never(self) -> Ints:
        return np.full(self.lattice.days * self.lattice.per_day, NEVER, np.int64)

    # --- what is left undone ---------------------------------------------------

    def _plan(self, day: int) -> list[tuple[int, Ints, Ints]]:
        """(batch, choices, columns): which day table each choice uses on this day."""
        use: dict[int, tuple[list[int], list[int]]] = {}
        for index, choice in enumerate(self.items.choices):
            batch, column = self.days.column[day, choice.forced[day]]
            chosen, columns = use.setdefault(batch, ([], []))
            chosen.append(index)
            columns.append(column)
        return [(b, np.array(c), np.array(k)) for b, (c, k) in use.items()]

    def _counted_days(self) -> int:
        """Days that must be counted; 0 where whoever misses nothing attends enough."""
        whole = [c for c in self.items.choices if len(c.seats) == len(self.items.first)]
        sure = min((sum(bool(f) for f in c.forced) for c in whole), default=0)
        for copies in self.copies.values():
            if self.items.items[copies[0]].gap > 0:
                sure = max(sure, len(copies))
        return self.patient.min_days if self.patient.min_days > sure else 0

    def _states_cost(self) -> tuple[Ints, Ints]:
        """For each set of items: the charge for what it leaves undone, and whether it is all."""
        size = 1 << self.bits
        charge = np.zeros(size, np.int64)
        sets = np.arange(size)
        for need, copies in self.copies.items():
            wanted = self.patient.needs[need]
            times = 1 if isinstance(wanted, GroupNeed) else wanted.count
            done = sum((sets >> index & 1) for index in copies)
            per_slot = wanted.weight * self.patient.priority * self.lattice.problem.weights.unmet
            charge += ((times - done) * wanted.total_slots // times) * per_slot
        every = (1 << len(self.items.items)) - 1
        return charge, (sets & every) == every

    def missing_first(self) -> Ints:
        """For each choice: the charge for needs it leaves without a seat."""
        charges = []
        for choice in self.items.choices:
            seated = {seat.need for seat in choice.seats}
            left = [self.patient.needs[i] for i in self.items.first if i not in seated]
            charges.append(sum(n.total_slots * n.weight for n in left))
        weight = self.patient.priority * self.lattice.problem.weights.unmet
        return np.array(charges, np.int64) * weight


class Pricing:
    """The cheapest week of one person under one set of prices."""

    def __init__(self, tables: WeekTables, rows: Priced) -> None:
        self.tables, self.rows = tables, rows
        self.weights = tables.lattice.problem.weights

    def cheapest(self) -> OwnWeek:
        """Visits with an open role are all with one clinician: split the options until they are."""
        options = {
            role: frozenset(self.tables.lattice.team_options(self.tables.patient, role))
            for role in self.tables.several
        }
        order = count()
        week = self._solve(options)
        heap: list[tuple[int, int, OwnWeek, Allowed]] = [(week.cost, next(order), week, options)]
        while True:
            _, _, week, allowed = heapq.heappop(heap)
            split = self._split(week, allowed)
            if split is None:
                return self._with_team(week, allowed)
            role, member = split
            for part in (frozenset({member}), allowed[role] - {member}):
                if part:
                    narrowed = {**allowed, role: part}
                    found = self._solve(narrowed)
                    heapq.heappush(heap, (found.cost, next(order), found, narrowed))

    def _split(self, week: OwnWeek, allowed: Allowed) -> tuple[str, int] | None:
        for role, options in allowed.items():
            used = self._used(week, role)
            dear = used and self.rows.caseload[used[0]] > min(
                self.rows.caseload[s] for s in options
            )
            if len(set(used)) > 1 or dear:
                return role, used[0]
        return None

    def _used(self, week: OwnWeek, role: str) -> list[int]:
        needs = self.tables.patient.needs
        return [v.staff for v in week.visits if getattr(needs[v.need], "role", None) == role]

    def _with_team(self, week: OwnWeek, allowed: Allowed) -> OwnWeek:
        """Open roles by who is seen; who is seen by nobody takes the cheapest, if that is full."""
        team = []
        for role in self.tables.open_roles:
            used = self._used(week, role)
            if used:
                team.append((role, used[0]))
            elif self._is_whole(week):
                options = self.tables.lattice.team_options(self.tables.patient, role)
                team.append((role, min(options, key=lambda s: (self.rows.caseload[s], s))))
        return OwnWeek(week.cost, week.seats, week.visits, tuple(team))

    def _is_whole(self, week: OwnWeek) -> bool:
        wanted = sum(1 if isinstance(n, GroupNeed) else n.count for n in self.tables.patient.needs)
        return len(week.seats) + len(week.visits) == wanted and not self._never_full()

    def _never_full(self) -> bool:
        tables = self.tables
        roles = {role for role, _ in tables.patient.team}
        no_role = any(
            isinstance(n, VisitNeed) and n.role not in roles for n in tables.patient.needs
        )
        empty = any(not tables.lattice.team_options(tables.patient, r) for r in tables.open_roles)
        return no_role or empty

    def _solve(self, allowed: Allowed) -> OwnWeek:
        tables, weights = self.tables, self.weights
        wait = weights.burden * self.rows.scale
        trip = (2 * tables.patient.travel + 2) * wait
        costs = tables.costs(self.rows, allowed)
        self.runs = [
            DayRun(tables.days, index, costs, trip, wait)
            for index in range(len(tables.days.batches))
        ]
        self.steps = self._days()
        total = self.steps[-1] + self._ends(allowed)
        best = np.unravel_index(int(np.argmin(total)), total.shape)
        choice, counted, chosen = (int(i) for i in best)
        seats = list(tables.items.choices[choice].seats)
        visits: list[Visit] = []
        for place in self._trace(choice, counted, chosen, costs, allowed):
            (seats if isinstance(place, Seat) else visits).append(place)  # type: ignore[arg-type]
        return OwnWeek(int(total[best]) + self._constant(), tuple(seats), tuple(visits), ())

    def _constant(self) -> int:
        tables = self.tables
        lost = sum(tables.held.values()) * self.weights.disruption * self.rows.scale
        return lost + sum(int(self.rows.caseload[staff]) for staff in tables.fixed)

    def _days(self) -> list[Ints]:
        """After each day: [choice, days attended, set] to the least cost."""
        tables = self.tables
        shape = (len(tables.items.choices), tables.counted + 1, 1 << tables.bits)
        value = np.full(shape, NEVER, np.int64)
        value[:, 0, 0] = self._first_costs()
        steps = [value]
        for day in range(tables.lattice.days):
            then = np.full(shape, NEVER, np.int64)
            for batch, choices, columns in tables.plan[day]:
                priors, rows, first, found = tables.pairs[batch]
                today = self.runs[batch].best.T[columns]
                for attended in range(shape[1]):
                    sums = steps[-1][choices, attended][:, priors] + today[:, rows]
                    if shape[1] == 1:
                        then[choices[:, None], 0, found] = np.minimum.reduceat(sums, first, axis=1)
                    else:
                        self._count(then, sums, attended, day, batch, choices)
            steps.append(then)
        return steps

    def _count(
        self, then: Ints, sums: Ints, attended: int, day: int, batch: int, choices: Ints
    ) -> None:
        """The same with a count of the days that have anything on them."""
        tables = self.tables
        priors, rows, first, found = tables.pairs[batch]
        del priors
        sets = np.array(tables.days.batches[batch].sets)[rows]
        forced = np.array([bool(tables.items.choices[c].forced[day]) for c in choices])
        there = forced[:, None] | (sets != 0)[None, :]
        more = min(attended + 1, tables.counted)
        for target, fine in ((more, there), (attended, ~there)):
            least = np.minimum.reduceat(np.where(fine, sums, NEVER), first, axis=1)
            place = then[choices[:, None], target, found]
            then[choices[:, None], target, found] = np.minimum(place, least)

    def _first_costs(self) -> Ints:
        tables = self.tables
        return np.array(
            [sum(tables.seat_cost(s, self.rows) for s in c.seats) for c in tables.items.choices],
            np.int64,
        )

    def _ends(self, allowed: Allowed) -> Ints:
        """[choice, days attended, set]: charges for what is left undone, and for teams."""
        tables = self.tables
        undone, done = tables.states_cost
        missing = tables.missing_first()
        ends = (undone[None, None, :] + missing[:, None, None]) * self.rows.scale
        ends = np.repeat(ends, tables.counted + 1, axis=1)
        short = self.weights.not_full * tables.patient.priority * self.rows.scale
        whole = done[None, None, :] & (missing == 0)[:, None, None]
        whole = whole & self._is_complete()[:, None, None]
        whole = np.repeat(whole, tables.counted + 1, axis=1)
        if tables.counted:
            whole[:, : tables.counted] = False
        idle_roles = (
            sum(
                min(
                    int(self.rows.caseload[s])
                    for s in tables.lattice.team_options(tables.patient, r)
                )
                for r in self._roles_without_visits()
            )
            if not self._never_full()
            else short
        )
        ends = ends + np.where(whole & (not self._never_full()), min(idle_roles, short), short)
        return ends + self._team_prices(allowed)[None, None, :]

    def _is_complete(self) -> Ints:
        first = len(self.tables.items.first)
        return np.array([len(c.seats) == first for c in self.tables.items.choices])

    def _roles_without_visits(self) -> list[str]:
        needs = self.tables.patient.needs
        seen = {n.role for n in needs if isinstance(n, VisitNeed)}
        return [role for role in self.tables.open_roles if role not in seen]

    def _team_prices(self, allowed: Allowed) -> Ints:
        tables = self.tables
        sets = np.arange(1 << tables.bits)
        prices = np.zeros(len(sets), np.int64)
        for role, options in allowed.items():
            mine = sum(
                1 << index
                for index, item in enumerate(tables.items.items)
                if getattr(tables.patient.needs[item.need], "role", None) == role
            )
            least = min((int(self.rows.caseload[s]) for s in options), default=0)
            prices += np.where(sets & mine, least, 0)
        return prices

    # --- reading the answer ------------------------------------------------------

    def _trace(
        self,
        choice: int,
        counted: int,
        chosen: int,
        costs: list[dict[bool, Ints]],
        allowed: Allowed,
    ) -> Iterator[Place]:
        tables = self.tables
        for day in reversed(range(tables.lattice.days)):
            batch, column = tables.days.column[day, tables.items.choices[choice].forced[day]]
            priors, rows, first, found = tables.pairs[batch]
            place = int(np.searchsorted(found, chosen))
            end = first[place + 1] if place + 1 < len(first) else len(priors)
            pairs = slice(int(first[place]), int(end))
            wanted = self.steps[day + 1][choice, counted, chosen]
            run = self.runs[batch]
            for before in self._counts_before(counted):
                values = self.steps[day][choice, before, priors[pairs]]
                equal = np.nonzero(values + run.best[rows[pairs], column] == wanted)[0].tolist()
                hits = [
                    h
                    for h in equal
                    if self._reaches(before, counted, day, batch, choice, rows[pairs][h])
                ]
                if hits:
                    row, prior = int(rows[pairs][hits[0]]), int(priors[pairs][hits[0]])
                    break
            else:
                raise AssertionError("the table has no way back")
            for item, tele, slot in run.trace(row, column):
                moment = day * tables.lattice.per_day + slot
                yield self._place(item, tele, moment, costs, allowed)
            counted, chosen = before, prior

    def _counts_before(self, counted: int) -> list[int]:
        if not self.tables.counted:
            return [0]
        return sorted({max(0, counted - 1), counted})

    def _reaches(
        self, before: int, after: int, day: int, batch: int, choice: int, row: Any
    ) -> bool:
        tables = self.tables
        if not tables.counted:
            return True
        there = bool(tables.days.batches[batch].sets[int(row)]) or bool(
            tables.items.choices[choice].forced[day]
        )
        return after == (min(before + 1, tables.counted) if there else before)

    def _place(
        self, item: int, tele: bool, moment: int, costs: list[dict[bool, Ints]], allowed: Allowed
    ) -> Place:
        """A place at this moment that has the price the table says."""
        tables, wanted = self.tables, costs[item][tele][moment]
        for place in tables.items.items[item].places:
            if place.tele == tele and starts_at(place) == moment:
                if isinstance(place, Seat):
                    if tables.seat_cost(place, self.rows) == wanted:
                        return place
                elif self.visit_cost(place, allowed) == wanted:
                    return place
        raise AssertionError("no place has the price of the table")

    def visit_cost(self, visit: Visit, allowed: Allowed) -> int:
        tables, rows = self.tables, self.rows
        need = tables.patient.needs[visit.need]
        assert isinstance(need, VisitNeed)
        if need.role in allowed and visit.staff not in allowed[need.role]:
            return NEVER
        start, end = visit.start, visit.start + need.slots
        cost = rows.staff[visit.staff, end] - rows.staff[visit.staff, start]
        if not visit.tele:
            kind = tables.arrays[visit.need, False][2]
            cost += rows.rooms[kind, end] - rows.rooms[kind, start]
        if need.role in tables.open_roles and need.role not in tables.several:
            cost += rows.caseload[visit.staff]
        weights = tables.lattice.problem.weights
        kept = tables.held.get(visit.key, 0) * weights.disruption
        asked = tables.lattice.disliked(tables.who, visit.slots) * weights.burden
        return int(cost) + (asked - kept) * rows.scale
