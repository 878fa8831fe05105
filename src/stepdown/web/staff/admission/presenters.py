"""What the pages of admission and care show: frozen values, never models."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.urls import reverse

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import TEAM_ROLES, Permission, Role
from stepdown.clinic.progress.way import steps_since_inquiry
from stepdown.clinic.treatment.apart import no_contacts_of
from stepdown.clinic.treatment.checklist import Route
from stepdown.clinic.treatment.facts import assessment_parts
from stepdown.clinic.treatment.operations import (
    WEEKDAYS,
    admission_requirements,
)
from stepdown.clinic.treatment.queries import (
    CommitmentRow,
    EndReason,
    commitments_of,
    earlier_members,
    emergency_contact_of,
    last_ended_episode,
    open_episode,
    phases_of,
    start_of,
    team_of,
)
from stepdown.web.ui.charts.steps import StepBlock, Steps, StepState
from stepdown.web.ui.hours import alike, limits

PAGES = {
    "notice": "consents",
    "treatment": "consents",
    "detox": "advice",
    "referral": "detox_referral",
    "safety": "safety",
    "placement": "advice",
    "rules": "rules",
    "checklist": "care_checklist",
    "contact": "care_contact",
    "person": "details",
    "age": "details",
    "living": "record",
}


@dataclass(frozen=True)
class CheckRow:
    """One requirement of admission; `url` is where it is met, empty where it is not this
    person's to do."""

    label: str
    is_met: bool
    sentence: str
    url: str


@dataclass(frozen=True)
class TeamRow:
    """`place`: among the four, from 1."""

    role: str
    name: str
    place: int


@dataclass(frozen=True)
class EpisodeCard:
    """An open episode in words."""

    version: int
    is_on_hold: bool
    hold_reason: str
    admitted: str
    level: str
    team: tuple[TeamRow, ...]
    steps: Steps
    route: str
    first_session_due: str
    missing: tuple[TeamRow, ...]
    before: tuple[str, ...]


VIDEO = {True: "possible", False: "not possible", None: ""}


@dataclass(frozen=True)
class CarePage:
    """Admission before an episode, care during it. `ended` tells of an earlier one;
    `examination` is there while none is signed that still holds."""

    checks: tuple[CheckRow, ...]
    unmet: int
    examination: CheckRow | None
    episode: EpisodeCard | None
    ended: str
    contact: str
    contact_phone: str
    week: tuple[str, ...]
    travel: str
    video: str
    apart: tuple[str, ...]
    way: tuple[tuple[str, str], ...]
    is_residential: bool
    may_write: bool
    may_admit: bool
    may_plan: bool
    may_change: bool
    may_reassess: bool


def care_page(patient: OpenedPatient, actor: Actor, now: datetime, *, way: Route) -> CarePage:
    here = patient.site_id
    episode = open_episode(patient)
    contact = emergency_contact_of(patient)
    may_write = actor.can(Permission.WRITE_CHART, site_id=here)
    checks = () if episode else _checks(patient, actor, now, way)
    ended = _ended(patient) if episode is None else ""
    return CarePage(
        checks=checks,
        unmet=sum(not check.is_met for check in checks),
        examination=None if episode else _examination(patient, now, may_write=may_write),
        episode=_episode(patient) if episode else None,
        ended=ended,
        contact=f"{contact.name}, {contact.relation}" if contact else "",
        contact_phone=contact.phone if contact else "",
        week=week_lines(commitments_of(patient, on=local_now(patient.site, now).date())),
        travel=f"{patient.travel_minutes} min each way" if patient.travel_minutes else "",
        video=VIDEO[patient.video_is_possible],
        apart=tuple(one.other_name for one in no_contacts_of(patient)) if may_write else (),
        way=way_words(patient, now),
        may_write=may_write,
        is_residential=way is Route.RESIDENTIAL,
        may_admit=actor.can(Permission.ADMIT, site_id=here),
        may_plan=actor.can(Permission.PLAN_WEEKS, site_id=here),
        may_change=actor.can(Permission.DECIDE_STEPS, site_id=here) and may_write,
        may_reassess=bool(ended) and actor.can(Permission.DECIDE_PLACEMENT, site_id=here),
    )


def _checks(
    patient: OpenedPatient, actor: Actor, now: datetime, way: Route
) -> tuple[CheckRow, ...]:
    may = {
        "details": actor.can(Permission.TAKE_CALLS),
        "care_contact": actor.can(Permission.ADMIT),
        "care_checklist": actor.can(Permission.ADMIT),
        "record": True,
        "advice": True,
        "detox_referral": True,
        "rules": actor.can(Permission.APPROVE_RULES),
    }
    found = []
    for one in admission_requirements(patient, now=now, route=way):
        page = PAGES[one.key]
        is_open = may.get(page, actor.can(Permission.WRITE_CHART))
        url = _url(page, patient, way) if is_open else ""
        found.append(CheckRow(one.label, one.is_met, one.sentence, url))
    return tuple(found)


def _examination(patient: OpenedPatient, now: datetime, *, may_write: bool) -> CheckRow | None:
    """Said beside the checks: whoever needs care today may be admitted and examined after."""
    if assessment_parts(patient, now=now)["examination"].is_fresh:
        return None
    url = reverse("examination", kwargs={"code": patient.code}) if may_write else ""
    told = "Not signed yet, or no longer new. Admission does not wait for it; the team reads it."
    return CheckRow("Examination of body, mind and life", False, told, url)


def _url(page: str, patient: OpenedPatient, way: Route) -> str:
    if page == "rules":
        return reverse("rules_of", kwargs={"site_id": patient.site_id})
    asks = f"?way={way.value}" if page == "care_checklist" else ""
    return reverse(page, kwargs={"code": patient.code}) + asks


def _episode(patient: OpenedPatient) -> EpisodeCard | None:
    episode = open_episode(patient)
    if episode is None:
        return None
    start = start_of(episode)
    team = tuple(_team_row(m.role, m.name) for m in team_of(episode))
    phases = phases_of(episode)
    here = episode.phase_number
    blocks = tuple(
        StepBlock(
            f"Step {phase.number}",
            phase.weekly_minutes / 60,
            _state(phase.number, here),
            f"{phase.weekly_minutes / 60:g} hours",
        )
        for phase in phases
    )
    last = max((phase.ends_on for phase in phases if phase.ends_on), default=None)
    until = f", planned until {day_words(last)}" if last else ""
    return EpisodeCard(
        version=episode.version,
        is_on_hold=episode.status == "hold",
        hold_reason=episode.hold_reason,
        admitted=day_words(episode.admitted_on),
        level=f"{episode.level_code} ({episode.criteria_edition} edition)",
        team=team,
        steps=Steps(
            finding=f"Step {here} of {phases[-1].number}",
            sentence=f"Since {day_words(episode.admitted_on)}{until}. A step is a signed decision.",
            blocks=blocks,
        ),
        route=start.get_route_display() if start else "",
        first_session_due=day_words(start.first_session_due_on) if start else "",
        missing=_missing(team),
        before=tuple(
            f"{one.role.label}: {one.name}, until {day_words(one.ends_on)}"
            for one in earlier_members(episode)
        ),
    )


def _missing(team: tuple[TeamRow, ...]) -> tuple[TeamRow, ...]:
    there = {row.place for row in team}
    rows = (_team_row(role, "") for role in TEAM_ROLES)
    return tuple(row for row in rows if row.place not in there)


def _team_row(role: Role, name: str) -> TeamRow:
    return TeamRow(role.label, name, TEAM_ROLES.index(role) + 1)


def way_words(patient: OpenedPatient, now: datetime) -> tuple[tuple[str, str], ...]:
    """Days from the first call to each step that has come."""
    return tuple((one.label, _days(one.days)) for one in steps_since_inquiry(patient))


def _days(days: int) -> str:
    return "The same day" if days == 0 else f"{days} day{'' if days == 1 else 's'}"


def _state(number: int, here: int) -> StepState:
    if number == here:
        return StepState.HERE
    return StepState.DONE if number < here else StepState.AHEAD


def _ended(patient: OpenedPatient) -> str:
    episode = last_ended_episode(patient)
    if episode is None:
        return ""
    return f"{EndReason(episode.end_reason).label}, {day_words(episode.ended_on)}"


def day_words(on: date | None) -> str:
    return f"{on:%b} {on.day}, {on.year}" if on else ""


def week_lines(rows: list[CommitmentRow]) -> tuple[str, ...]:
    """For instance "Work: Mon, Tue, 9:00 am to 5:00 pm"."""
    return tuple(_line(same) for same in alike(rows))


def _line(same: list[CommitmentRow]) -> str:
    one, days = same[0], ", ".join(WEEKDAYS[row.weekday][:3] for row in same)
    times = f"{_clock(one.starts)} to {_clock(one.ends)}"
    return f"{one.kind.label}: {days}, {times}{limits(same)}"


def _clock(at: time) -> str:
    return f"{at.hour % 12 or 12}:{at:%M} {'am' if at.hour < 12 else 'pm'}"
