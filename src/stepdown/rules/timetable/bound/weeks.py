"""The cheapest week of one person under prices, exactly: days first, then which day does what."""

import heapq
from dataclasses import dataclass
from itertools import count

import numpy as np

from stepdown.rules.timetable.bound.arrays import Flags, Ints
from stepdown.rules.timetable.bound.loops.days import Run, best_days, sessions_of_day
from stepdown.rules.timetable.bound.loops.places import price_places
from stepdown.rules.timetable.bound.loops.weeks import Ends, best_week, sets_of_days
from stepdown.rules.timetable.bound.prices import Priced
from stepdown.rules.timetable.bound.tables import WeekTables
from stepdown.rules.timetable.lattice import Seat, Visit
from stepdown.rules.timetable.parts import GroupNeed, VisitNeed

Allowed = dict[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """`cost` under the prices, in their scale; what is attended; `team`: open roles, filled."""

    cost: int
    seats: tuple[Seat, ...]
    visits: tuple[Visit, ...]
    team: tuple[tuple[str, int], ...]


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
        return len(week.seats) + len(week.visits) == wanted and not self.tables.never_full

    def _solve(self, allowed: Allowed) -> OwnWeek:
        tables = self.tables
        table, which = self._priced_places(allowed)
        run = self._run(table)
        best = best_days(tables.days, run)
        first = self._first_costs()
        ends, steps = self._ends(allowed), self._room_for_weeks()
        cost, choice = best_week(tables.weeks, ends, first, best, steps)
        sets = sets_of_days(tables.weeks, ends, choice, first[choice], best, steps)
        seats = list(tables.choices[choice])
        visits: list[Visit] = []
        for index, chosen in enumerate(sets.tolist()):
            if chosen:
                column = tables.weeks.column[choice, index]
                for item, tele, slot in sessions_of_day(tables.days, run, column, chosen):
                    moment = index * tables.lattice.per_day + slot
                    place = tables.place(which[tables.days.need[item], tele, moment])
                    if isinstance(place, Seat):
                        seats.append(place)
                    else:
                        visits.append(place)
        return OwnWeek(cost + self._constant(), tuple(seats), tuple(visits), ())

    def _priced_places(self, allowed: Allowed) -> tuple[Ints, Ints]:
        tables = self.tables
        own = np.multiply(tables.places.own, self.rows.scale, dtype=np.int64)
        places = tables.places._replace(own=own)
        shape = (len(tables.patient.needs), 2, tables.shared.length)
        table, which = np.empty(shape, np.int64), np.empty(shape, np.int64)
        able = self._able(allowed)
        price_places(tables.shared.layout, places, able, self.rows.prices, table, which)
        return table, which

    def _able(self, allowed: Allowed) -> Flags:
        """[place]: whether its clinician is among those allowed."""
        tables = self.tables
        able = np.ones(len(tables.places.staff), bool)
        for role, options in allowed.items():
            able &= ~tables.is_of(role) | np.isin(tables.places.staff, sorted(options))
        return able

    def _run(self, table: Ints) -> Run:
        tables = self.tables
        wait = self.weights.burden * self.rows.scale
        trip = (2 * tables.patient.travel + 2) * wait
        slots, states = tables.lattice.per_day + 1, tables.states
        shape = (slots, states, len(tables.days.total))
        value, way = np.empty(shape, np.int64), np.empty(shape, np.int64)
        return Run(table, trip, wait, value, way, np.empty((slots, states), bool))

    def _room_for_weeks(self) -> Ints:
        weeks = self.tables.weeks
        return np.empty(
            (weeks.column.shape[1] + 1, weeks.counted + 1, len(weeks.is_done)), np.int64
        )

    def _first_costs(self) -> Ints:
        tables = self.tables
        rows, prices = tables.first_rows, self.rows.prices
        seats: Ints = np.where(rows < 0, 0, prices[rows]).sum(axis=1)
        return seats + tables.first_own * self.rows.scale

    def _constant(self) -> int:
        tables = self.tables
        lost = sum(tables.held.values()) * self.weights.disruption * self.rows.scale
        return lost + sum(int(self.rows.caseload[staff]) for staff in tables.fixed)

    def _ends(self, allowed: Allowed) -> Ends:
        """Charges for what is left undone, and for teams."""
        tables, scale = self.tables, self.rows.scale
        short = self.weights.not_full * tables.patient.priority * scale
        return Ends(
            undone=tables.undone * scale + self._team_prices(allowed),
            missing=tables.missing * scale,
            whole=short if tables.never_full else min(self._idle_roles(), short),
            short=short,
        )

    def _idle_roles(self) -> int:
        """The least that clinicians cost who fill open roles without a visit."""
        tables = self.tables
        seen = {need.role for need in tables.patient.needs if isinstance(need, VisitNeed)}
        options = [
            tables.lattice.team_options(tables.patient, role)
            for role in tables.open_roles
            if role not in seen
        ]
        return sum(min(int(self.rows.caseload[s]) for s in able) for able in options)

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
