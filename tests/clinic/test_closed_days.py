"""A closed day: everything of it is cancelled in one place, told once, and opened again as well."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.coming.operations import (
    UnableToAnswer,
    answer_session,
    choose_other_time,
    queue_session_reminders,
)
from stepdown.clinic.coming.queries import calendar_of, other_times
from stepdown.clinic.drug_tests.models import DrugTest
from stepdown.clinic.drug_tests.operations import draw_next_tests
from stepdown.clinic.drug_tests.queries import live_plan, next_window
from stepdown.clinic.ledger.models import LedgerEvent, OutboxMessage
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.progress.queries import attendance_record
from stepdown.clinic.sessions.days import sessions_of_day, unfinished_sessions
from stepdown.clinic.sessions.operations import (
    UnableToCallRoll,
    UnableToOpenSession,
    session_for,
)
from stepdown.clinic.timetable.closing import (
    UnableToClose,
    close_time,
    closed_times,
    open_again,
    would_close,
)
from stepdown.clinic.timetable.models import ClosedTime, Series
from stepdown.clinic.timetable.queries import next_session, session_on, week_of
from stepdown.clinic.treatment.queries import open_episode
from tests.clinic.evenings import mark
from tests.clinic.reminded import ask, let_write
from tests.clinic.seated import on_first_evenings, own_actor
from tests.clinic.tested import coming_person, drawn_test, morning_of
from tests.clinic.weeks import MONDAY
from tests.clinic.world import NOW, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1)
SEVEN = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # in the evening of Monday
NOON_OF_TUESDAY, OVER = NOW + timedelta(days=1), NOW + timedelta(days=2)


@made_once
def dana(world: World) -> Patient:
    patient = on_first_evenings(world)
    let_write(world, patient)
    return patient


def close(world: World, on: date = TUESDAY, now: datetime = NOW, **more: Any) -> ClosedTime:
    asked: dict[str, Any] = {"starts": time(), "ends": None, "why": "weather", **more}
    return close_time(actor=world.actor(Role.COUNSELOR), site=world.site, on=on, now=now, **asked)


def reopen(world: World, closed: ClosedTime, now: datetime) -> None:
    open_again(
        actor=world.actor(Role.DIRECTOR), closed=closed, expected_version=closed.version, now=now
    )


def told(address: str) -> list[str]:
    """What leaves the house for this address about changed days, oldest first."""
    waiting = OutboxMessage.objects.filter(address=address, withdrawn_at=None)
    changes = waiting.filter(subject__startswith="A change").order_by("pk")
    return [message.body for message in changes]


def group_is_off(patient: Patient, on: date = TUESDAY) -> bool:
    """The group at six; the class after it is the person's as well."""
    week = week_of(patient, monday=MONDAY)
    (group,) = (one for one in week if one.on == on and one.session.service == "group")
    return group.is_cancelled


def test_the_week_shows_a_closed_day_as_cancelled(world: World, dana: Patient) -> None:
    close(world)
    assert group_is_off(dana)
    assert [one.on for one in week_of(dana, monday=MONDAY) if not one.is_cancelled][:1] == [MONDAY]
    coming = next_session(dana, now=NOW + timedelta(days=1))
    assert coming is not None
    assert coming.on == TUESDAY + timedelta(days=1)
    weekly = [one for one in calendar_of(dana, now=NOW) if one.first_on == TUESDAY]
    assert {one.without for one in weekly} == {(TUESDAY,)}


def test_everybody_is_told_once_in_quiet_words(world: World, dana: Patient) -> None:
    close(world)
    (words,) = told(f"{dana.code}@example.org")
    assert words.startswith(
        "Your appointments on Tuesday, November 24, at 6:00 pm and 8:15 pm do not take place."
    )
    assert "For another time sign in, or call 410 555 0142." in words
    assert len(told("counselor@harbor.example")) == 1
    assert LedgerEvent.objects.filter(verb="day.changed", patient_id=dana.pk).count() == 1


def test_who_did_not_agree_to_mail_gets_none(world: World) -> None:
    patient = on_first_evenings(world)
    let_write(world, patient, email_is_ok=False)
    close(world)
    assert told(f"{patient.code}@example.org") == []


def test_reminders_of_it_are_withdrawn_and_none_is_made(world: World, dana: Patient) -> None:
    ask(world, dana, evening_before=True, hours_before=True)
    queue_session_reminders(now=SEVEN)
    close(world, now=SEVEN)
    queue_session_reminders(now=NOON_OF_TUESDAY + timedelta(hours=3, minutes=30))
    about_tuesday = {"subject__startswith": "Reminder", "about__endswith": str(TUESDAY)}
    reminders = OutboxMessage.objects.filter(**about_tuesday)
    assert [one.withdrawn_at for one in reminders] == [SEVEN, SEVEN]


def test_nobody_is_marked_and_nobody_missed_it(world: World, dana: Patient) -> None:
    series = Series.objects.get(weekday=1, service="group")
    counselor = world.actor(Role.COUNSELOR)
    session = session_for(actor=counselor, series=series, on=TUESDAY, now=NOW)
    before = offered(dana)
    close(world)
    with pytest.raises(UnableToCallRoll, match="cancelled"):
        mark(world, session, {dana: "missed"})
    assert [one.is_cancelled for one in sessions_of_day(counselor, TUESDAY)] == [True]
    assert unfinished_sessions(counselor, OVER) == []
    assert offered(dana) == before - 180


def offered(patient: Patient) -> int:
    """Minutes of this week that the clinic made possible."""
    episode = open_episode(patient)
    assert episode is not None
    return attendance_record(episode, now=OVER).weeks[0].offered


def test_a_roll_of_a_closed_day_is_not_opened(world: World, dana: Patient) -> None:
    close(world)
    series = Series.objects.get(weekday=1, service="group")
    with pytest.raises(UnableToOpenSession, match="does not take place"):
        session_for(actor=world.actor(Role.COUNSELOR), series=series, on=TUESDAY, now=NOW)


def test_another_time_is_offered_and_booked(world: World, dana: Patient) -> None:
    close(world)
    series = Series.objects.get(weekday=1, service="group")
    one = session_on(dana, series_id=series.pk, on=TUESDAY)
    assert one is not None
    (other,) = other_times(dana, one, now=NOW)
    own = own_actor(world, dana)
    which: dict[str, Any] = {"series_id": series.pk, "on": TUESDAY}
    with pytest.raises(UnableToAnswer, match="cancelled"):
        answer_session(actor=own, patient=dana, says="here", now=NOW, **which)
    answer = choose_other_time(
        actor=own, patient=dana, instead_id=other.session.series_id, now=NOW, **which
    )
    assert answer.make_up is not None
    assert answer.make_up.starts_on == MONDAY + timedelta(days=3)


def test_a_closed_day_is_not_offered_for_another(world: World, dana: Patient) -> None:
    close(world, on=MONDAY + timedelta(days=3))
    tonight = next_session(dana, now=NOW)
    assert tonight is not None
    assert other_times(dana, tonight, now=NOW) == []


def test_only_the_closed_part_of_a_day_is_cancelled(world: World, dana: Patient) -> None:
    close(world, starts=time(12), ends=time(18))
    assert not group_is_off(dana)  # it begins as the clinic opens again
    close(world, starts=time(20), ends=None)
    assert group_is_off(dana)


def test_what_had_begun_before_it_was_entered_goes_on(world: World, dana: Patient) -> None:
    began = NOW + timedelta(hours=6, minutes=5)  # five past six on Monday
    whole: dict[str, Any] = {"on": MONDAY, "starts": time(), "ends": None, "why": "power"}
    off = would_close(site=world.site, now=began, **whole)
    assert [one.session.title for one in off] == ["Class 0"]
    close(world, on=MONDAY, now=began)
    assert not group_is_off(dana, MONDAY)


def test_open_after_all_is_told_and_holds(world: World, dana: Patient) -> None:
    closed = close(world)
    reopen(world, closed, NOON_OF_TUESDAY)
    assert not group_is_off(dana)
    (words,) = told(f"{dana.code}@example.org")  # the other one was still waiting
    assert "at 6:00 pm and 8:15 pm take place after all." in words
    assert closed_times(frozenset({world.site.pk}), first=MONDAY) == []
    close(world, now=NOON_OF_TUESDAY)
    assert group_is_off(dana)


def test_what_was_cancelled_before_stays_so(world: World, dana: Patient) -> None:
    closed = close(world)
    reopen(world, closed, NOON_OF_TUESDAY + timedelta(hours=7))  # at seven in the evening
    assert group_is_off(dana)
    assert "at 8:15 pm takes place after all." in told(f"{dana.code}@example.org")[0]


def test_two_parts_of_a_day_are_told_one_by_one(world: World, dana: Patient) -> None:
    close(world, starts=time(20, 15))
    close(world, ends=time(20, 15))
    late, early = told(f"{dana.code}@example.org")
    assert "at 8:15 pm does not take place" in late
    assert "at 6:00 pm does not take place" in early


def test_what_cannot_be_closed_or_opened_is_said(world: World, dana: Patient) -> None:
    closed = close(world, starts=time(14))
    for more, words in (
        ({}, "closed on that day already: from 2:00 pm"),
        ({"on": MONDAY - timedelta(days=1)}, "This day is over"),
        ({"on": MONDAY, "ends": time(9)}, "This time is over"),
        ({"starts": time(9), "ends": time(8)}, "ends before it begins"),
    ):
        with pytest.raises(UnableToClose, match=words):
            close(world, **more)
    reopen(world, closed, NOW)
    closed.refresh_from_db()
    with pytest.raises(UnableToClose, match="open again already"):
        reopen(world, closed, NOW)
    with pytest.raises(NotAllowed):
        close_time(
            actor=world.actor(Role.TECHNICIAN),
            site=world.site,
            on=TUESDAY,
            starts=time(),
            ends=None,
            why="other",
            now=NOW,
        )


def test_no_part_of_a_day_is_closed_twice(world: World) -> None:
    first = close(world, starts=time(8), ends=time(12))
    close(world, starts=time(12), ends=None)
    for starts, ends in ((time(11, 59), None), (time(23, 59), None), (time(), time(8, 1))):
        with pytest.raises(IntegrityError), transaction.atomic():
            ClosedTime.objects.create(
                site=world.site,
                on=TUESDAY,
                starts=starts,
                ends=ends,
                why="other",
                made_at=NOW,
                made_by=first.made_by,
            )


def test_no_test_is_drawn_for_a_holiday(world: World) -> None:
    patient = coming_person(world)
    drawn_test(world, patient)
    plan = live_plan(patient)
    assert plan is not None
    close(world, why="holiday")
    days = next_window(plan, MONDAY, not_before=TUESDAY, now=NOW).days
    assert TUESDAY not in days
    assert days != ()


def test_a_drawn_test_of_a_day_that_is_closed_is_excused(world: World) -> None:
    patient = coming_person(world)
    test = drawn_test(world, patient)
    close(world, on=test.on)
    draw_next_tests(now=morning_of(test.on))
    test.refresh_from_db()
    assert test.not_given == DrugTest.NotGiven.EXCUSED
