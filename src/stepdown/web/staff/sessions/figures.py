"""The director's figures in words."""

from dataclasses import dataclass
from datetime import datetime

from stepdown.clinic.intake.words import span
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.progress.figures import clinic_figures
from stepdown.clinic.progress.step_waits import StepWait
from stepdown.clinic.progress.waits import Waits


@dataclass(frozen=True)
class Figures:
    """`first_service`: the median time from first contact to first service; `counts` says of
    whom, and from when until when; `steps` the same for each step of the way in."""

    in_care: int
    on_hold: int
    first_service: str
    counts: str
    steps: tuple[tuple[str, str], ...]


def figures_of(actor: Actor, now: datetime) -> Figures:
    found = clinic_figures(actor, now)
    middle = found.waits.median
    return Figures(
        found.in_care,
        found.on_hold,
        span(middle).capitalize() if middle is not None else "Not known yet",
        _counts(found.waits),
        tuple(_step(one) for one in found.steps),
    )


def _step(one: StepWait) -> tuple[str, str]:
    return one.step.value, f"{span(one.median).capitalize()} ({_people(one.people)})"


def _counts(waits: Waits) -> str:
    if not waits.came:
        return (
            "Nobody who first asked in the last 90 days came to an assessment or a session yet."
            " The middle time of those who come will stand here."
        )
    return (
        f"The middle time from somebody's first call or message to the first assessment they"
        f" kept or session they attended, whichever came earlier. It counts"
        f" {_people(waits.came)} who first asked in the last 90 days and came;"
        f" {_people(waits.not_yet)} who asked {'has' if waits.not_yet == 1 else 'have'}"
        f" not come yet."
    )


def _people(count: int) -> str:
    return f"{count} {'person' if count == 1 else 'people'}"
