"""One freed person in a model: every place that their needs could take, and their own rules."""

from collections import defaultdict
from typing import Any

from stepdown.rules.timetable.engine.part import PartModel, seats_of, sum_of, weighted
from stepdown.rules.timetable.engine.sums import attended_days, care_slots
from stepdown.rules.timetable.lattice import Seat, Visit, moments
from stepdown.rules.timetable.parts import GroupNeed, Patient, VisitNeed


class Person:
    """The variables and rules of one freed person."""

    def __init__(self, part: PartModel, who: int) -> None:
        self.part, self.who, self.goal = part, who, part.goal
        self.patient: Patient = part.lattice.problem.patients[who]
        self.weights = part.lattice.problem.weights
        self.cp = part.cp
        self.by_need: dict[int, list[Any]] = defaultdict(list)
        self.covers: dict[int, list[Any]] = defaultdict(list)
        self.onsite: list[tuple[Any, int]] = []
        self.tele: list[tuple[Any, int]] = []
        self.care: list[tuple[Any, int]] = []
        self.seats: list[tuple[Seat, Any]] = []
        self.visits: list[tuple[Visit, Any]] = []
        self.missing: list[Any] = []
        self.lacks = 0

    def add(self) -> None:
        self._add_team()
        self._add_seats()
        self._add_visits()
        self._add_needs()
        self._keep_one_place()
        self._keep_travel_between()
        self._keep_day_limit()
        self._add_fullness()
        if self.goal.has_burden:
            self._add_burden()

    def _bool(self, hint: bool) -> Any:
        literal = self.cp.new_bool_var("")
        self.cp.add_hint(literal, hint)
        return literal

    def _missed(self, now: bool) -> Any:
        """Whether something lacks; `now`: in the week as it stands."""
        return self.cp.new_constant(0) if self.goal.must_fill else self._bool(now)

    def _held(self, need: int) -> int:
        """How often the need is placed in the week as it stands."""
        week = self.part.week
        return (need in week.seats[self.who]) + len(week.visits[self.who].get(need, ()))

    def _attends_enough(self) -> bool:
        """In the week as it stands."""
        part = self.part
        return attended_days(part.lattice, part.week, self.who) >= self.patient.min_days

    def _literal(self, one: Seat | Visit, hint: bool) -> Any:
        slots = one.slots
        literal = self.cp.new_bool_var("")
        self.cp.add_hint(literal, hint)
        for moment in moments(slots):
            self.covers[moment].append(literal)
        (self.tele if one.tele else self.onsite).append((literal, slots))
        if self.patient.needs[one.need].is_care:
            self.care.append((literal, slots))
        return literal

    def _add_team(self) -> None:
        for role, fixed in self.patient.team:
            if fixed is not None:
                continue
            options = []
            for staff in self.part.lattice.team_options(self.patient, role):
                literal = self.cp.new_bool_var("")
                self.cp.add_hint(literal, self.part.week.team[self.who].get(role) == staff)
                self.part.team[self.who, role, staff] = literal
                self.part.cared_for[staff].append(literal)
                options.append(literal)
            missing = self._missed(role not in self.part.week.team[self.who])
            self.cp.add_exactly_one([*options, missing])
            self.missing.append(missing)
            self.lacks += role not in self.part.week.team[self.who]

    def _add_seats(self) -> None:
        part, held = self.part, self.part.week.seats[self.who]
        for seat in seats_of(part, self.who):
            key = (seat.program, seat.pattern)
            if seat.program not in part.freed.programs and key not in part.left.kept:
                continue
            literal = self._literal(seat, held.get(seat.need) == seat)
            part.seats[self.who, seat] = literal
            self.seats.append((seat, literal))
            part.members[key].append(literal)
            self.by_need[seat.need].append(literal)
            if seat.cost and self.goal.has_burden:
                part.terms.append((literal, seat.cost * self.weights.burden))
            self._reward_keeping(literal, seat.key)

    def _add_visits(self) -> None:
        part, held = self.part, self.part.week.visits[self.who]
        uses = defaultdict(list)
        for visit in self._places():
            literal = self._literal(visit, visit in held.get(visit.need, ()))
            part.visits[self.who, visit] = literal
            self.visits.append((visit, literal))
            self.by_need[visit.need].append(literal)
            self._reward_keeping(literal, visit.key)
            disliked = part.lattice.disliked(self.who, visit.slots)
            if disliked and self.goal.has_burden:
                part.terms.append((literal, disliked * self.weights.burden))
            uses[visit.need, visit.staff].append(literal)
            rows = () if visit.tele else part.lattice.visit_rooms(self.who, visit.need)
            for moment in moments(visit.slots):
                part.staff_uses[visit.staff, moment].append(literal)
                for row in rows:
                    part.room_uses[row, moment].append(literal)
        for (need, staff), literals in uses.items():
            wanted = self.patient.needs[need]
            assert isinstance(wanted, VisitNeed)
            chosen = part.team.get((self.who, wanted.role, staff))
            if chosen is not None:
                self.cp.add(sum_of(literals) <= wanted.count * chosen)

    def _places(self) -> list[Visit]:
        """Where the visits may be: not while the clinician is busy with those who stay put."""
        part, who = self.part, self.who
        free = [v for v in part.lattice.visits(who) if not v.slots & part.left.busy[v.staff]]
        if part.freed.only_groups:
            return [v for v in free if v.need in part.lattice.rare(who)]
        some, held = part.freed.places.get(who), part.week.placed(who)
        return free if some is None else [v for v in free if v in some or v in held]

    def _reward_keeping(self, literal: Any, key: tuple[int, ...]) -> None:
        """What was so last week costs nothing; the charge for everything else is a constant."""
        times = self.part.lattice.held[self.who].get(key, 0)
        if times and self.weights.disruption:
            self.part.terms.append((literal, -times * self.weights.disruption))

    def _add_needs(self) -> None:
        for index, need in enumerate(self.patient.needs):
            literals = self.by_need[index]
            if self.part.freed.only_groups and not literals:
                continue
            if isinstance(need, GroupNeed) or need.count == 1:
                missed = self._missed(not self._held(index))
                self.cp.add_exactly_one([*literals, missed])
                self.lacks += not self._held(index)
                self._charge(missed, need, 1)
            else:
                self._add_repeated(index, need, literals)
            if isinstance(need, GroupNeed) and need.after is not None:
                self._keep_order(index, need)

    def _add_repeated(self, index: int, need: VisitNeed, literals: list[Any]) -> None:
        lacking = need.count - self._held(index)
        self.lacks += lacking
        levels = [self._missed(level < lacking) for level in range(need.count)]
        self.cp.add(sum_of([*literals, *levels]) == need.count)
        for level, missed in enumerate(levels, start=1):
            self._charge(missed, need, level)
            if level > 1:
                self.cp.add_implication(missed, levels[level - 2])
        by_day: dict[int, list[Any]] = defaultdict(list)
        pins = {key for key in self.part.lattice.pins[self.who] if key[0] == index}
        mine = self.visits
        for pin in pins:
            kept = [literal for visit, literal in mine if visit.key == pin]
            for literal in literals:
                self.cp.add_bool_or([~literal, *kept])
        for visit, literal in mine:
            if visit.need == index:
                by_day[visit.start // self.part.lattice.per_day].append(literal)
        for day in range(self.part.lattice.days):
            near = [v for d in range(day, day + need.min_gap_days) for v in by_day.get(d, ())]
            if len(near) > 1:
                self.cp.add_at_most_one(near)

    def _charge(self, missed: Any, need: GroupNeed | VisitNeed, level: int) -> None:
        count = need.count if isinstance(need, VisitNeed) else 1
        slots = level * need.total_slots // count - (level - 1) * need.total_slots // count
        cost = slots * need.weight * self.patient.priority * self.weights.unmet
        self.part.terms.append((missed, cost))
        self.missing.append(missed)

    def _keep_order(self, index: int, need: GroupNeed) -> None:
        """Only with the earlier group, and only once that one has ended."""
        ahead = next(i for i, n in enumerate(self.patient.needs) if n.key == need.after)
        seats = self.seats
        earlier = [(s.slots.bit_length(), v) for s, v in seats if s.need == ahead]
        later = sorted(
            ((s.slots & -s.slots).bit_length() - 1, i, v)
            for i, (s, v) in enumerate(seats)
            if s.need == index
        )
        for start in sorted({start for start, _, _ in later}):
            upto = [v for first, _, v in later if first <= start]
            ended = [v for end, v in earlier if end <= start]
            self.cp.add(sum_of(upto) <= sum_of(ended)) if ended else self.cp.add(sum_of(upto) == 0)

    def _keep_one_place(self) -> None:
        for literals in self.covers.values():
            if len(literals) > 1:
                self.cp.add_at_most_one(literals)

    def _keep_travel_between(self) -> None:
        """Between a stay on site and telehealth lies the way."""
        per_day = self.part.lattice.per_day
        travel = min(self.patient.travel, per_day)
        if not travel or not self.tele or not self.onsite:
            return
        tele_at: dict[int, list[Any]] = defaultdict(list)
        for literal, slots in self.tele:
            for moment in moments(slots):
                tele_at[moment].append(literal)
        starts: dict[int, list[Any]] = defaultdict(list)
        ends: dict[int, list[Any]] = defaultdict(list)
        for literal, slots in self.onsite:
            for moment in moments(slots & ~(slots << 1)):
                starts[moment].append(literal)
            for moment in moments((slots << 1) & ~slots):
                ends[moment].append(literal)
        for start, literals in starts.items():
            for moment in range(start - travel, start):
                if moment // per_day == start // per_day and tele_at.get(moment):
                    self.cp.add_at_most_one([*literals, *tele_at[moment]])
        for end, literals in ends.items():
            for moment in range(end, end + travel):
                if moment // per_day == (end - 1) // per_day and tele_at.get(moment):
                    self.cp.add_at_most_one([*literals, *tele_at[moment]])

    def _keep_day_limit(self) -> None:
        lattice = self.part.lattice
        for today in lattice.day_mask:
            used = [
                (v, (s & today).bit_count()) for v, s in [*self.onsite, *self.tele] if s & today
            ]
            if sum(length for _, length in used) > self.patient.max_day:
                self.cp.add(
                    weighted([v for v, _ in used], [n for _, n in used]) <= self.patient.max_day
                )

    def _add_fullness(self) -> None:
        if not self.weights.not_full or self.part.freed.only_groups:
            return
        short = self._missed(self.lacks > 0 or not self._attends_enough())
        for missed in self.missing:
            self.cp.add_implication(missed, short)
        self._count_days(short)
        self.part.terms.append((short, self.weights.not_full * self.patient.priority))

    def _count_days(self, short: Any) -> None:
        if self.patient.min_days <= self._days_for_sure():
            return
        days, now = [], care_slots(self.part.lattice, self.part.week, self.who)
        for today in self.part.lattice.day_mask:
            there = [v for v, s in self.care if s & today]
            if there:
                used = self._bool(bool(now & today))
                self.cp.add_bool_or([*there, ~used])
                days.append(used)
        self.cp.add(sum_of([*days]) + self.patient.min_days * short >= self.patient.min_days)

    def _days_for_sure(self) -> int:
        """On how many days somebody attends who misses nothing."""
        sure = 0
        for index, need in enumerate(self.patient.needs):
            if not need.is_care:
                continue
            if isinstance(need, VisitNeed):
                sure = max(sure, need.count if need.min_gap_days else 1)
                continue
            seats = [seat for seat, _ in self.seats if seat.need == index]
            spread = [sum(bool(s.slots & day) for day in self.part.lattice.day_mask) for s in seats]
            sure = max(sure, min(spread, default=0))
        return sure

    def _add_burden(self) -> None:
        """A stay covers the sessions on site and the waits inside it; each stay costs a trip."""
        trip = 2 * self.patient.travel + 2
        weight = self.weights.burden
        at: dict[int, list[Any]] = defaultdict(list)
        for literal, slots in self.onsite:
            self.part.terms.append((literal, -weight * slots.bit_count()))
            for moment in moments(slots):
                at[moment].append(literal)
        for day in range(self.part.lattice.days):
            first = day * self.part.lattice.per_day
            today = [m for m in range(first, first + self.part.lattice.per_day) if at.get(m)]
            if today:
                self._add_stays(range(today[0], today[-1] + 1), at, trip * weight, weight)

    def _stays_now(self) -> int:
        """Moments at the clinic in the week as it stands; gaps that cost less than a trip are
        waited for. CP-SAT begins from a hint at once if nothing is missing in it."""
        lattice, onsite = self.part.lattice, 0
        for place in self.part.week.placed(self.who):
            onsite |= 0 if place.tele else place.slots
        for day in lattice.day_mask:
            last = None
            for moment in moments(onsite & day):
                if last is not None and moment - last <= 2 * self.patient.travel + 2:
                    onsite |= (1 << moment) - (1 << last)
                last = moment
        return onsite

    def _add_stays(self, span: range, at: dict[int, list[Any]], trip: int, weight: int) -> None:
        before, now = None, self._stays_now() & sum(1 << moment for moment in span)
        arrivals = now & ~(now << 1)
        for moment in span:
            here = self._bool(bool(now >> moment & 1))
            arrives = self._bool(bool(arrivals >> moment & 1))
            if at.get(moment):
                self.cp.add(sum_of(at[moment]) <= here)
            if before is None:
                self.cp.add_implication(here, arrives)
            else:
                self.cp.add_bool_or([~here, before, arrives])
            self.part.terms += [(here, weight), (arrives, trip)]
            before = here
