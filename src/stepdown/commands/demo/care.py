"""Admission and what follows: the week, the scores, the next step, a hold, an end."""

from datetime import date, datetime, time, timedelta

from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.operations import add_account
from stepdown.clinic.people.roles import TEAM_ROLES, Role
from stepdown.clinic.progress.operations import sign_step_review
from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.operations import (
    accept_week,
    end_episode_and_free,
    hold_episode_and_free,
)
from stepdown.clinic.timetable.programs import opened_program
from stepdown.clinic.timetable.wishing import Wish, set_week_needs
from stepdown.clinic.treatment.checklist import checklist_of
from stepdown.clinic.treatment.operations.admitting import admit_patient
from stepdown.clinic.treatment.operations.checklist import (
    SIGNED_ITEM,
    ItemAnswer,
    answer_checklist,
    sign_agreement,
)
from stepdown.clinic.treatment.operations.commitments import set_emergency_contact
from stepdown.clinic.treatment.queries import (
    CommitmentKind,
    CommitmentRow,
    EndReason,
    Firmness,
    open_episode,
)
from stepdown.commands.demo import words
from stepdown.commands.demo.accounts import Account
from stepdown.commands.demo.cast import invent_password
from stepdown.commands.demo.clinic import TEMPLATES, Place
from stepdown.commands.demo.story import Story
from stepdown.rules.taper import TaperTemplate, program_templates

TERM = timedelta(weeks=26)


def write_down_life(place: Place, story: Story, now: datetime) -> None:
    """Whom to call, and what the week already holds."""
    who, chance = story.who, story.chance
    set_emergency_contact(
        actor=place.actors[story.counselor],
        patient=story.patient,
        name=f"{chance.choice(('Robin', 'Kerry', 'Jamie', 'Noel'))} {who.family_name}",
        relation=chance.choice(words.RELATIONS),
        phone=f"({chance.randint(201, 989)}) 555-01{chance.randint(0, 99):02}",
        expected_version=0,
        now=now,
    )
    story.patient.refresh_from_db()
    set_week_needs(
        actor=place.actors[story.counselor],
        patient=story.patient,
        rows=_own_times(story, now.date()),
        travel_minutes=chance.choice((10, 15, 20, 25)),
        video_is_possible=True if story.has_account else None,
        wish=Wish(language=story.speaks),
        expected_version=story.patient.version,
        now=now,
    )


def _own_times(story: Story, today: date) -> list[CommitmentRow]:
    """Classes end with their term; who has an account would rather keep Friday evenings free."""
    _, name, days, starts, ends = story.work
    kind = CommitmentKind(name)
    until = today + TERM if kind == CommitmentKind.SCHOOL else None
    rows = [CommitmentRow(kind, day, starts, ends, until_on=until) for day in days]
    if story.has_account:
        friday = CommitmentRow(CommitmentKind.CARE, 4, time(17), time(20), Firmness.RATHER_NOT)
        rows.append(friday)
    return rows


def answer_checklist_of_admission(place: Place, story: Story, now: datetime) -> None:
    """The agreement with the person's name, then every item of the checklist."""
    actor, patient = place.actors[story.counselor], story.patient
    sign_agreement(actor=actor, patient=patient, signed_name=story.who.name, now=now)
    answers = {
        item.key: ItemAnswer(*words.CHECKLIST.get(item.key, ("done", "")))
        for item in checklist_of(place.site)
        if item.key != SIGNED_ITEM
    }
    answer_checklist(actor=actor, patient=patient, answers=answers, now=now)


def admit(place: Place, story: Story, starts_on: date, now: datetime) -> None:
    keys = {Role.COUNSELOR: story.counselor}
    team = {role: place.accounts[keys.get(role, role.value)].pk for role in TEAM_ROLES}
    story.episode = admit_patient(
        actor=place.actors[story.counselor],
        patient=story.patient,
        team=team,
        template=_steps(place, story),
        starts_on=starts_on,
        now=now,
    )


def _steps(place: Place, story: Story) -> TaperTemplate:
    """Those of the program they enter; the second site has none yet, and takes the template's."""
    program = place.programs.get(story.program)
    if program is None:
        return program_templates()[TEMPLATES[story.program]].shape.steps
    held = opened_program([place.site.pk], program.pk)
    assert held is not None  # started with the site
    return held.steps


def agree_week(place: Place, story: Story, starts_on: date, now: datetime) -> None:
    """The week that fits; somebody whose life leaves no room for one waits for it."""
    offer = find_weeks(episode=story.episode, starts_on=starts_on, most=1)
    if not offer.fits:
        return
    accept_week(
        actor=place.actors[story.counselor],
        episode=story.episode,
        series_ids=[session.series_id for session in offer.best.sessions],
        starts_on=starts_on,
        now=now,
    )


def step_down(place: Place, story: Story, starts_on: date, now: datetime) -> None:
    """Signs the step to fewer hours and with it the level, then the smaller week."""
    story.episode.refresh_from_db()
    sign_step_review(
        actor=place.actors[story.counselor],
        episode=story.episode,
        decision="move_on",
        reason=story.chance.choice(words.REVIEW_REASONS),
        effective_on=starts_on,
        level_change_acknowledged=True,
        expected_version=story.episode.version,
        now=now,
    )
    story.episode.refresh_from_db()
    agree_week(place, story, starts_on, now)


def hold(place: Place, story: Story, now: datetime) -> None:
    episode = open_episode(story.patient)
    assert episode is not None  # admitted in an earlier step
    hold_episode_and_free(
        actor=place.actors[story.counselor],
        episode=episode,
        expected_version=episode.version,
        reason="In hospital for a planned operation; comes back in about three weeks.",
        now=now,
    )


def end(place: Place, story: Story, now: datetime) -> None:
    episode = open_episode(story.patient)
    assert episode is not None  # admitted in an earlier step
    reasons = (EndReason.COMPLETED, EndReason.OWN_CHOICE, EndReason.TRANSFER)
    end_episode_and_free(
        actor=place.actors[story.counselor],
        episode=episode,
        expected_version=episode.version,
        end_reason=story.chance.choice(reasons),
        reason="Talked it through together; the door stays open.",
        now=now,
    )


def give_account(place: Place, story: Story, seed: int, now: datetime) -> None:
    """The person can see their own week from now on."""
    password = invent_password(seed, story.who.email)
    account = add_account(
        actor=THE_PROGRAM,
        email=story.who.email,
        name=story.who.name,
        password=password,
        now=now,
        is_demo=True,
    )
    story.patient.refresh_from_db()
    give_own_access(actor=THE_PROGRAM, patient=story.patient, account=account, now=now)
    place.printed.append(
        Account(Role.PATIENT.value, story.who.name, story.who.email, password, place.site.name)
    )
