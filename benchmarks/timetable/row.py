"""One way to a week, in a process of its own: `python -m benchmarks.timetable.row WHO FILE`.

Prints JSON. Seconds are those of the search, without imports and reading.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.timetable.greedy import greedy
from benchmarks.timetable.instance import Clinic, Json, load
from benchmarks.timetable.judge import judge
from benchmarks.timetable.occupied import written
from benchmarks.timetable.plain import plain
from stepdown.rules.timetable import Progress, Stop, solve
from stepdown.rules.timetable.files.problems import read_problem
from stepdown.rules.timetable.files.solutions import solution_as_json


@dataclass(frozen=True)
class Answer:
    """`to_service`: seconds until nobody was left out, or None."""

    solution: Json
    to_service: float | None
    bound: int | None = None


def by_hand(file: Path, seconds: float, seed: int) -> Answer:
    clinic = Clinic(load(file))
    begun = time.perf_counter()
    solution = written(clinic, greedy(clinic))
    verdict = judge(clinic.raw, solution)
    return Answer(solution, None if verdict.not_served else time.perf_counter() - begun)


def by_plain_model(file: Path, seconds: float, seed: int) -> Answer:
    clinic = Clinic(load(file))
    found = plain(clinic, seconds=seconds, seed=seed)
    return Answer(written(clinic, found.plan), found.seconds_to_service)


def by_engine(file: Path, seconds: float, seed: int) -> Answer:
    problem = read_problem(file)
    served: list[float] = []

    def note(now: Progress) -> None:
        if now.fully_served == now.patients:
            served.append(now.seconds)

    result = solve(problem, stop=Stop(seconds=seconds), seed=seed, threads=2, on_progress=note)
    return Answer(solution_as_json(result.solution), min(served, default=None), result.bound)


WHO: dict[str, Callable[[Path, float, int], Answer]] = {
    "greedy": by_hand,
    "plain": by_plain_model,
    "engine": by_engine,
}


def measured(who: str, file: Path, seconds: float, seed: int) -> dict[str, Any]:
    begun, cpu = time.perf_counter(), time.process_time()
    answer = WHO[who](file, seconds, seed)
    spent, cpu = time.perf_counter() - begun, time.process_time() - cpu
    verdict = judge(load(file), answer.solution)
    return {
        **asdict(verdict),
        "who": who,
        "violations": len(verdict.violations),
        "people": len(load(file)["patients"]),
        "not_served": len(verdict.not_served),
        "bound": answer.bound,
        "to_service": answer.to_service,
        "seconds": spent,
        "cpu_seconds": cpu,
    }


if __name__ == "__main__":
    name, path, limit, number = sys.argv[1:]
    print(json.dumps(measured(name, Path(path), float(limit), int(number))))
