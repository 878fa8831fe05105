"""A week sent to the person: its seats are held, and they take it, refuse it or let it lapse."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import AccessGrant, Account
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.clashes import clashing_weeks
from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.judging import UnableToSeat
from stepdown.clinic.timetable.models import HeldPlace, Proposal, Seat, Series
from stepdown.clinic.timetable.operations import accept_week, hold_episode_and_free
from stepdown.clinic.timetable.problem import UnableToPlanWeek
from stepdown.clinic.timetable.proposed import (
    State,
    last_proposals,
    open_offers,
    waiting_proposals,
)
from stepdown.clinic.timetable.proposing import (
    ask_for_other_times,
    end_late_proposals,
    note_answer,
    propose_week,
    propose_weeks,
    take_proposal,
    take_proposal_back,
)
from stepdown.clinic.treatment.models import Commitment, Episode
from tests.clinic.seated import own_actor
from tests.clinic.test_timetable_weeks import accept, ids
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import NOW, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
TOO_LATE = NOW + timedelta(hours=48)


@made_once
def series(world: World) -> list[Series]:
    return add_evening_program(world, seats=1)


@made_once
def episode(world: World, series: list[Series]) -> Episode:
    patient = world.patient("Ruth")
    own_actor(world, patient)
    return in_care(world, patient)


def answering(world: World, episode: Episode) -> Actor:
    return actor_for(Account.objects.get(patient=episode.patient), now=NOW)


def send(world: World, episode: Episode) -> Proposal:
    chosen = ids(find_weeks(episode=episode, starts_on=MONDAY, most=1))
    return propose_week(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        series_ids=chosen,
        starts_on=MONDAY,
        now=NOW,
    )


def test_nobody_else_gets_a_seat_that_is_held(world: World, episode: Episode) -> None:
    wanted = ids(find_weeks(episode=episode, starts_on=MONDAY, most=1))
    send(world, episode)
    other = in_care(world, world.patient("Ben"))
    assert not find_weeks(episode=other, starts_on=MONDAY).fits
    with pytest.raises(UnableToSeat):
        accept(world, other, wanted)
    assert not Seat.objects.exists()


def test_taking_it_books_what_was_sent(world: World, episode: Episode) -> None:
    proposal = send(world, episode)
    week = take_proposal(actor=answering(world, episode), patient=episode.patient, now=LATER)
    sent = set(proposal.series.values_list("pk", flat=True))
    assert set(week.seats.values_list("series_id", flat=True)) == sent
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answered_at) == (State.TAKEN, LATER)
    assert not HeldPlace.objects.filter(released_at=None).exists()
    verbs = LedgerEvent.objects.filter(patient_id=episode.patient_id).order_by("pk")
    assert [one.verb for one in verbs if one.verb.startswith("week.")] == [
        "week.proposed",
        "week.taken",
        "week.accepted",
    ]
    assert AccessGrant.objects.filter(patient=episode.patient, why="session leader").exists()


def test_asking_for_other_times_frees_the_seats_and_is_told_to_the_team(
    world: World, episode: Episode
) -> None:
    send(world, episode)
    assert open_offers(world.actor(Role.COUNSELOR), now=LATER) == []  # they answer themselves
    own = answering(world, episode)
    ask_for_other_times(actor=own, patient=episode.patient, wish="Not Tuesdays", now=LATER)
    assert not HeldPlace.objects.filter(released_at=None).exists()
    counselor = world.actor(Role.COUNSELOR)
    asked = open_offers(counselor, now=LATER)
    assert [(one.code, one.wish) for one in asked] == [(episode.patient.code, "Not Tuesdays")]
    accept_week(
        actor=counselor,
        episode=episode,
        series_ids=ids(find_weeks(episode=episode, starts_on=MONDAY, most=1)),
        starts_on=MONDAY,
        now=LATER + timedelta(hours=1),
    )
    assert open_offers(counselor, now=LATER) == []


def test_after_its_hour_the_seats_are_free_and_the_answer_is_a_sentence(
    world: World, episode: Episode
) -> None:
    send(world, episode)
    own = answering(world, episode)
    end_late_proposals(now=TOO_LATE - timedelta(seconds=1))
    assert waiting_proposals(episode.patient, now=LATER)
    assert waiting_proposals(episode.patient, now=TOO_LATE) == []
    with pytest.raises(UnableToPlanWeek, match="not held any more"):
        take_proposal(actor=own, patient=episode.patient, now=TOO_LATE)
    end_late_proposals(now=TOO_LATE)
    end_late_proposals(now=TOO_LATE)
    assert not HeldPlace.objects.filter(released_at=None).exists()
    assert LedgerEvent.objects.filter(verb="week.lapsed").count() == 1


def test_it_ends_when_it_is_taken_back_when_another_is_sent_or_booked_and_on_hold(
    world: World, episode: Episode
) -> None:
    counselor = world.actor(Role.COUNSELOR)
    send(world, episode)
    take_proposal_back(actor=counselor, episode=episode, now=LATER)
    assert last_proposals(episode.patient) == []
    send(world, episode)
    send(world, episode)
    accept(world, episode, ids(find_weeks(episode=episode, starts_on=MONDAY, most=1)))
    send(world, episode)
    hold_episode_and_free(
        actor=counselor, episode=episode, expected_version=1, reason="Away", now=LATER
    )
    assert set(Proposal.objects.values_list("state", flat=True)) == {"ended"}
    assert not HeldPlace.objects.filter(released_at=None).exists()


def test_only_the_person_answers_and_only_staff_who_plan_send(
    world: World, episode: Episode
) -> None:
    send(world, episode)
    counselor, patient = world.actor(Role.COUNSELOR), episode.patient
    other = own_actor(world, world.patient("Ben"))
    for actor in (counselor, other):
        with pytest.raises(NotAllowed):
            take_proposal(actor=actor, patient=patient, now=LATER)
        with pytest.raises(NotAllowed):
            ask_for_other_times(actor=actor, patient=patient, wish="", now=LATER)
    with pytest.raises(NotAllowed):
        take_proposal_back(actor=world.actor(Role.TECHNICIAN), episode=episode, now=LATER)


def send_two(world: World, episode: Episode) -> list[Proposal]:
    offer = find_weeks(episode=episode, starts_on=MONDAY, most=4)
    plans = [list(one.series_ids) for one in offer.weeks[:2]]
    assert len(plans) == 2
    return propose_weeks(
        actor=world.actor(Role.COUNSELOR), episode=episode, plans=plans, starts_on=MONDAY, now=NOW
    )


def test_of_several_weeks_the_person_takes_one_and_the_rest_is_free(world: World) -> None:
    add_evening_program(world, seats=1, days=4)
    patient = world.patient("Ruth")
    own = own_actor(world, patient)
    episode = in_care(world, patient)
    first, second = send_two(world, episode)
    both = {*first.series.values_list("pk", flat=True), *second.series.values_list("pk", flat=True)}
    held = HeldPlace.objects.filter(released_at=None)
    assert set(held.values_list("series_id", flat=True)) == both
    assert [one.option for one in waiting_proposals(patient, now=LATER)] == [1, 2]
    week = take_proposal(actor=own, patient=patient, option=2, now=LATER)
    taken = set(week.seats.values_list("series_id", flat=True))
    assert taken == set(second.series.values_list("pk", flat=True))
    assert not held.exists()
    states = Proposal.objects.order_by("option").values_list("state", flat=True)
    assert list(states) == ["ended", "taken"]
    with pytest.raises(UnableToPlanWeek, match="not held any more"):
        take_proposal(actor=own, patient=patient, option=1, now=LATER)


def test_staff_write_down_what_a_person_without_a_sign_in_answers(
    world: World, series: list[Series]
) -> None:
    episode = in_care(world, world.patient("Cleo"))
    counselor, patient = world.actor(Role.COUNSELOR), episode.patient
    sent = send(world, episode)
    [waits] = open_offers(counselor, now=LATER)
    assert (waits.code, waits.held_until) == (patient.code, sent.held_until)
    assert open_offers(counselor, now=TOO_LATE) == []
    note_answer(actor=counselor, patient=patient, option=None, wish="Not Tuesdays", now=LATER)
    assert [one.wish for one in open_offers(counselor, now=LATER)] == ["Not Tuesdays"]
    send(world, episode)
    technician = world.actor(Role.TECHNICIAN)
    with pytest.raises(NotAllowed):
        note_answer(actor=technician, patient=patient, option=1, wish="", now=LATER)
    note_answer(actor=counselor, patient=patient, option=1, wish="", now=LATER)
    assert not any(one.held_until for one in open_offers(counselor, now=LATER))
    assert Seat.objects.filter(patient=patient).exists()
    event = LedgerEvent.objects.get(verb="week.taken")
    assert event.actor_id == counselor.account_id


def test_the_database_itself_holds_a_place_once_and_lets_one_proposal_wait(
    world: World, episode: Episode
) -> None:
    proposal = send(world, episode)
    held = HeldPlace.objects.first()
    assert held is not None
    other = world.patient("Ben")
    with pytest.raises(IntegrityError), transaction.atomic():
        HeldPlace.objects.create(patient=other, series=held.series, place=held.place, held_at=NOW)
    proposal.pk, proposal.id = None, None
    with pytest.raises(IntegrityError), transaction.atomic():
        proposal.save(force_insert=True)
    for change in ({"state": "taken"}, {"option": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.update(**change)


def test_a_week_that_runs_into_work_since_it_was_agreed_on_is_told(
    world: World, episode: Episode
) -> None:
    accept(world, episode, ids(find_weeks(episode=episode, starts_on=MONDAY, most=1)))
    counselor, patient = world.actor(Role.COUNSELOR), episode.patient
    noon = {"patient": patient, "kind": "work", "starts": time(8), "ends": time(12)}
    Commitment.objects.create(weekday=0, **noon)
    assert clashing_weeks(counselor, now=NOW) == []
    late = {**noon, "starts": time(15), "ends": time(17, 45)}
    Commitment.objects.create(weekday=0, until_on=MONDAY - timedelta(days=1), **late)
    Commitment.objects.create(weekday=0, firmness="rather_not", **late)
    assert clashing_weeks(counselor, now=NOW) == []
    patient.travel_minutes = 30
    patient.save()
    Commitment.objects.create(weekday=0, **late)
    (clash,) = clashing_weeks(counselor, now=NOW)
    assert (clash.code, clash.weekday, clash.commitment) == (patient.code, 0, "work")
    accept_again = find_weeks(episode=episode, starts_on=MONDAY, most=1)
    assert not accept_again.fits
    assert Seat.objects.filter(patient=patient, ends_on=None).exists()
