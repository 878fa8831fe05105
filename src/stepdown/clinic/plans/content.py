"""What a goal holds: what gets in the way, the person's own words, steps that can be measured, and
who does what for it. As JSON in a draft and in the signed entry alike."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from stepdown.clinic.treatment.services import Service
from stepdown.rules.plans import Asked

WEEK, MONTH = "week", "month"
EVERY = ((WEEK, "a week"), (MONTH, "a month"))


def how_often(times: int, every: str) -> str:
    """Once a week, 3 times a month."""
    return f"{'Once' if times == 1 else f'{times} times'} {dict(EVERY)[every]}"


@dataclass(frozen=True)
class Objective:
    """A step toward the goal, how anybody can tell that it is reached, and until when."""

    words: str
    measure: str
    by_on: date


@dataclass(frozen=True)
class Intervention:
    """A service, `times` every week or month, for so many weeks (None: as long as the plan), and
    who of the team answers for it."""

    service: Service
    times: int
    every: str
    account_id: int
    name: str
    weeks: int | None = None

    @property
    def how_often(self) -> str:
        return how_often(self.times, self.every)

    def asked(self, since: date) -> Asked:
        until = None if self.weeks is None else since + timedelta(weeks=self.weeks)
        return Asked(self.service.value, self.times, self.every == WEEK, until)


class Toward(StrEnum):
    """What a criterion is for; the value is kept."""

    NEXT = "next"
    FINISH = "finish"

    @property
    def label(self) -> str:
        return "For the next step" if self is Toward.NEXT else "To finish the program"

    @property
    def asks(self) -> str:
        return "for fewer hours" if self is Toward.NEXT else "to finish the program"


@dataclass(frozen=True)
class Criterion:
    """By what anybody can tell that somebody is ready. `goal` and `step`: the number of the goal
    and the words of its step that it belongs to; neither where it belongs to the whole."""

    toward: Toward
    words: str
    measure: str
    goal: int | None = None
    step: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self) | {"toward": self.toward.value}


def criteria_of(rows: Iterable[Mapping[str, Any]] | None) -> tuple[Criterion, ...]:
    """Read back from JSON; None where none were ever written."""
    return tuple(Criterion(**{**row, "toward": Toward(row["toward"])}) for row in rows or ())


def missing_criteria(criteria: Iterable[Criterion]) -> tuple[Toward, ...]:
    """For what nothing is written yet. The page says it before a signature, which it does not
    stop: a first plan is due days after admission, often before anybody can say by what it will be
    over, and care that waits for these words harms more than a plan that gets them at its review.
    """
    written = {one.toward for one in criteria}
    return tuple(one for one in Toward if one not in written)


@dataclass(frozen=True)
class GoalContent:
    """One goal as it is written. `words` are the person's own."""

    problem: str
    words: str
    objectives: tuple[Objective, ...]
    interventions: tuple[Intervention, ...]

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        body = asdict(self)
        for row in body["objectives"]:
            row["by_on"] = row["by_on"].isoformat()
        for row in body["interventions"]:
            row["service"] = row["service"].value
        return body | {key: list(body[key]) for key in ("objectives", "interventions")}


def goal_content(body: Mapping[str, Any]) -> GoalContent:
    """Read back from JSON."""
    return GoalContent(
        problem=body["problem"],
        words=body["words"],
        objectives=tuple(
            Objective(row["words"], row["measure"], date.fromisoformat(row["by_on"]))
            for row in body["objectives"]
        ),
        interventions=tuple(
            Intervention(**{**row, "service": Service(row["service"])})
            for row in body["interventions"]
        ),
    )
