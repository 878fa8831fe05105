"""Admission: what must stand before it, and everything that begins with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.chart.received import has_unsettled_death
from stepdown.clinic.consents.queries import ConsentKind, missing_consents
from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.people.access import end_access, grant_access
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import ASSESSMENT, require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import TEAM_ROLES, Permission, Purpose, Role
from stepdown.clinic.treatment.advising import open_detox_need
from stepdown.clinic.treatment.checklist import Route, first_session_within, open_items
from stepdown.clinic.treatment.facts import age_on, safety_is_open
from stepdown.clinic.treatment.models import Episode, EpisodeStart, PlannedPhase, TeamMember
from stepdown.clinic.treatment.queries import (
    emergency_contact_of,
    open_episode,
    placement_for_entry,
    team_choices,
)
from stepdown.clinic.treatment.referrals import open_referral
from stepdown.clinic.treatment.rule_versions import NOT_APPROVED, rules_in_force
from stepdown.clinic.treatment.way_in import suggested_route
from stepdown.rules.taper import Phase, TaperTemplate, default_templates, level_for, plan_phases

TEAM = "team"
BILLING = "billing"
LATEST_START = timedelta(days=90)


class UnableToAdmit(Unable):
    """Something that must come before admission is missing; the message says what."""


@dataclass(frozen=True)
class Requirement:
    """One thing that must stand before admission. `sentence` says what to do where it does not."""

    key: str
    label: str
    is_met: bool
    sentence: str


def admission_requirements(
    patient: Patient, *, now: datetime, route: str = ""
) -> list[Requirement]:
    """Everything but the team and the dates, in the order in which it is done.

    `route` is the way in; without it, the one that the record suggests.
    """
    missing = set(missing_consents(patient, *ConsentKind))
    left = open_items(patient, route=route or suggested_route(patient), now=now)
    return [
        *_personal_requirements(patient, now),
        Requirement(
            "notice",
            "Privacy notice",
            ConsentKind.PRIVACY_NOTICE not in missing,
            "Give the privacy notice first.",
        ),
        *_clinical_requirements(patient, now),
        Requirement(
            "treatment",
            "Consent to treatment",
            ConsentKind.TREATMENT not in missing,
            "Ask for consent to treatment first.",
        ),
        Requirement(
            "contact",
            "Emergency contact",
            emergency_contact_of(patient) is not None,
            "Enter an emergency contact first.",
        ),
        Requirement(
            "checklist",
            "Admission checklist",
            not left,
            f"Still open on the checklist: {', '.join(item.label.lower() for item in left)}.",
        ),
    ]


def _clinical_requirements(patient: Patient, now: datetime) -> list[Requirement]:
    return [
        Requirement(
            "detox",
            "No open need for supervised detox",
            open_detox_need(patient) is None,
            "Detox comes first. A medical professional clears it or signs that it is handled.",
        ),
        Requirement(
            "referral",
            "No referral to detox under way",
            open_referral(patient) is None,
            "A referral to detox is under way. Note first that the person is back.",
        ),
        Requirement(
            "safety",
            "Safety step answered",
            not safety_is_open(patient),
            "The safety step is open. Answer it first.",
        ),
        Requirement(
            "rules",
            "Rules of placement approved",
            rules_in_force(patient.site) is not None,
            NOT_APPROVED,
        ),
        Requirement(
            "placement",
            "Placement decision for this program",
            placement_for_entry(patient, now=now) is not None,
            "Sign a placement decision for intensive outpatient care first.",
        ),
    ]


def _personal_requirements(patient: Patient, now: datetime) -> list[Requirement]:
    site = patient.site
    age = age_on(patient, local_now(site, now).date())
    fits = age is not None and site.youngest_age <= age <= site.oldest_age
    years = f"{site.youngest_age} to {site.oldest_age}"
    too_young = (
        "Enter the date of birth first."
        if age is None
        else (
            f"This site cares for people from {years} years. Help them find care that fits:"
            " call ahead and hand them over in person."
        )
    )
    return [
        Requirement(
            "person",
            "Person confirmed",
            patient.is_confirmed,
            "This person came from a record and is not confirmed. Confirm who it is first.",
        ),
        Requirement(
            "living",
            "Not recorded as having died",
            not patient.is_deceased and not has_unsettled_death(patient),
            "This person is recorded as having died. If that is wrong, correct it first.",
        ),
        Requirement("age", f"Age within {years}", fits, too_young),
    ]


def admit_patient(
    *,
    actor: Actor,
    patient: Patient,
    team: Mapping[Role, int],
    starts_on: date,
    now: datetime,
    taper_key: str = "",
    template: TaperTemplate | None = None,
    route: str = "",
    starting_phase: int = 1,
    phase_reason: str = "",
) -> Episode:
    """Begins an episode on `starts_on` (local) with a team of four by role and the steps of a
    program (`template`), or else of a taper by its key.

    Uses the newest placement decision and the emergency contact on file. The team gets access,
    the access of assessment ends. `route`: the way in, as suggested where it is empty. Somebody
    from a residential stay or back after earlier care may begin at a later step; a clinician
    says why. Raises UnableToAdmit; the database refuses what must never be.
    """
    require(actor, Permission.ADMIT, site_id=patient.site_id)
    with writing():
        patient.refresh_from_db()
        way = Route(route or suggested_route(patient))
        placement = _checked_start(patient, starts_on, way, now)
        names = _checked_team(patient, team, starts_on, now)
        steps = template or _template(taper_key)
        start = _checked_step(steps, way, starting_phase, phase_reason)
        episode = _begin(actor, patient, placement, start, starts_on, names, now)
        _name_team(patient, episode, team, now)
        _plan(episode, start, patient)
        content = {"team": {role.value: team[role] for role in TEAM_ROLES}, "taper": steps.key}
        about: dict[str, Any] = {"subject": episode, "patient_id": patient.pk}
        record(actor=actor, verb="episode.begun", now=now, content=content, **about)
    return episode


@dataclass(frozen=True)
class _Start:
    """The way in, and the step of the taper at which it begins."""

    template: TaperTemplate
    route: Route
    phase_number: int
    reason: str


def _checked_step(template: TaperTemplate, route: Route, number: int, reason: str) -> _Start:
    if not 1 <= number <= len(template.phases):
        raise UnableToAdmit("Choose a step of this plan to begin with.")
    if number > 1 and route not in (Route.RESIDENTIAL, Route.RETURN):
        raise UnableToAdmit(
            "Only somebody from a residential stay, or back after earlier care, begins at a"
            " later step."
        )
    if number > 1 and not reason.strip():
        raise UnableToAdmit("Write why this person begins at a later step.")
    return _Start(template, route, number, reason.strip())


def _checked_start(patient: Patient, starts_on: date, route: Route, now: datetime) -> Entry:
    for requirement in admission_requirements(patient, now=now, route=route):
        if not requirement.is_met:
            raise UnableToAdmit(requirement.sentence)
    if open_episode(patient) is not None:
        raise UnableToAdmit("This person is in care already. End that episode first.")
    today = local_now(patient.site, now).date()
    if not today <= starts_on <= today + LATEST_START:
        raise UnableToAdmit("The first day must be today or within the next 90 days.")
    placement = placement_for_entry(patient, now=now)
    assert placement is not None  # a requirement above
    return placement


def _checked_team(
    patient: Patient, team: Mapping[Role, int], starts_on: date, now: datetime
) -> dict[str, str]:
    """The names by role, for the signed entry."""
    days = {local_now(patient.site, now).date(), starts_on}
    choices = [team_choices(patient, on=day) for day in days]
    names: dict[str, str] = {}
    for role in TEAM_ROLES:
        if role not in team:
            raise UnableToAdmit(f"The team of four has no {role.label.lower()}. Choose one.")
        if any(team[role] not in {m.account_id for m in day[role]} for day in choices):
            raise UnableToAdmit(
                f"The {role.label.lower()} has no live credential here on the first day."
                " Choose somebody else, or ask the director to renew it under Staff."
            )
        names[role.value] = next(m.name for m in choices[0][role] if m.account_id == team[role])
    if len(set(team.values())) < len(TEAM_ROLES):
        raise UnableToAdmit("The team of four is four different people. Choose again.")
    return names


def _template(taper_key: str) -> TaperTemplate:
    template = default_templates().get(taper_key)
    if template is None:
        raise UnableToAdmit("Choose a plan of steps for this person.")
    return template


def _begin(
    actor: Actor,
    patient: Patient,
    placement: Entry,
    start: _Start,
    starts_on: date,
    names: dict[str, str],
    now: datetime,
) -> Episode:
    edition = placement.body["edition"]
    level_code = _level_at_start(start, patient, placement, starts_on)
    body = {
        "starts_on": starts_on.isoformat(),
        "level_code": level_code,
        "edition": edition,
        "placement": placement.pk,
        "taper": {"key": start.template.key, "version": start.template.version},
        "team": names,
        "route": start.route.value,
        "starting_phase": start.phase_number,
        "phase_reason": start.reason,
    }
    kind = EntryKind.ADMISSION
    admission = sign_entry(
        actor=actor, patient=patient, kind=kind, body=body, happened_at=now, now=now
    )
    by = local_now(patient.site, now).date() + first_session_within(patient.site)
    return _created(
        Episode(
            patient=patient,
            site=patient.site,
            admitted_on=starts_on,
            level_code=level_code,
            criteria_edition=edition,
            placement=placement,
            admission=admission,
            phase_number=start.phase_number,
        ),
        EpisodeStart(route=start.route, first_session_due_on=max(by, starts_on)),
    )


def _created(episode: Episode, began: EpisodeStart) -> Episode:
    try:
        with transaction.atomic():
            episode.save(force_insert=True)
    except IntegrityError as error:
        raise UnableToAdmit(_refusal(error)) from error
    began.episode = episode
    began.save(force_insert=True)
    return episode


def _level_at_start(start: _Start, patient: Patient, placement: Entry, on: date) -> str:
    """The level decided on, or the one that the hours of a later first step belong to."""
    if start.phase_number == 1:
        return str(placement.body["level_code"])
    age = age_on(patient, on)
    assert age is not None  # a requirement of admission
    phase = start.template.phases[start.phase_number - 1]
    return _level(phase, age, placement.body["edition"])


def _level(phase: Phase, age: int, edition: str) -> str:
    notice = level_for(
        phase.weekly_minutes,
        age,
        edition=edition,
        is_transition=phase.is_transition,
        weeks=phase.weeks,
    )
    return notice.level_code


def _refusal(error: IntegrityError) -> str:
    """The database's own sentence where a trigger spoke; two admissions at once otherwise."""
    text = str(error).splitlines()[0]
    is_constraint = "constraint" in text.lower()
    return "This person was admitted a moment ago. Open their care page." if is_constraint else text


def _name_team(patient: Patient, episode: Episode, team: Mapping[Role, int], now: datetime) -> None:
    for role in TEAM_ROLES:
        TeamMember.objects.create(
            episode=episode, role=role, account_id=team[role], starts_on=episode.admitted_on
        )
        grant_access(
            patient=patient, account_id=team[role], purpose=Purpose.CARE, why=TEAM, now=now
        )
    end_access(patient=patient, why=ASSESSMENT, now=now)
    end_access(patient=patient, why=BILLING, now=now)  # of an earlier episode: one is enough
    grant_access(
        patient=patient,
        site_id=patient.site_id,
        role=Role.BILLER,
        purpose=Purpose.BILLING,
        why=BILLING,
        now=now,
    )


def _plan(episode: Episode, start: _Start, patient: Patient) -> None:
    age = age_on(patient, episode.admitted_on)
    assert age is not None  # a requirement of admission
    number = start.phase_number
    for planned in plan_phases(start.template, episode.admitted_on, from_number=number):
        phase = planned.phase
        PlannedPhase.objects.create(
            episode=episode,
            number=phase.number,
            name=phase.name,
            starts_on=planned.starts_on,
            ends_on=planned.ends_on,
            weekly_minutes=phase.weekly_minutes,
            days=phase.days,
            sessions=[
                {
                    "service": kind.service,
                    "minutes": kind.minutes,
                    "per_week": kind.per_week,
                    "break_minutes": kind.break_minutes,
                }
                for kind in phase.sessions
            ],
            level_code=_level(phase, age, episode.criteria_edition),
        )
