"""The reference: service by one plain CP-SAT model, then large-neighborhood search.

Where one model would be too large (over MOST_AT_ONCE people), service too is sought in
neighborhoods, from the greedy week on.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.timetable.greedy import greedy
from benchmarks.timetable.instance import Clinic, Plan
from benchmarks.timetable.judge import Verdict, judge
from benchmarks.timetable.occupied import written
from benchmarks.timetable.plain_solving import PlainModel

MOST_AT_ONCE = 250  # people
SIZES = (6, 10, 16, 24)  # people freed together while somebody is not served
POLISH = (3, 4, 6, 8)  # and afterwards
TRY = 6.0  # seconds for one neighborhood
Progress = Callable[[float, Verdict], None]


@dataclass(frozen=True)
class Found:
    plan: Plan
    verdict: Verdict
    seconds_to_service: float | None  # since the start, until everybody was served


def plain(
    clinic: Clinic, *, seconds: float, seed: int = 0, progress: Progress | None = None
) -> Found:
    search = _Search(clinic, seconds, seed, progress)
    search.serve()
    while time.monotonic() < search.ends:
        search.improve()
    return Found(search.best, search.verdict, search.served_after)


class _Search:
    def __init__(
        self, clinic: Clinic, seconds: float, seed: int, progress: Progress | None
    ) -> None:
        self.begun = time.monotonic()
        self.ends = self.begun + seconds
        self.clinic, self.seed, self.progress = clinic, seed, progress
        self.random = random.Random(seed)
        self.served_after: float | None = None
        self.best, self.verdict = Plan(), judge(clinic.raw, written(clinic, Plan()))
        self._take(greedy(clinic))

    def serve(self) -> None:
        if len(self.clinic.patients) > MOST_AT_ONCE or not self.verdict.not_served:
            return
        everybody = set(self.clinic.patients)
        model = PlainModel(self.clinic, Plan(), everybody, burden=False)
        model.hint(self.best)
        left = max(0.1, self.ends - time.monotonic())
        answer = model.solve(seconds=left * 0.8, seed=self.seed)
        if answer:
            self._take(answer.plan)

    def improve(self) -> None:
        """Frees a few people who share something, and keeps what is no worse."""
        freed = self._neighborhood()
        model = PlainModel(self.clinic, self.best, freed, burden=not self.verdict.not_served)
        model.hint(self.best)
        left = self.ends - time.monotonic()
        if left < 0.05:
            return
        answer = model.solve(seconds=min(TRY, left), seed=self.random.randrange(1 << 30))
        if answer:
            self._take(answer.plan)

    def _neighborhood(self) -> set[str]:
        sizes = SIZES if self.verdict.not_served else POLISH
        size = min(self.random.choice(sizes), len(self.clinic.patients))
        if self.verdict.not_served:
            first = self.random.choice(self.verdict.not_served)
        else:
            first = self.random.choice(list(self.clinic.patients))
        freed = {first}
        sharing = self._sharing(first)
        self.random.shuffle(sharing)
        for each in sharing:
            if len(freed) >= size:
                break
            freed |= set(each) if len(each) <= size else set(self.random.sample(each, 3))
        return freed

    def _sharing(self, first: str) -> list[list[str]]:
        """Whole groups that the person could join, and people with the same clinicians."""
        programs = {
            o["program"] for n in self.clinic.patients[first]["needs"] for o in n.get("options", ())
        }
        found = [[p for p, _ in g.members] for g in self.best.groups if g.program in programs]
        team = set(self.clinic.patients[first]["team"].values()) - {None}
        for patient in self.clinic.patients.values():
            if team & set(patient["team"].values()):
                found.append([patient["id"]])
        self.random.shuffle(found)
        return found[: 3 + self.random.randrange(12)]

    def _take(self, plan: Plan) -> None:
        verdict = judge(self.clinic.raw, written(self.clinic, plan))
        if verdict.violations:
            raise AssertionError(f"The plain model broke a rule: {verdict.violations[:3]}")
        if self.verdict.cost < verdict.cost:
            return
        self.best, self.verdict = plan, verdict
        passed = time.monotonic() - self.begun
        if not verdict.not_served and self.served_after is None:
            self.served_after = passed
        if self.progress:
            self.progress(passed, verdict)
