"""Calling the roll and closing it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest

from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed, shut_out
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.days import sessions_of_day
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.operations import (
    Mark,
    UnableToCallRoll,
    UnableToOpenSession,
    mark_roll,
    session_for,
)
from stepdown.clinic.sessions.queries import roster, times_of
from stepdown.clinic.timetable.models import Series
from tests.clinic.evenings import close, mark, open_evening, take_seats
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World, make_world
from tests.layers import made_once

pytestmark = pytest.mark.django_db


@dataclass
class Evening:
    world: World
    group: Series
    session: Session
    dana: Patient
    luis: Patient

    @property
    def marks(self) -> dict[str, str]:
        rows = Attendance.objects.filter(session=self.session)
        return {row.patient.given_name: row.status for row in rows}


@made_once
def evening() -> Evening:
    world = make_world()
    group = add_evening_program(world)[0]
    people = [world.patient(name, family_name=last) for name, last in NAMES]
    for one in people:
        take_seats(world, in_care(world, one), [group])
    return Evening(world, group, open_evening(world, group), *people)


NAMES = [("Dana", "Marsh"), ("Luis", "Ortega")]


def test_a_session_is_made_once_for_a_day(evening: Evening) -> None:
    assert open_evening(evening.world, evening.group) == evening.session
    assert Session.objects.count() == 1


def test_there_is_no_session_on_another_weekday(evening: Evening) -> None:
    with pytest.raises(UnableToOpenSession, match="does not take place on Tuesday"):
        open_evening(evening.world, evening.group, TODAY + timedelta(days=1))


def test_there_is_no_session_after_the_series_has_ended(evening: Evening) -> None:
    Series.objects.filter(pk=evening.group.pk).update(ends_on=TODAY)
    evening.group.refresh_from_db()
    with pytest.raises(UnableToOpenSession):
        open_evening(evening.world, evening.group, TODAY)


@pytest.mark.parametrize(
    ("on", "hour_utc"),
    [(date(2026, 10, 31), 22), (date(2026, 11, 7), 23), (date(2027, 3, 13), 23)],
)
def test_the_wall_clock_holds_over_both_clock_changes(
    evening: Evening, on: date, hour_utc: int
) -> None:
    starts_at, ends_at = times_of(evening.group, on)
    assert starts_at.astimezone(UTC).hour == hour_utc
    assert ends_at - starts_at == timedelta(minutes=135)


@pytest.mark.parametrize("on", [date(2026, 11, 1), date(2027, 3, 14)])
def test_a_session_through_the_clock_change_keeps_its_minutes(evening: Evening, on: date) -> None:
    evening.group.starts = time(1, 0)
    starts_at, ends_at = times_of(evening.group, on)
    assert ends_at.astimezone(UTC) - starts_at.astimezone(UTC) == timedelta(minutes=135)


def test_nobody_is_marked_before_the_session_begins(evening: Evening) -> None:
    with pytest.raises(UnableToCallRoll, match="at 6:00 pm"):
        mark(evening.world, evening.session, {evening.dana: "here"}, now=NOW)
    assert evening.marks == {}


def test_two_people_mark_at_once_and_nothing_is_lost(evening: Evening) -> None:
    mark(evening.world, evening.session, {evening.dana: "here"})
    mark(evening.world, evening.session, {evening.luis: "video"}, role=Role.TECHNICIAN)
    assert evening.marks == {"Dana": "here", "Luis": "video"}


def test_a_mark_that_changed_meanwhile_is_not_overwritten(evening: Evening) -> None:
    mark(evening.world, evening.session, {evening.dana: "here"}, role=Role.TECHNICIAN)
    at = evening.session.starts_at
    with pytest.raises(UnableToSave, match=r"Dana M\. is marked “Here” now"):
        mark_roll(
            actor=evening.world.actor(Role.COUNSELOR),
            session=evening.session,
            marks={evening.dana.pk: Mark("missed"), evening.luis.pk: Mark("here")},
            now=at,
        )
    assert evening.marks == {"Dana": "here"}


def test_late_minutes_come_from_the_clock(evening: Evening) -> None:
    at = evening.session.starts_at + timedelta(minutes=14)
    mark(evening.world, evening.session, {evening.dana: "late"}, now=at)
    assert Attendance.objects.get(patient=evening.dana).late_minutes == 14


def test_a_mark_that_waited_on_a_device_counts_from_when_it_was_made(evening: Evening) -> None:
    at = evening.session.starts_at + timedelta(minutes=40)
    for minutes in (0, 10):  # sent again later, it stays
        mark_roll(
            actor=evening.world.actor(Role.COUNSELOR),
            session=evening.session,
            marks={evening.dana.pk: Mark("late", waited=timedelta(minutes=30 - minutes))},
            now=at,
        )
    kept = Attendance.objects.get(patient=evening.dana)
    assert kept.late_minutes == 10
    assert kept.marked_at == evening.session.starts_at + timedelta(minutes=10)


def test_only_people_of_the_roster_are_marked(evening: Evening) -> None:
    stranger = evening.world.patient("Ann")
    with pytest.raises(UnableToCallRoll, match="not on this roll"):
        mark(evening.world, evening.session, {stranger: "here"})


def test_somebody_shut_out_of_a_chart_neither_sees_nor_marks_the_person(evening: Evening) -> None:
    world = evening.world
    account = world.accounts[Role.TECHNICIAN]
    shut_out(actor=world.actor(Role.DIRECTOR), patient=evening.dana, account=account, now=NOW)
    seen = roster(world.actor(Role.TECHNICIAN), evening.session, evening.session.starts_at)
    assert [person.patient_id for person in seen.people] == [evening.luis.pk]
    assert seen.hidden_count == 1
    with pytest.raises(UnableToCallRoll):
        mark(world, evening.session, {evening.dana: "here"}, role=Role.TECHNICIAN)


def test_intake_and_another_site_call_no_roll(evening: Evening) -> None:
    other = make_world("Bayside", roles=(Role.COUNSELOR,))
    for actor in (evening.world.actor(Role.INTAKE), other.actor(Role.COUNSELOR)):
        with pytest.raises(NotAllowed):
            session_for(actor=actor, series=evening.group, on=TODAY, now=NOW)


def test_the_close_takes_late_and_early_minutes_from_the_clinical_ones(evening: Evening) -> None:
    mark(evening.world, evening.session, {evening.dana: "late", evening.luis: "missed"})
    close(
        evening.world,
        evening.session,
        late={evening.dana.pk: 10},
        left_early={evening.dana.pk: 25},
    )
    minutes = dict(Attendance.objects.values_list("patient__given_name", "attended_minutes"))
    assert minutes == {"Dana": 120 - 10 - 25, "Luis": 0}
    evening.session.refresh_from_db()
    assert evening.session.attested_by == evening.world.accounts[Role.COUNSELOR]


def test_attended_minutes_are_never_below_zero(evening: Evening) -> None:
    mark(evening.world, evening.session, {evening.dana: "here", evening.luis: "here"})
    close(evening.world, evening.session, left_early={evening.dana.pk: 130})
    assert Attendance.objects.get(patient=evening.dana).attended_minutes == 0


def test_everyone_is_marked_before_the_close(evening: Evening) -> None:
    mark(evening.world, evening.session, {evening.dana: "here"})
    with pytest.raises(UnableToCallRoll, match="Not marked yet: 1"):
        close(evening.world, evening.session)


def test_the_roll_is_not_closed_before_the_end_or_without_attesting(evening: Evening) -> None:
    mark(evening.world, evening.session, {evening.dana: "here", evening.luis: "here"})
    with pytest.raises(UnableToCallRoll, match="ends at 8:15 pm"):
        close(evening.world, evening.session, now=evening.session.starts_at)
    with pytest.raises(UnableToCallRoll, match="Tick that the roll is right"):
        close(evening.world, evening.session, is_attested=False)


def test_presence_by_video_is_confirmed(evening: Evening) -> None:
    mark(evening.world, evening.session, {evening.dana: "video", evening.luis: "here"})
    with pytest.raises(UnableToCallRoll, match=r"saw Dana M\. on video"):
        close(evening.world, evening.session)
    close(evening.world, evening.session, video=[evening.dana])
    assert Attendance.objects.get(patient=evening.dana).video_confirmed


@pytest.mark.parametrize("minutes", [-1, 136])
def test_nobody_leaves_earlier_than_the_session_lasts(evening: Evening, minutes: int) -> None:
    mark(evening.world, evening.session, {evening.dana: "here", evening.luis: "here"})
    with pytest.raises(UnableToCallRoll, match=r"Check Dana M\.'s minutes"):
        close(evening.world, evening.session, left_early={evening.dana.pk: minutes})


def test_a_closed_roll_stays(evening: Evening) -> None:
    mark(evening.world, evening.session, {evening.dana: "here", evening.luis: "here"})
    close(evening.world, evening.session)
    with pytest.raises(UnableToCallRoll, match="closed already"):
        mark(evening.world, evening.session, {evening.dana: "missed"})
    assert evening.marks["Dana"] == "here"


def test_a_technician_who_does_not_lead_calls_the_roll_but_does_not_close_it(
    evening: Evening,
) -> None:
    both = {evening.dana: "here", evening.luis: "here"}
    mark(evening.world, evening.session, both, role=Role.TECHNICIAN)
    with pytest.raises(NotAllowed):
        close(evening.world, evening.session, role=Role.TECHNICIAN)


def test_every_mark_leaves_an_event_with_its_person(evening: Evening) -> None:
    mark(evening.world, evening.session, {evening.dana: "here", evening.luis: "late"})
    events = LedgerEvent.objects.filter(verb="attendance.marked")
    assert {event.patient_id for event in events} == {evening.dana.pk, evening.luis.pk}


def test_the_day_shows_the_leaders_sessions_with_seats_taken(evening: Evening) -> None:
    today = sessions_of_day(evening.world.actor(Role.COUNSELOR), TODAY)
    assert [(one.title, one.expected) for one in today] == [("Group 0", 2)]
    every = sessions_of_day(
        evening.world.actor(Role.TECHNICIAN), TODAY, sites=[evening.world.site.pk]
    )
    assert [one.title for one in every] == ["Group 0", "Class 0"]
    assert every[0].starts_at == datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
