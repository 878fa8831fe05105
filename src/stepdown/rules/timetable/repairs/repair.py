"""Repair: first only what the absence touches, then also what stands in the way of a better one."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.repairs.cost import Changes, changes_of
from stepdown.rules.timetable.repairs.day import Day
from stepdown.rules.timetable.repairs.event import Absence, Charges, require_sound_absence
from stepdown.rules.timetable.repairs.model import Choices, RepairModel
from stepdown.rules.timetable.repairs.options import Options, Range
from stepdown.rules.timetable.repairs.rooms import Crowded, with_rooms
from stepdown.rules.timetable.result import Stop
from stepdown.rules.timetable.solution import Solution

ANYWHERE = Range()
MAKING_WAY = Range(day=False, cover_elsewhen=False)  # cheaply
FURTHER = Range(cover_other_day=False)
SAME_CLINICIAN = Range(cover=False)
TRIES = 3  # when rooms cannot be dealt out as counted


@dataclass(frozen=True, slots=True)
class Repair:
    """`solution`: the published week with covers, moves and, where nothing else helps,
    cancellations. `is_least`: nothing costs less, proved. `seconds` of wall time, `cpu_seconds` of
    this process, both without imports."""

    solution: Solution
    changes: Changes
    is_least: bool
    seconds: float
    cpu_seconds: float


_DEFAULT_STOP = Stop(seconds=1.0)


def repair(
    problem: Problem,
    published: Solution,
    absence: Absence,
    *,
    stop: Stop = _DEFAULT_STOP,
    seed: int = 0,
    charges: Charges | None = None,
) -> Repair:
    """The cheapest repair found before `stop` (`iterations`: how many neighborhoods, at most).

    `published` must keep the rules. Raises UnableToPoseProblem where the absence is unknown.
    """
    require_sound_absence(problem, absence)
    return _Repairing(problem, published, absence, charges or Charges(), stop, seed).repaired()


class _Repairing:
    def __init__(
        self,
        problem: Problem,
        published: Solution,
        absence: Absence,
        charges: Charges,
        stop: Stop,
        seed: int,
    ) -> None:
        self.begun, self.cpu_begun = time.perf_counter(), time.process_time()
        self.stop, self.seed = stop, seed
        self.day = Day.of(problem, published, absence, charges)

    def repaired(self) -> Repair:
        best: Solution | None = None
        choices: Choices | None = None
        for rung, changing in enumerate(self._neighborhoods()):
            if choices is not None and self._is_over(rung, choices.charge):
                break
            choices, solution = self._better(changing, choices)
            best = solution or best
        best = best or self._all_canceled()
        changes = changes_of(self.day.problem, self.day.published, best, self.day.charges)
        return Repair(
            best,
            changes,
            changes.cost <= self.floor,
            time.perf_counter() - self.begun,
            time.process_time() - self.cpu_begun,
        )

    def _is_over(self, rung: int, charge: int) -> bool:
        """Stopped, or too little to be gained: the widest is for what need not be canceled."""
        if self.stop.iterations is not None and rung >= self.stop.iterations:
            return True
        left = self._left()
        if left is not None and left <= 0:
            return True
        to_gain = charge - self.floor
        return to_gain <= (0 if rung < 2 else self.day.charges.cancel)

    def _left(self) -> float | None:
        if self.stop.seconds is None:
            return None
        return self.stop.seconds - (time.perf_counter() - self.begun)

    @cached_property
    def floor(self) -> int:
        """No repair costs less: what each touched session needs if all others made way for it."""
        moving = {
            index
            for index in self.day.near_visits
            if self.day.may_move(self.day.published.appointments[index])
        }
        stays = self.day.stays(moving | set(self.day.visits), meetings=False)
        options, floor = Options(self.day, stays), 0
        for meeting in self.day.meetings:
            could = options.of_meeting(meeting)
            floor += could[0].charge if could else self.day.lost_in_meeting(meeting)
        for index in self.day.visits:
            could = options.of_visit(self.day.published.appointments[index], ANYWHERE)
            lost = self.day.lost_in_visit(index)
            floor += min(could[0].charge, lost) if could else lost
        return floor

    def _better(
        self, changing: dict[int, Range], before: Choices | None
    ) -> tuple[Choices | None, Solution | None]:
        model = RepairModel(self.day, changing)
        for _ in range(TRIES):
            found = model.solve(seconds=self._left(), seed=self.seed, hint=before)
            if found is None or (before is not None and found.charge >= before.charge):
                return before, None
            try:
                return found, with_rooms(self.day, found)
            except Crowded as crowded:
                model.forbid(crowded.visit, crowded.option)
        return before, None

    def _all_canceled(self) -> Solution:
        nothing = Choices(
            dict.fromkeys(self.day.visits), dict.fromkeys(self.day.meetings), 0, False
        )
        return with_rooms(self.day, nothing)

    # neighborhoods, each wider than the one before

    def _neighborhoods(self) -> Iterator[dict[int, Range]]:
        if not self.day.visits and not self.day.meetings:
            return
        touched = dict.fromkeys(self.day.visits, ANYWHERE)
        yield touched
        making_way = self._making_way()
        yield {**dict.fromkeys(making_way, MAKING_WAY), **touched}
        later = self._later()
        yield {
            **dict.fromkeys(making_way, FURTHER),
            **dict.fromkeys(later, SAME_CLINICIAN),
            **touched,
        }

    def _making_way(self) -> list[int]:
        """Visits of the day with those who could cover, or with the people who are touched."""
        problem, published = self.day.problem, self.day.published
        staff = problem.staff_by_key
        away = [staff[key] for key in self.day.absence.absent]
        roles = {(s.role, s.site) for s in away} if self.day.visits else set()
        could = {s.key for s in problem.staff if (s.role, s.site) in roles}
        for meeting in self.day.meetings:
            could |= set(problem.programs_by_key[published.groups[meeting.group].program].leaders)
        people = {published.appointments[index].patient for index in self.day.visits}
        touched = set(self.day.visits)
        today = [
            (index, published.appointments[index])
            for index in self.day.near_visits
            if index not in touched and published.appointments[index].day == self.day.absence.day
        ]
        return [
            index
            for index, visit in today
            if self.day.may_move(visit) and (visit.staff in could or visit.patient in people)
        ]

    def _later(self) -> list[int]:
        """Later visits with the absent, and of the people who are touched: they may change days."""
        published, away = self.day.published, set(self.day.absence.absent)
        people = {published.appointments[index].patient for index in self.day.visits}
        return [
            index
            for index, visit in enumerate(published.appointments)
            if visit.day > self.day.absence.day and (visit.staff in away or visit.patient in people)
        ]
