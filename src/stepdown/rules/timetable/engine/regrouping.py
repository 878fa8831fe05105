"""Ruin and recreate: some groups and everybody in them leave the week, come back at other times,
and everybody finds their cheapest week again, one after the other."""

from collections.abc import Callable

from stepdown.rules.timetable.bound.weeks import OwnWeek
from stepdown.rules.timetable.engine.columns import give
from stepdown.rules.timetable.engine.search import Search
from stepdown.rules.timetable.engine.week import Key, Remainder, Week, remainder
from stepdown.rules.timetable.lattice import moments

BestWeek = Callable[[Week, int], OwnWeek]
Favored = Callable[[int], dict[int, float]]

MOST_PEOPLE = 20
EXTRA = 0.6


class Regrouping:
    """One attempt on the search's week: `week` is the new one, or None where it cannot be."""

    def __init__(self, search: Search, plain: set[int], best_week: BestWeek, favored: Favored):
        self.search, self.lattice, self.rng = search, search.lattice, search.rng
        self.plain, self.best_week, self.favored = plain, best_week, favored
        self.keys, self.people = self._some_groups()
        self.week: Week | None = self._made_anew()

    def _some_groups(self) -> tuple[list[Key], list[int]]:
        """A few groups whose members may all move, and these members."""
        members = self.search.week.members()
        keys = sorted(members)
        self.rng.shuffle(keys)
        chosen: list[Key] = []
        people: list[int] = []
        most = self.rng.randint(1, 4)
        for key in keys:
            if len(chosen) == most or not self.plain.issuperset(members[key]):
                continue
            more = [who for who in members[key] if who not in people]
            if not chosen or len(people) + len(more) <= MOST_PEOPLE:
                chosen.append(key)
                people += more
        return chosen, people

    def _made_anew(self) -> Week | None:
        if not self.keys:
            return None
        week = self.search.week.copy()
        for who in self.people:
            week.clear(self.lattice, who)
        groups = [key for key in self.keys for _ in week.groups.pop(key, [])]
        if not all(self._open(week, *key) for key in groups):
            return None
        if self.rng.random() < EXTRA:
            self._open_one_more(week)
        order = sorted(
            self.people, key=lambda w: self.lattice.free[w].bit_count() * self.rng.uniform(0.5, 1.5)
        )
        for _ in range(2):
            for who in order:
                if not self.search.clock.left():
                    return None
                week.clear(self.lattice, who)
                give(week, who, self.best_week(week, who))
        return week if self._is_sound(week) else None

    def _open_one_more(self, week: Week) -> None:
        """Where a program may have another group, some who could come join those to be placed."""
        opened: dict[int, int] = {}
        for (program, _), leaders in week.groups.items():
            opened[program] = opened.get(program, 0) + len(leaders)
        programs = self.lattice.problem.programs
        able = [p for p in sorted(opened) if opened[p] < programs[p].max_groups]
        if not able:
            return
        program = self.rng.choice(able)
        wanting = [
            who
            for who in sorted(self.plain - set(self.people))
            if any(seat.program == program for seat in week.seats[who].values())
        ]
        more = self.rng.sample(wanting, min(len(wanting), MOST_PEOPLE // 2))
        self.people += more
        if self._open(week, program):
            for who in more:
                week.clear(self.lattice, who)

    def _open(self, week: Week, program: int, was: int = -1) -> bool:
        """A group of the program, at a time that suits many of the people, with a leader."""
        comers: dict[int, int] = {}
        for who in self.people:
            for seat in self.lattice.seats(who):
                if seat.program == program:
                    comers[seat.pattern] = comers.get(seat.pattern, 0) + 1
        favored = self.favored(program)
        left = remainder(self.lattice, week, frozenset(), frozenset())
        least = self.lattice.problem.programs[program].min_size
        leaders = {p: self._leader(program, p, left) for p, n in comers.items() if n >= least}
        patterns = sorted(p for p, leader in leaders.items() if leader is not None)
        if not patterns:
            return False
        weights = [
            comers[p] ** 2 * (0.1 + favored.get(p, 0.0) + (0.2 if p == was else 0.0))
            for p in patterns
        ]
        pattern = self.rng.choices(patterns, weights)[0]
        leader = leaders[pattern]
        assert leader is not None
        week.groups.setdefault((program, pattern), []).append(leader)
        return True

    def _leader(self, program: int, pattern: int, left: Remainder) -> int | None:
        """The free one with least to do, if there is a room too."""
        lattice, slots = self.lattice, self.lattice.meets[program][pattern]
        for row in lattice.program_rooms[program]:
            if any(left.rooms[row, m] >= lattice.rooms.capacity[row] for m in moments(slots)):
                return None
        able = [
            staff
            for staff in lattice.leads[program][pattern]
            if not slots & left.busy[staff] and lattice.can_work(staff, slots | left.busy[staff])
        ]
        return min(able, key=lambda s: (left.busy[s].bit_count(), self.rng.random()), default=None)

    def _is_sound(self, week: Week) -> bool:
        """Groups are large enough, or empty and closed; nobody works too long or without break."""
        members = week.members()
        for key, leaders in list(week.groups.items()):
            least = self.lattice.problem.programs[key[0]].min_size
            while leaders and len(members.get(key, ())) < least * len(leaders):
                if len(members.get(key, ())) > self.lattice.cap[key[0]] * (len(leaders) - 1):
                    return False
                leaders.pop()
            if not leaders:
                del week.groups[key]
        busy = remainder(self.lattice, week, frozenset(), frozenset()).busy
        return all(self.lattice.can_work(staff, slots) for staff, slots in busy.items())
