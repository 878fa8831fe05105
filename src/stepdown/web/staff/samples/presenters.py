"""What the pages of tests show."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from stepdown.clinic.drug_tests.queries import (
    NotGiven,
    State,
    live_plan,
    redrawn,
    shown_tests,
)
from stepdown.clinic.intake.words import day
from stepdown.clinic.medicines.queries import Standing, medicines_of
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.rules.drug_tests import Outcome
from stepdown.web.staff.chart.presenters import full_moment

TONES = {
    Outcome.PENDING: "notice",
    Outcome.EXPECTED: "good",
    Outcome.UNEXPECTED: "clay",
    Outcome.INVALID: "quiet",
}


@dataclass(frozen=True)
class SampleRow:
    """One test. `to_do`: names of addresses with what they are called; `lines`: what was read."""

    test_id: int
    on: str
    why: str
    tone: str
    state: str
    sample: str
    note: str
    lines: tuple[tuple[str, str], ...]
    cautions: tuple[str, ...]
    entry_ids: tuple[int, ...]
    to_do: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SamplesPage:
    rows: tuple[SampleRow, ...]
    random: str
    fingerprint: str
    may_order: bool
    may_write: bool
    medicines: tuple[tuple[str, str], ...]


def samples_of(patient: OpenedPatient, actor: Actor, now: datetime) -> SamplesPage:
    """Only tests whose morning has come; nothing here tells of a later day."""
    plan = live_plan(patient)
    collects = actor.can(Permission.COLLECT_SAMPLES, site_id=patient.site_id)
    today, zone = local_now(patient.site, now).date(), ZoneInfo(patient.site.zone)
    tests = shown_tests(patient, now=now)
    return SamplesPage(
        rows=tuple(_row(one, zone, _to_do(one, today) if collects else ()) for one in tests),
        random=f"On since {day(plan.begun_on)}, begun by {plan.begun_by.name}" if plan else "",
        fingerprint=plan.fingerprint if plan else "",
        may_order=actor.can(Permission.ORDER_TESTS, site_id=patient.site_id),
        may_write=actor.can(Permission.WRITE_CHART, site_id=patient.site_id),
        medicines=tuple((one.name, Standing(one.standing).label) for one in medicines_of(patient)),
    )


def _row(test: Any, zone: ZoneInfo, to_do: tuple[tuple[str, str], ...]) -> SampleRow:
    newest = test.confirmed or test.screened
    body = newest.body if newest else {}
    tone, state = _state(test)
    return SampleRow(
        test_id=test.pk,
        on=day(test.on),
        why=_why(test),
        tone=tone,
        state=state,
        sample=_sample(test, zone),
        note=_note(test),
        lines=tuple(body.get("lines", {}).items()),
        cautions=(
            *body.get("findings", ()),
            *(f"{name}: {words}" for name, words in body.get("cautions", {}).items()),
        ),
        entry_ids=tuple(one.pk for one in (test.screened, test.confirmed) if one),
        to_do=to_do,
    )


def _why(test: Any) -> str:
    drawn = redrawn(test)
    if drawn is None:
        return f"Ordered by {test.ordered_by.name}: {test.ordered_because}"
    count, checked = len(drawn.window.days), "gives this day"
    if not drawn.as_drawn:
        checked = "does not give this day: the record was changed"
    days = f"{count} days" if count > 1 else "1 day"
    return (
        f"Random, one of {days} from {day(drawn.window.after)} to {day(drawn.window.last)}."
        f" Drawn again, the secret {checked}."
    )


def _state(test: Any) -> tuple[str, str]:
    if test.state == State.PLANNED:
        return "notice", "Waits for a sample"
    if test.state == State.NOT_GIVEN:
        return "quiet", NotGiven(test.not_given).label
    if test.screened is None:
        return "notice", "Waits for its result"
    outcome = Outcome(test.outcome)
    return TONES[outcome], outcome.label


def _sample(test: Any, zone: ZoneInfo) -> str:
    if test.state != State.GIVEN:
        return ""
    cup = test.specimen
    watched = ", somebody watched" if cup.is_observed else ""
    given = full_moment(cup.given_at, zone)
    what = "Breath test" if cup.is_breath else "Cup"
    return f"{what} {cup.label}, given {given}, collected by {cup.collector.name}{watched}"


def _note(test: Any) -> str:
    if test.state == State.NOT_GIVEN:
        return str(test.not_given_words)
    if test.screened is None:
        return ""
    if test.outcome == Outcome.PENDING:
        return "A quick test can be wrong either way. Nothing follows before it is confirmed."
    if test.outcome == Outcome.UNEXPECTED:
        return "Talk about it first. A result alone is never a reason to end care."
    return ""


def _to_do(test: Any, today: date) -> tuple[tuple[str, str], ...]:
    if test.state == State.PLANNED:
        none = ("sample_none", "No sample")
        return (("sample_cup", "Collect"), none) if test.on == today else (none,)
    if test.state == State.NOT_GIVEN:
        return ()
    if test.screened is None:
        return (("sample_quick", "Enter the quick test"),)
    if test.confirmed is not None:
        return (("sample_sure", "Correct the confirmation"),)
    again = ("sample_quick", "Correct the quick test")
    return (("sample_sure", "Confirm"), again) if test.outcome == Outcome.PENDING else (again,)
