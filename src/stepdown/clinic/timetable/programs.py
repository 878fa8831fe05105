"""What the programs of a site are made of: the newest version of each."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from stepdown.clinic.people.models import Patient
from stepdown.clinic.timetable.models import AgeGroup, Program, ProgramVersion, Series
from stepdown.clinic.treatment.facts import age_on
from stepdown.rules.placement import is_adult
from stepdown.rules.taper import (
    YOUNG_ADULT,
    ProgramShape,
    ServiceRule,
    Suits,
    TaperTemplate,
    Track,
    default_templates,
    program_templates,
    service_rules,
    track_content,
    track_from,
)
from stepdown.rules.taper.defaults import read_phase

OWN = "Set by the clinic"


@dataclass(frozen=True)
class OpenedProgram:
    """A program with what it is made of; `number` 0 and no shape: it was started without a
    template, and only its steps are known."""

    program_id: int
    site_id: int
    name: str
    age_group: AgeGroup
    number: int
    template: str
    steps: TaperTemplate
    shape: ProgramShape | None


@dataclass(frozen=True)
class EnteredSteps:
    """The steps somebody may be admitted with, and the program or template they are of."""

    program: str
    steps: TaperTemplate


def opened_program(site_ids: Iterable[int], program_id: int) -> OpenedProgram | None:
    found = Program.objects.filter(site__in=site_ids, pk=program_id).first()
    return _opened(found, _newest([found.pk]).get(found.pk)) if found else None


def opened_programs(site_ids: Iterable[int]) -> list[OpenedProgram]:
    """By name, in two queries."""
    programs = list(Program.objects.filter(site__in=site_ids).order_by("name", "pk"))
    newest = _newest([one.pk for one in programs])
    return [_opened(one, newest.get(one.pk)) for one in programs]


def steps_to_enter(patient: Patient, *, on: date) -> dict[str, EnteredSteps]:
    """The programs for the person's age that say what they are made of, by key; where a site has
    none, the steps of the templates for that age."""
    age = age_on(patient, on)
    group = AgeGroup.ADULT if age is None or is_adult(age) else AgeGroup.ADOLESCENT
    tags = Suits(age=age).tags()
    fitting = [
        one
        for one in opened_programs([patient.site_id])
        if one.age_group == group and _is_of_age(one.shape, tags)
    ]
    found = {one.steps.key: EnteredSteps(one.name, one.steps) for one in fitting if one.shape}
    templates = [
        one
        for one in program_templates().values()
        if one.age_group == group and _is_of_age(one.shape, tags)
    ]
    return found or {
        one.shape.steps.key: EnteredSteps(one.name, one.shape.steps) for one in templates
    }


def _is_of_age(shape: ProgramShape | None, tags: frozenset[str]) -> bool:
    """Of tracks, the ages alone are known at admission; the rest is the person's to say."""
    return shape is None or not shape.track.is_young_adult or YOUNG_ADULT in tags


def track_of(program: Program) -> Track:
    shape = shape_of(program)
    return shape.track if shape else Track()


def shape_of(program: Program) -> ProgramShape | None:
    return _opened(program, _newest([program.pk]).get(program.pk)).shape


def rule_for(program: Program, service: str) -> ServiceRule | None:
    """How a session of that service is in the program; None where it says nothing."""
    shape = shape_of(program)
    return shape.rule(service) if shape else None


def too_many(program: Program, service: str, seats: int, *, leaders: int = 1) -> str:
    """What speaks against so many seats; empty where the program and so many leaders take them."""
    rule = rule_for(program, service)
    if rule is None:
        return ""
    if rule.seats >= seats > rule.per_leader * leaders:
        return (
            f"{program.name} has at most {rule.per_leader} people for one leader of this kind."
            " Offer no more, name a second leader, then offer the rest."
        )
    if seats <= rule.seats:
        return ""
    return (
        f"{program.name} takes at most {rule.seats} in one session of this kind. Offer fewer seats,"
        " or change the program first."
    )


Ratios = Mapping[tuple[int, str], int]


def ratios_at(site_id: int) -> Ratios:
    """By program and service: how many people one leader takes. Two queries."""
    return {
        (one.program_id, rule.service): rule.per_leader
        for one in opened_programs([site_id])
        if one.shape
        for rule in one.shape.services
    }


def most_people(series: Series, ratios: Ratios, *, leaders: int | None = None) -> int:
    """By its seats and by those who lead it, or so many of them."""
    per_leader = ratios.get((series.program_id, series.service))
    if per_leader is None:
        return series.seats
    return min(series.seats, per_leader * (leaders or len(series.leader_ids)))


def without_course(meetings: Iterable[tuple[Series, date]]) -> set[tuple[int, date]]:
    """Those (series, day) whose program said on that day that its classes follow no course. One
    query. What a class was stays so when the program changes later."""
    meetings = list(meetings)
    rows = ProgramVersion.objects.filter(program__in={one.program_id for one, _ in meetings})
    said: dict[int, list[tuple[date, bool]]] = {}
    for row in rows.order_by("number"):
        held = (row.made_at.date(), row.content["has_course"])
        said.setdefault(row.program_id, []).append(held)
    return {
        (one.pk, on)
        for one, on in meetings
        if [has for since, has in said.get(one.program_id, ()) if since <= on][-1:] == [False]
    }


def _newest(program_ids: list[int]) -> dict[int, ProgramVersion]:
    rows = ProgramVersion.objects.filter(program__in=program_ids).order_by("number")
    return {row.program_id: row for row in rows}


def _opened(program: Program, version: ProgramVersion | None) -> OpenedProgram:
    shape = None if version is None else _shape(program, version)
    return OpenedProgram(
        program.pk,
        program.site_id,
        program.name,
        AgeGroup(program.age_group),
        version.number if version else 0,
        version.template if version else "",
        shape.steps if shape else default_templates()[program.taper_key],
        shape,
    )


def _shape(program: Program, version: ProgramVersion) -> ProgramShape:
    return shape_from(program.pk, version.number, version.content)


def shape_from(program_id: int, number: int, content: Mapping[str, Any]) -> ProgramShape:
    """Raises UnableToPlanPhases where the content contradicts itself."""
    phases = tuple(read_phase(each, row) for each, row in enumerate(content["steps"], start=1))
    steps = TaperTemplate(f"program-{program_id}", str(number), OWN, True, phases)
    services = service_rules(content["services"])
    return ProgramShape(
        steps, services, content["has_course"], track_from(content.get("track", {}))
    )


def as_content(shape: ProgramShape) -> dict[str, Any]:
    """As the record keeps it."""
    return {
        "steps": [
            {
                "name": phase.name,
                "weeks": phase.weeks,
                "days": phase.days,
                "is_transition": phase.is_transition,
                "sessions": [asdict(kind) for kind in phase.sessions],
            }
            for phase in shape.steps.phases
        ],
        "services": [
            {**asdict(one), "roles": list(one.roles), "credentials": list(one.credentials)}
            for one in shape.services
        ],
        "has_course": shape.has_course,
        "track": track_content(shape.track),
    }
