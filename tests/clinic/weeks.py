"""A clinic's evening program and people in care, for tests of weeks and sessions."""

from datetime import date, time
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.people.access import end_access, grant_access
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.operations import ASSESSMENT
from stepdown.clinic.people.roles import TEAM_ROLES, Role
from stepdown.clinic.timetable.models import AgeGroup, Program, Series
from stepdown.clinic.timetable.offering import add_program, add_room, add_series
from stepdown.clinic.treatment.models import Episode, PlannedPhase, TeamMember
from stepdown.clinic.treatment.services import Service
from stepdown.rules.taper import default_templates, plan_phases
from tests.clinic.world import NOW, TODAY, World

MONDAY = TODAY


def add_evening_program(world: World, *, seats: int = 8, days: int = 3) -> list[Series]:
    """Groups of 2 clinical hours on the first `days` evenings, two classes, two openings."""
    site, director = world.site, world.actor(Role.DIRECTOR)
    large = add_room(actor=director, site=site, name="Room A", seats=12, now=NOW)
    small = add_room(actor=director, site=site, name="Room B", seats=2, now=NOW)
    program = add_program(
        actor=director,
        site=site,
        name="Evening",
        taper_key="three-evenings",
        age_group=AgeGroup.ADULT,
        now=NOW,
    )
    leader, helper = world.accounts[Role.COUNSELOR], world.accounts[Role.PSYCHOLOGIST]
    group: dict[str, Any] = {"service": Service.GROUP, "room": large, "leader": leader}
    lesson: dict[str, Any] = {"service": Service.EDUCATION, "room": large, "leader": helper}
    opening: dict[str, Any] = {"service": Service.INDIVIDUAL, "room": small, "leader": leader}
    return [
        *[weekly(world, program, d, "18:00", 135, 120, seats=seats, **group) for d in range(days)],
        *[weekly(world, program, d, "20:15", 60, 60, seats=seats, **lesson) for d in range(2)],
        *[weekly(world, program, d, "16:00", 60, 60, seats=1, **opening) for d in (2, 3)],
    ]


def weekly(
    world: World,
    program: Program,
    weekday: int,
    starts: str,
    minutes: int,
    clinical: int,
    **details: Any,
) -> Series:
    values: dict[str, Any] = {
        "title": f"{details['service'].label} {weekday}",
        "starts_on": date(2026, 1, 5),
        **details,
    }
    return add_series(
        actor=world.actor(Role.DIRECTOR),
        program=program,
        weekday=weekday,
        starts=time.fromisoformat(starts),
        minutes=minutes,
        clinical_minutes=clinical,
        now=NOW,
        **values,
    )


def in_care(world: World, patient: Patient, *, taper: str = "three-evenings") -> Episode:
    """An episode since today with its steps and team, set up without the admission's papers."""
    entry: dict[str, Any] = {"patient": patient, "body": {}, "happened_at": NOW, "now": NOW}
    counselor = world.actor(Role.COUNSELOR)
    episode = Episode.objects.create(
        patient=patient,
        site=world.site,
        admitted_on=TODAY,
        level_code="2.1",
        criteria_edition="3rd",
        placement=sign_entry(actor=counselor, kind=EntryKind.PLACEMENT, **entry),
        admission=sign_entry(actor=counselor, kind=EntryKind.ADMISSION, **entry),
    )
    for one in plan_phases(default_templates()[taper], TODAY):
        sessions = [
            {"service": kind.service, "minutes": kind.minutes, "per_week": kind.per_week}
            for kind in one.phase.sessions
        ]
        PlannedPhase.objects.create(
            episode=episode,
            number=one.number,
            name=one.phase.name,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            weekly_minutes=one.weekly_minutes,
            days=one.phase.days,
            sessions=sessions,
            level_code="2.1" if one.weekly_minutes >= 540 else "1",
        )
    for role in TEAM_ROLES:
        _join_team(episode, world.accounts[role], role)
    end_access(patient=patient, why=ASSESSMENT, now=NOW)
    return episode


def _join_team(episode: Episode, account: Account, role: Role) -> None:
    TeamMember.objects.create(episode=episode, role=role, account=account, starts_on=TODAY)
    grant_access(
        patient=episode.patient, account_id=account.pk, purpose="care", why="team", now=NOW
    )
