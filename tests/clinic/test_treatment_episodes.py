"""Hold, return and end; and the commitments of a week."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import standing_entries
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import THE_PROGRAM, Actor
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed, add_account
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Permission, Role
from stepdown.clinic.treatment.models import Commitment, Episode
from stepdown.clinic.treatment.operations import (
    PlacementDecision,
    UnableToChangeEpisode,
    UnableToSetCommitments,
    end_episode,
    hold_episode,
    open_for_assessment,
    resume_episode,
    set_commitments,
)
from stepdown.clinic.treatment.queries import (
    CommitmentKind,
    CommitmentRow,
    EndReason,
    Firmness,
    commitments_of,
    open_episode,
    team_of,
)
from tests.clinic.care import admit, answer_all, assess, decide, make_ready, rate, set_work_week
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@made_once
def episode(world: World) -> Episode:
    patient = world.patient()
    make_ready(world, patient)
    return admit(world, patient)


def hold(world: World, episode: Episode, reason: str = "Away for work") -> None:
    hold_episode(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        expected_version=episode.version,
        reason=reason,
        now=LATER,
    )


def resume(world: World, episode: Episode) -> None:
    resume_episode(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        expected_version=episode.version,
        reason="Back home",
        now=LATER,
    )


def end(world: World, episode: Episode, role: Role = Role.COUNSELOR) -> None:
    end_episode(
        actor=world.actor(role),
        episode=episode,
        expected_version=episode.version,
        end_reason=EndReason.COMPLETED,
        reason="All steps done",
        now=LATER,
    )


def test_a_hold_keeps_the_episode_its_team_and_its_reason(world: World, episode: Episode) -> None:
    hold(world, episode)
    held = open_episode(episode.patient)
    assert held is not None
    assert (held.status, held.hold_reason) == ("hold", "Away for work")
    assert len(team_of(held)) == 4
    entry = standing_entries(episode.patient, EntryKind.EPISODE_CHANGE).get()
    assert (entry.body["from"], entry.body["to"]) == ("active", "hold")
    resume(world, held)
    assert held.status == "active"
    assert held.hold_reason == ""


def test_every_change_has_a_reason(world: World, episode: Episode) -> None:
    with pytest.raises(UnableToChangeEpisode, match="reason"):
        hold(world, episode, " ")


def test_nobody_comes_back_from_hold_while_a_detox_need_is_open(
    world: World, episode: Episode
) -> None:
    hold(world, episode)
    decide(world, episode.patient, PlacementDecision.DETOX, now=LATER)
    with pytest.raises(UnableToChangeEpisode, match="Detox comes first"):
        resume(world, episode)


def test_what_is_not_running_is_not_held_and_what_is_not_held_does_not_resume(
    world: World, episode: Episode
) -> None:
    with pytest.raises(UnableToChangeEpisode, match="not on hold"):
        resume(world, episode)
    hold(world, episode)
    with pytest.raises(UnableToChangeEpisode, match="running"):
        hold(world, episode)


def test_a_stale_page_changes_no_episode(world: World, episode: Episode) -> None:
    with pytest.raises(UnableToSave):
        hold_episode(
            actor=world.actor(Role.COUNSELOR),
            episode=episode,
            expected_version=episode.version - 1,
            reason="Away",
            now=LATER,
        )


def test_the_end_closes_the_team_and_its_access(world: World, episode: Episode) -> None:
    patient = episode.patient
    end(world, episode)
    assert open_episode(patient) is None
    assert team_of(episode) == []
    later = LATER + timedelta(seconds=1)
    counselor = world.actor(Role.COUNSELOR)
    assert not patients_open_to(counselor, Permission.READ_CHART, later).exists()
    medical = world.actor(Role.MEDICAL)
    assert patients_open_to(medical, Permission.READ_CHART, later).get() == patient
    with pytest.raises(UnableToChangeEpisode, match="ended already"):
        end(world, episode)


def test_somebody_who_comes_back_is_assessed_decided_on_and_admitted_anew(
    world: World, episode: Episode
) -> None:
    patient = episode.patient
    end(world, episode)
    month = NOW + timedelta(days=60)
    open_for_assessment(actor=world.actor(Role.MEDICAL), patient=patient, now=month)
    counselor = world.actor(Role.COUNSELOR)
    assert patients_open_to(counselor, Permission.WRITE_CHART, month).get() == patient
    rate(world, patient, now=month)
    decide(world, patient, PlacementDecision.OTHER, level_code="2.1", now=month)
    answer_all(world, patient, now=month)
    again = admit(world, patient, now=month, starts_on=TODAY + timedelta(days=60))
    assert again != episode


def test_a_person_in_care_is_not_opened_for_assessment(world: World, episode: Episode) -> None:
    with pytest.raises(UnableToChangeEpisode, match="in care now"):
        open_for_assessment(actor=world.actor(Role.MEDICAL), patient=episode.patient, now=LATER)


def test_a_technician_ends_no_episode(world: World, episode: Episode) -> None:
    with pytest.raises(NotAllowed):
        end(world, episode, Role.TECHNICIAN)


def test_commitments_replace_each_other_and_the_old_ones_are_kept(world: World) -> None:
    patient = world.patient()
    set_work_week(world, patient)
    assert len(commitments_of(patient, on=TODAY)) == 5
    assert patient.travel_minutes == 30
    set_commitments(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        rows=[("court", 1, time(9), time(10)), ("court", 1, time(9), time(10))],
        travel_minutes=None,
        video_is_possible=None,
        expected_version=patient.version,
        now=NOW,
    )
    assert [(row.kind, row.weekday) for row in commitments_of(patient, on=TODAY)] == [("court", 1)]
    assert Commitment.objects.filter(patient=patient, is_dropped=True).count() == 5


def own_actor(world: World, name: str) -> tuple[Patient, Actor]:
    """A person with an account of their own."""
    patient = world.patient(name)
    account = add_account(
        actor=THE_PROGRAM,
        email=f"{name.lower()}@example.org",
        name=name,
        password="harbor lights at night",
        now=NOW,
    )
    give_own_access(actor=world.actor(Role.INTAKE), patient=patient, account=account, now=NOW)
    patient.refresh_from_db()
    return patient, actor_for(account, now=NOW)


def own_week(actor: Actor, patient: Patient, *rows: CommitmentRow) -> None:
    set_commitments(
        actor=actor,
        patient=patient,
        rows=rows,
        travel_minutes=15,
        video_is_possible=True,
        expected_version=patient.version,
        now=NOW,
    )


def test_a_person_writes_their_own_week_with_its_limits(world: World) -> None:
    patient, actor = own_actor(world, "Dana")
    off = date(2026, 12, 24)
    row = CommitmentRow(
        CommitmentKind.SCHOOL, 3, time(9), time(12), Firmness.RATHER_NOT, date(2027, 1, 31), (off,)
    )
    own_week(actor, patient, row)
    patient.refresh_from_db()
    assert (patient.travel_minutes, patient.video_is_possible) == (15, True)
    assert commitments_of(patient, on=TODAY) == [row]
    assert commitments_of(patient, on=date(2027, 1, 31)) == []
    assert not row.holds_on(off)
    assert row.holds_on(off + timedelta(weeks=1))
    event = LedgerEvent.objects.filter(verb="commitments.set").get()
    assert (event.actor_id, event.patient_id) == (actor.account_id, patient.pk)


def test_nobody_in_care_writes_the_week_of_somebody_else(world: World) -> None:
    _, dana = own_actor(world, "Dana")
    other, _ = own_actor(world, "Kim")
    with pytest.raises(NotAllowed):
        own_week(dana, other)


def test_a_day_off_on_another_weekday_is_named(world: World) -> None:
    patient, actor = own_actor(world, "Dana")
    friday = CommitmentRow(CommitmentKind.WORK, 0, time(9), time(12), not_on=(date(2026, 12, 25),))
    with pytest.raises(UnableToSetCommitments, match="2026-12-25 is no Monday"):
        own_week(actor, patient, friday)


def test_the_database_refuses_a_firmness_it_does_not_know(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.create(
            patient=world.patient(),
            kind="work",
            weekday=0,
            starts=time(9),
            ends=time(12),
            firmness="maybe",
        )


def test_a_stale_week_is_refused_whole(world: World) -> None:
    patient = world.patient()
    stale = Patient.objects.get(pk=patient.pk)
    set_work_week(world, patient)
    with pytest.raises(UnableToSave):
        set_work_week(world, stale)
    assert len(commitments_of(patient, on=TODAY)) == 5


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("work", 0, time(22), time(6)), "Work on Monday ends before it starts"),
        (("work", 7, time(9), time(17)), "weekday"),
    ],
)
def test_a_row_that_cannot_be_is_named(
    world: World, row: tuple[str, int, time, time], sentence: str
) -> None:
    patient = world.patient()
    with pytest.raises(UnableToSetCommitments, match=sentence):
        set_commitments(
            actor=world.actor(Role.COUNSELOR),
            patient=patient,
            rows=[row],
            travel_minutes=None,
            video_is_possible=None,
            expected_version=patient.version,
            now=NOW,
        )
    assert commitments_of(patient, on=TODAY) == []


def test_an_assessment_needs_no_episode_to_be_read_again(world: World) -> None:
    patient = world.patient("Noor")
    assess(world, patient)
    assert standing_entries(patient, EntryKind.INSTRUMENT).count() == 4
