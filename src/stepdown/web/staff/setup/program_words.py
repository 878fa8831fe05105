"""What the pages of programs say: steps with their hours and level, and how sessions are."""

from collections import Counter
from dataclasses import dataclass

from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.choices import Service
from stepdown.clinic.timetable.programs import OpenedProgram
from stepdown.clinic.timetable.week_rules import week_rules
from stepdown.rules.taper import (
    Phase,
    ProgramShape,
    ProgramTemplate,
    ServiceRule,
    counts_toward_hours,
    level_of_step,
    shrinks,
)
from stepdown.rules.taper.phases import SessionKind
from stepdown.web.staff.week.words import day_count, hours, listed

FOR = {"adult": "Adults", "adolescent": "Adolescents"}
GROWS = "A later step asks for more than the one before it. Steps usually grow smaller."


@dataclass(frozen=True)
class StepLine:
    """`level`: the sentence on its level; `is_below`: under the least hours or days of 2.1."""

    title: str
    mix: str
    level: str
    is_below: bool


@dataclass(frozen=True)
class TemplateCard:
    key: str
    name: str
    about: str
    group: str
    steps: tuple[StepLine, ...]
    services: tuple[tuple[str, str], ...]
    course: str
    source: str
    is_confirmed: bool


@dataclass(frozen=True)
class OfferedLine:
    """One service of a program: what the first step asks for, and what is offered a week. `place`:
    which one of the program's it is, for an address that names none."""

    place: int
    label: str
    words: str
    is_enough: bool


def template_card(one: ProgramTemplate) -> TemplateCard:
    return TemplateCard(
        one.key,
        one.name,
        one.about,
        group_words(one.age_group, one.shape),
        step_lines(one.shape, one.age_group),
        service_lines(one.shape),
        "Classes follow the course of lessons."
        if one.shape.has_course
        else "No course of lessons.",
        one.source,
        one.confirmed,
    )


def group_words(age_group: str, shape: ProgramShape) -> str:
    """ "Adults, held in Spanish"."""
    return ", ".join(one for one in (FOR[age_group], shape.track.words()) if one)


def step_lines(shape: ProgramShape, age_group: str) -> tuple[StepLine, ...]:
    return tuple(_step(phase, age_group) for phase in shape.steps.phases)


def _step(phase: Phase, age_group: str) -> StepLine:
    weeks = "1 week" if phase.weeks == 1 else f"{phase.weeks} weeks"
    title = f"Step {phase.number}, {phase.name}: {hours(phase.weekly_minutes)} a week"
    words, is_below = level_words(phase, age_group)
    mix = f"{weeks}, {day_count(phase.days)} a week: {listed(list(map(_kind, phase.sessions)))}."
    return StepLine(title, mix, words, is_below)


def _kind(one: SessionKind) -> str:
    length = f"{one.minutes} min"
    length += f" and {one.break_minutes} min break" if one.break_minutes else ""
    length += "" if counts_toward_hours(one.service) else ", counts no hours"
    return f"{one.per_week} x {Service(one.service).label.lower()} ({length})"


def level_words(phase: Phase, age_group: str) -> tuple[str, bool]:
    notice, fewest = level_of_step(phase, age_group), week_rules().fewest_days.value
    floor = f"{hours(notice.floor_minutes)} a week"
    if phase.weekly_minutes < notice.floor_minutes:
        if notice.is_intensive_outpatient:
            return f"Below {floor}, as a planned transition still Level 2.1.", False
        return f"Below {floor}: this is no longer Level 2.1.", True
    if phase.days < fewest:
        return f"On fewer than {day_count(fewest)}: this is not the pattern of Level 2.1.", True
    return f"Level {notice.level_code}: at least {floor} on {day_count(fewest)}.", False


def growing(shape: ProgramShape) -> str:
    return "" if shrinks(shape.steps) else GROWS


def service_lines(shape: ProgramShape) -> tuple[tuple[str, str], ...]:
    return tuple((Service(one.service).label, _service(one)) for one in shape.services)


def _service(one: ServiceRule) -> str:
    length = f"{one.minutes} min"
    length += f" and {one.break_minutes} min break" if one.break_minutes else ""
    most = "1 person" if one.seats == 1 else f"at most {one.seats} people"
    more = f", a second leader from {one.per_leader + 1} on" if one.needs_more_leaders else ""
    by = " or ".join(Role(role).label.lower() for role in one.roles) or "whoever leads sessions"
    by += f" with a credential as {' or '.join(one.credentials)}" if one.credentials else ""
    where = "in a room or by video" if one.by_video else "in a room"
    length += "" if counts_toward_hours(one.service) else ", counts no hours"
    return f"{length}, {most}{more}, {where}, led by {by}"


def offered_lines(one: OpenedProgram, offered: Counter[str]) -> tuple[OfferedLine, ...]:
    assert one.shape is not None  # the page opens only for such programs
    first = {kind.service: kind.per_week for kind in one.steps.phases[0].sessions}
    return tuple(
        OfferedLine(
            place,
            Service(rule.service).label,
            f"{offered[rule.service]} a week offered; step 1 asks for {first.get(rule.service, 0)}",
            offered[rule.service] >= first.get(rule.service, 0),
        )
        for place, rule in enumerate(one.shape.services)
    )
