"""Random days: drawn after each other, hidden until their morning, and drawn the same again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.drug_tests.models import DrugTest, RandomPlan
from stepdown.clinic.drug_tests.operations import (
    UnableToPlanTests,
    begin_random_tests,
    draw_next_tests,
    end_random_tests,
    order_test,
)
from stepdown.clinic.drug_tests.queries import (
    TESTS,
    live_plan,
    redrawn,
    shown_test,
    shown_tests,
    todays_test,
    waiting_tests,
)
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.policies.operations import NewFigure, change_figure
from stepdown.clinic.timetable.models import Seat
from stepdown.clinic.timetable.operations import accept_week, hold_episode_and_free
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.operations import resume_episode
from tests.clinic.evenings import mark, open_evening
from tests.clinic.tested import coming_person, drawn_test, morning_of, ordered_today
from tests.clinic.weeks import in_care
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once


@made_once
def patient(world: World) -> Patient:
    return coming_person(world)


def waiting(world: World, now: datetime) -> list[DrugTest]:
    return list(waiting_tests(world.actor(Role.TECHNICIAN), world.site, now=now))


def test_a_drawn_day_is_one_on_which_the_person_comes(world: World, patient: Patient) -> None:
    test = drawn_test(world, patient)
    assert TODAY < test.on <= TODAY + timedelta(days=7)
    assert test.on.weekday() in {0, 1, 2, 3}


def test_nobody_sees_it_before_the_morning_of_its_day(world: World, patient: Patient) -> None:
    test = drawn_test(world, patient)
    eve = morning_of(test.on) - timedelta(hours=3)  # half past four
    for now in (NOW, eve):
        assert shown_tests(patient, now=now) == []
        assert shown_test(patient, test.pk, now=now) is None
        assert todays_test(patient, now=now) is None
        assert waiting(world, now) == []
    five = eve + timedelta(minutes=30)
    assert todays_test(patient, now=five) == test
    assert waiting(world, five) == [test]


def test_an_ordered_test_is_hidden_until_its_morning_too(world: World, patient: Patient) -> None:
    medical, later = world.actor(Role.MEDICAL), TODAY + timedelta(days=2)
    order_test(actor=medical, patient=patient, on=later, because="Asked", now=NOW)
    assert shown_tests(patient, now=NOW) == []
    assert len(shown_tests(patient, now=morning_of(later))) == 1


def test_the_next_day_is_drawn_once_the_last_one_is_over(world: World, patient: Patient) -> None:
    test = drawn_test(world, patient)
    assert draw_next_tests(now=morning_of(test.on)) == 0
    seen = [test.on]
    for _ in range(12):
        assert draw_next_tests(now=morning_of(seen[-1] + timedelta(days=1))) == 1
        seen.append(DrugTest.objects.latest("pk").on)
        assert 0 < (seen[-1] - seen[-2]).days <= 7


def test_a_worker_that_was_away_draws_from_today_on(world: World, patient: Patient) -> None:
    test = drawn_test(world, patient)
    late = test.on + timedelta(days=30)
    assert draw_next_tests(now=morning_of(late)) == 1
    assert DrugTest.objects.latest("pk").on >= late


def test_without_sessions_nothing_is_drawn(world: World) -> None:
    patient = world.patient("Rae")
    in_care(world, patient)
    begin_random_tests(actor=world.actor(Role.MEDICAL), patient=patient, now=NOW)
    assert draw_next_tests(now=NOW) == 0


def test_random_tests_end_with_the_episode_and_rest_in_a_hold(
    world: World, patient: Patient
) -> None:
    test = drawn_test(world, patient)
    after = morning_of(test.on + timedelta(days=1))
    episode = Episode.objects.filter(patient=patient)
    episode.update(status="hold", hold_reason="Away")
    assert draw_next_tests(now=after) == 0
    assert live_plan(patient) is not None
    episode.update(status="ended", hold_reason="", ended_on=test.on, end_reason="completed")
    assert draw_next_tests(now=after) == 0
    assert live_plan(patient) is None


def test_a_draw_is_made_again_and_a_changed_day_is_noticed(world: World, patient: Patient) -> None:
    test = drawn_test(world, patient)
    plan = live_plan(patient)
    assert plan is not None
    again = redrawn(test)
    assert again is not None
    assert again.as_drawn
    assert again.fingerprint == plan.fingerprint
    test.on += timedelta(days=1)
    moved = redrawn(test)
    assert moved is not None
    assert not moved.as_drawn


def test_a_draw_and_its_secret_stay(world: World, patient: Patient) -> None:
    test = drawn_test(world, patient)
    tests, plans = DrugTest.objects.filter(pk=test.pk), RandomPlan.objects.filter(patient=patient)
    with pytest.raises(IntegrityError), transaction.atomic():
        tests.update(on=TODAY)
    for changed in ("secret", "fingerprint"):
        with pytest.raises(IntegrityError), transaction.atomic():
            plans.update(**{changed: "0" * 64})


def test_the_ledger_holds_the_fingerprint_before_the_draw(world: World, patient: Patient) -> None:
    drawn_test(world, patient)
    begun = LedgerEvent.objects.get(verb="random_tests.begun")
    drawn = LedgerEvent.objects.get(verb="test.drawn")
    assert begun.seq < drawn.seq
    assert begun.digest
    assert drawn.digest


def test_random_tests_end_with_what_was_still_ahead(world: World, patient: Patient) -> None:
    test = drawn_test(world, patient)
    end_random_tests(actor=world.actor(Role.MEDICAL), patient=patient, now=NOW)
    assert todays_test(patient, now=morning_of(test.on)) is None
    assert draw_next_tests(now=morning_of(test.on + timedelta(days=1))) == 0
    with pytest.raises(UnableToPlanTests):
        end_random_tests(actor=world.actor(Role.MEDICAL), patient=patient, now=NOW)


def test_what_cannot_be_planned_is_said(world: World, patient: Patient) -> None:
    medical = world.actor(Role.MEDICAL)
    drawn_test(world, patient)
    with pytest.raises(UnableToPlanTests, match="on already"):
        begin_random_tests(actor=medical, patient=patient, now=NOW)
    with pytest.raises(UnableToPlanTests, match="in care"):
        begin_random_tests(actor=medical, patient=world.patient("Rae"), now=NOW)
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(UnableToPlanTests, match="later day"):
        order_test(actor=medical, patient=patient, on=yesterday, because="Asked", now=NOW)
    with pytest.raises(UnableToPlanTests, match="why"):
        order_test(actor=medical, patient=patient, on=TODAY, because=" ", now=NOW)


def test_a_test_is_ordered_for_a_day_on_which_they_come_and_soon(
    world: World, patient: Patient
) -> None:
    medical, sunday = world.actor(Role.MEDICAL), TODAY + timedelta(days=6)
    with pytest.raises(UnableToPlanTests, match=r"not come on Sunday, November 29.*: Monday, Tue"):
        order_test(actor=medical, patient=patient, on=sunday, because="Asked", now=NOW)
    years = TODAY + timedelta(days=7300)
    with pytest.raises(UnableToPlanTests, match="next 60 days"):
        order_test(actor=medical, patient=patient, on=years, because="Asked", now=NOW)
    assert ordered_for_wednesday(world, patient).on == TODAY + timedelta(days=2)
    without_week = world.patient("Rae")
    assert (
        order_test(actor=medical, patient=without_week, on=sunday, because="Agreed", now=NOW).on
        == sunday
    )


def test_whoever_is_here_today_can_be_asked_today(world: World, patient: Patient) -> None:
    saturday = TODAY + timedelta(days=5)
    at = morning_of(saturday)
    medical = world.actor(Role.MEDICAL)
    assert order_test(actor=medical, patient=patient, on=saturday, because="Unwell", now=at)


def test_a_technician_collects_and_orders_nothing(world: World, patient: Patient) -> None:
    technician = world.actor(Role.TECHNICIAN)
    with pytest.raises(NotAllowed):
        begin_random_tests(actor=technician, patient=patient, now=NOW)
    with pytest.raises(NotAllowed):
        order_test(actor=technician, patient=patient, on=TODAY, because="Asked", now=NOW)


def test_tests_of_people_who_are_not_open_to_somebody_are_not_listed(
    world: World, patient: Patient
) -> None:
    ordered_today(world, patient)
    assert len(waiting(world, NOW)) == 1
    assert not waiting_tests(world.actor(Role.DIRECTOR), world.site, now=NOW)


def test_the_morning_is_that_of_the_site(world: World, patient: Patient) -> None:
    test = drawn_test(world, patient)
    day = test.on
    evening_before_in_utc = datetime(day.year, day.month, day.day, 4, 59, tzinfo=UTC)
    assert todays_test(patient, now=evening_before_in_utc) is None


def excused_on_the_day(world: World, test: DrugTest) -> DrugTest:
    draw_next_tests(now=morning_of(test.on))
    test.refresh_from_db()
    return test


def put_on_hold(world: World, patient: Patient) -> None:
    episode = Episode.objects.get(patient=patient)
    hold_episode_and_free(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        expected_version=episode.version,
        reason="Away",
        now=NOW,
    )


def come_back(world: World, patient: Patient) -> None:
    episode = Episode.objects.get(patient=patient)
    resume_episode(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        expected_version=episode.version,
        reason="Back",
        now=NOW,
    )


def test_a_drawn_test_is_withdrawn_while_care_is_on_hold(world: World, patient: Patient) -> None:
    test = drawn_test(world, patient)
    put_on_hold(world, patient)
    excused_on_the_day(world, test)
    assert (test.state, test.not_given) == ("not_given", "excused")
    assert test.not_given_words == "Care rests on this day, with the place kept."
    assert LedgerEvent.objects.filter(verb="test.excused", patient_id=patient.pk).count() == 1


def ordered_for_wednesday(world: World, patient: Patient) -> DrugTest:
    on = TODAY + timedelta(days=2)
    return order_test(
        actor=world.actor(Role.MEDICAL), patient=patient, on=on, because="Asked for it", now=NOW
    )


def test_a_hold_withdraws_an_ordered_test_and_says_to_order_it_again(
    world: World, patient: Patient
) -> None:
    test = ordered_for_wednesday(world, patient)
    put_on_hold(world, patient)
    excused_on_the_day(world, test)
    assert (test.state, test.not_given) == ("not_given", "excused")
    assert test.not_given_words.startswith("Care rests on this day")
    assert "Order it again" in test.not_given_words
    assert waiting(world, morning_of(test.on)) == []


def test_who_is_back_before_the_day_gives_the_test_that_was_ordered(
    world: World, patient: Patient
) -> None:
    test = ordered_for_wednesday(world, patient)
    put_on_hold(world, patient)
    draw_next_tests(now=NOW)
    come_back(world, patient)
    assert excused_on_the_day(world, test).state == "planned"


@pytest.mark.parametrize("same_week", [True, False])
def test_back_with_the_same_week_the_drawn_day_stands_else_another_is_drawn(
    world: World, patient: Patient, same_week: bool
) -> None:
    test = drawn_test(world, patient)
    series = list(Seat.objects.filter(patient=patient).values_list("series_id", flat=True))
    put_on_hold(world, patient)
    come_back(world, patient)
    if same_week:
        accept_week(
            actor=world.actor(Role.COUNSELOR),
            episode=Episode.objects.get(patient=patient),
            series_ids=series,
            starts_on=TODAY,
            now=NOW,
        )
    excused_on_the_day(world, test)
    assert (test.state == "planned") == same_week
    again = redrawn(test)
    assert again is not None
    assert again.as_drawn


def test_a_drawn_test_is_withdrawn_when_every_session_of_the_day_is_excused(
    world: World, patient: Patient
) -> None:
    test = drawn_test(world, patient)
    seats = Seat.objects.filter(patient=patient, series__weekday=test.on.weekday())
    series = [seat.series for seat in seats.select_related("series").order_by("pk")]
    for number, one in enumerate(series, start=1):
        evening = open_evening(world, one, test.on)
        mark(world, evening, {patient: "excused"}, now=evening.starts_at)
        excused_on_the_day(world, test)
        assert (test.not_given == "excused") == (number == len(series))
    assert test.not_given_words == "Excused from every session of this day."


def test_the_clinic_sets_how_long_lies_between_two_tests(world: World, patient: Patient) -> None:
    change_figure(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        policy=TESTS,
        name="step_1_days",
        wanted=NewFigure(2, "Our policy 4", is_confirmed=True, why="Begin closely"),
        expected_number=0,
        now=NOW,
    )
    test = drawn_test(world, patient)
    assert test.on <= TODAY + timedelta(days=2)
    assert test.window is not None
    assert test.window["rules_version"].endswith(".1")
