"""Another room, leader or start for one day or from a day on; what has been stays as it was."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db.models import F

from stepdown.adapters.calendar import week_calendar
from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.models import AccessGrant, Patient
from stepdown.clinic.people.operations import NotAllowed, shut_out
from stepdown.clinic.people.roles import Permission, Role
from stepdown.clinic.sessions.operations import session_for
from stepdown.clinic.timetable.changing import (
    NewTerms,
    Scope,
    UnableToChange,
    change_series,
    take_back,
)
from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.models import Room, Series, SeriesTerm
from stepdown.clinic.timetable.offering import add_room
from stepdown.clinic.timetable.operations import LEADER, accept_week
from stepdown.clinic.timetable.previewing import WouldChange, would_change
from stepdown.clinic.timetable.problem import UnableToPlanWeek
from stepdown.clinic.timetable.queries import appointments_of, week_of
from stepdown.clinic.treatment.models import Commitment, Episode
from tests.clinic.reminded import let_write
from tests.clinic.seated import on_first_evenings, seated
from tests.clinic.test_treatment_checklist import apart
from tests.clinic.weeks import MONDAY, in_care
from tests.clinic.world import NOW, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1)
WEEK = timedelta(days=7)
HALF_PAST_FIVE = time(17, 30)


@made_once
def dana(world: World) -> Patient:
    patient = on_first_evenings(world)
    patient.seats.filter(series__service="education").delete()
    let_write(world, patient)
    return patient


@made_once
def series(dana: Patient) -> Series:
    return Series.objects.get(weekday=1, service="group")


def change(
    world: World, series: Series, scope: Scope, on: date = TUESDAY, **new: Any
) -> SeriesTerm:
    series.refresh_from_db()
    terms = {
        "room_id": series.room_id,
        "leader_id": series.leader_id,
        "starts": series.starts,
        **new,
    }
    return change_series(
        actor=world.actor(Role.DIRECTOR),
        series=series,
        scope=scope,
        on=on,
        terms=NewTerms(**terms),
        expected_version=series.version,
        now=NOW,
    )


def starts(patient: Patient, on: date) -> str:
    week = week_of(patient, monday=on - timedelta(days=on.weekday()))
    (one,) = (each for each in week if each.on == on)
    return f"{one.session.starts:%H:%M}, {one.starts_at:%H:%M}"


def told(patient: Patient) -> list[str]:
    messages = OutboxMessage.objects.filter(patient_id=patient.pk, withdrawn_at=None)
    changes = messages.filter(subject__startswith="A change").order_by("pk")
    return [one.body.split("\n")[0] for one in changes]


def test_one_day_is_different_and_the_others_stay(
    world: World, dana: Patient, series: Series
) -> None:
    change(world, series, Scope.ONCE, starts=HALF_PAST_FIVE)
    days = [starts(dana, TUESDAY), starts(dana, TUESDAY + WEEK)]
    assert days == ["17:30, 17:30", "18:00, 18:00"]
    assert told(dana) == [
        "Your appointment on Tuesday, November 24, at 6:00 pm is at 5:30 pm this time."
    ]
    counselor = world.actor(Role.COUNSELOR)
    session = session_for(actor=counselor, series=series, on=TUESDAY, now=NOW)
    assert session.starts_at == datetime(2026, 11, 24, 22, 30, tzinfo=UTC)


def test_from_a_day_on_all_are_different_and_the_past_stays(
    world: World, dana: Patient, series: Series
) -> None:
    change(world, series, Scope.LATER, on=TUESDAY + WEEK, starts=HALF_PAST_FIVE)
    days = [starts(dana, TUESDAY + n * WEEK) for n in range(3)]
    assert days == ["18:00, 18:00", "17:30, 17:30", "17:30, 17:30"]
    assert told(dana)[0].endswith("at 6:00 pm is at 5:30 pm from that day on.")


def test_all_means_those_still_ahead(world: World, dana: Patient, series: Series) -> None:
    made = change(world, series, Scope.ALL, leader_id=world.accounts[Role.MEDICAL].pk)
    assert made.until_on == TUESDAY
    week = week_of(dana, monday=MONDAY)
    assert [one.session.leader for one in week if one.on == TUESDAY] == ["Medical"]
    before = week_of(dana, monday=MONDAY - WEEK)
    assert [one.session.leader for one in before if one.on == TUESDAY - WEEK] == []
    assert told(dana) == []  # a group has the same time and room


def test_a_calendar_moves_what_it_has(world: World, dana: Patient, series: Series) -> None:
    change(world, series, Scope.LATER, on=TUESDAY + WEEK, starts=HALF_PAST_FIVE)
    of_series = [one for one in appointments_of(dana, now=NOW) if one.series_id == series.pk]
    spans = [(one.first_on, one.ends_on, one.starts) for one in of_series]
    assert spans == [
        (TUESDAY, TUESDAY + WEEK, time(18)),
        (TUESDAY + WEEK, None, HALF_PAST_FIVE),
    ]
    assert of_series[0].part == ""  # what a calendar has already ends there
    change(world, series, Scope.ONCE, on=TUESDAY + 2 * WEEK, starts=time(17))
    of_series = [one for one in appointments_of(dana, now=NOW) if one.series_id == series.pk]
    assert (of_series[2].first_on, of_series[2].starts) == (TUESDAY + 2 * WEEK, time(17))
    assert of_series[1].without == (TUESDAY + 2 * WEEK,)
    file = week_calendar(of_series, now=NOW).decode()
    assert file.count("BEGIN:VEVENT") == 3
    assert len({line for line in file.splitlines() if line.startswith("UID")}) == 3


@pytest.mark.parametrize("scope", [Scope.ONCE, Scope.LATER])
def test_a_time_that_somebody_cannot_come_to_is_refused_with_how_many(
    world: World, dana: Patient, series: Series, scope: Scope
) -> None:
    Commitment.objects.create(patient=dana, kind="work", weekday=1, starts="09:00", ends="17:45")
    with pytest.raises(UnableToChange, match="1 person cannot come then"):
        change(world, series, scope, starts=HALF_PAST_FIVE)
    assert starts(dana, TUESDAY) == "18:00, 18:00"
    assert told(dana) == []
    change(world, series, scope, starts=time(17, 45))


def test_nobody_is_brought_together_with_whom_they_must_not_meet(
    world: World, dana: Patient, series: Series
) -> None:
    other = seated(world, "Ana", days=4)
    other.seats.exclude(series__service="individual").delete()
    early = other.seats.get().series_id
    Series.objects.filter(pk=early).update(weekday=1, starts="12:00")
    apart(world, dana, other)
    with pytest.raises(UnableToChange, match="would be here together"):
        change(world, series, Scope.ONCE, starts=time(13, 5))


def test_a_room_or_leader_that_is_taken_is_refused(
    world: World, dana: Patient, series: Series
) -> None:
    lesson = Series.objects.get(weekday=1, service="education")
    psychologist = world.accounts[Role.PSYCHOLOGIST]
    with pytest.raises(UnableToChange, match="Psychologist has Class 1"):
        change(
            world,
            series,
            Scope.ONCE,
            leader_id=psychologist.pk,
            starts=time(18, 30),
            room_id=other_room(world).pk,
        )
    with pytest.raises(UnableToChange, match="Room A has Class 1"):
        change(world, series, Scope.LATER, starts=lesson.starts)
    with pytest.raises(UnableToChange, match="needs a room with 8 seats"):
        change(world, series, Scope.ONCE, room_id=Room.objects.get(name="Room B").pk)
    with pytest.raises(UnableToChange, match="does not lead sessions"):
        change(world, series, Scope.ONCE, leader_id=world.accounts[Role.BILLER].pk)


def other_room(world: World) -> Room:
    return add_room(
        actor=world.actor(Role.DIRECTOR), site=world.site, name="Room C", seats=20, now=NOW
    )


def test_a_leader_who_is_shut_out_is_refused(world: World, dana: Patient, series: Series) -> None:
    medical = world.accounts[Role.MEDICAL]
    shut_out(actor=world.actor(Role.ADMINISTRATOR), patient=dana, account=medical, now=NOW)
    with pytest.raises(UnableToChange, match="1 person cannot be led by them"):
        change(world, series, Scope.LATER, leader_id=medical.pk)


def test_what_cannot_be_changed_is_said(world: World, dana: Patient, series: Series) -> None:
    for on, new, words in (
        (TUESDAY, {}, "Nothing is different"),
        (MONDAY, {"starts": time(17)}, "does not take place on Monday"),
        (TUESDAY - WEEK, {"starts": time(17)}, "has begun"),
        (TUESDAY, {"starts": time(22)}, "ends by midnight"),
    ):
        with pytest.raises(UnableToChange, match=words):
            change(world, series, Scope.ONCE, on=on, **new)
    change(world, series, Scope.LATER, on=TUESDAY + WEEK, starts=time(17))
    with pytest.raises(UnableToChange, match="Take it back first"):
        change(world, series, Scope.ONCE, starts=time(16))
    with pytest.raises(UnableToSave):
        change_series(
            actor=world.actor(Role.DIRECTOR),
            series=series,
            scope=Scope.ONCE,
            on=TUESDAY + 2 * WEEK,
            terms=NewTerms(series.room_id, series.leader_id, time(16)),
            expected_version=99,
            now=NOW,
        )
    with pytest.raises(NotAllowed):
        change_series(
            actor=world.actor(Role.TECHNICIAN),
            series=series,
            scope=Scope.ONCE,
            on=TUESDAY + 2 * WEEK,
            terms=NewTerms(series.room_id, series.leader_id, time(16)),
            expected_version=series.version,
            now=NOW,
        )


@pytest.mark.parametrize("scope", [Scope.ONCE, Scope.LATER])
def test_it_is_taken_back_until_somebody_was_told(
    world: World, dana: Patient, series: Series, scope: Scope
) -> None:
    medical = world.accounts[Role.MEDICAL]
    made = change(world, series, scope, starts=HALF_PAST_FIVE, leader_id=medical.pk)
    director = world.actor(Role.DIRECTOR)
    take_back(actor=director, term=made, expected_version=1, now=NOW)
    assert starts(dana, TUESDAY) == "18:00, 18:00"
    assert told(dana) == []
    later = NOW + timedelta(days=14)
    people = patients_open_to(world.actor(Role.COUNSELOR), Permission.LEAD_SESSIONS, later)
    assert people.filter(pk=dana.pk).exists()
    asked = AccessGrant.objects.filter(patient=dana, account=medical, ends_at__gt=NOW)
    assert not asked.exclude(ends_at=F("starts_at")).exists()
    again = change(world, series, scope, starts=HALF_PAST_FIVE)
    OutboxMessage.objects.filter(patient_id=dana.pk).update(claimed_at=NOW)
    with pytest.raises(UnableToChange, match="told already"):
        take_back(actor=director, term=again, expected_version=1, now=NOW)
    with pytest.raises(UnableToChange, match="first day has come"):
        take_back(actor=director, term=again, expected_version=1, now=NOW + timedelta(days=1))


def test_a_new_leader_reads_the_charts_from_the_first_day_on(
    world: World, dana: Patient, series: Series
) -> None:
    medical = world.accounts[Role.MEDICAL]
    made = change(world, series, Scope.LATER, on=TUESDAY + WEEK, leader_id=medical.pk)
    grant = AccessGrant.objects.get(patient=dana, account=medical, why=LEADER)
    assert grant.starts_at == datetime(2026, 12, 1, 5, 0, tzinfo=UTC)  # midnight in New York
    take_back(actor=world.actor(Role.DIRECTOR), term=made, expected_version=1, now=NOW)
    grant.refresh_from_db()
    assert grant.ends_at == grant.starts_at


def test_whoever_is_seated_before_a_change_is_led_by_both(
    world: World, dana: Patient, series: Series
) -> None:
    medical = world.accounts[Role.MEDICAL]
    change(world, series, Scope.LATER, on=TUESDAY + 2 * WEEK, leader_id=medical.pk)
    other = in_care(world, world.patient("Ana"))
    accept_week(
        actor=world.actor(Role.COUNSELOR),
        episode=other,
        series_ids=chosen_with(series, other),
        starts_on=MONDAY + WEEK,
        now=NOW,
    )
    grant = AccessGrant.objects.get(patient=other.patient, account=medical, why=LEADER)
    assert grant.starts_at == datetime(2026, 12, 8, 5, 0, tzinfo=UTC)
    counselor = world.accounts[Role.COUNSELOR]
    now_leading = AccessGrant.objects.filter(patient=other.patient, account=counselor, why=LEADER)
    assert now_leading.get().starts_at == NOW


def chosen_with(series: Series, episode: Episode) -> list[int]:
    offer = find_weeks(episode=episode, starts_on=MONDAY + WEEK, most=1)
    chosen = [one.series_id for one in offer.best.sessions]
    assert series.pk in chosen
    return chosen


def test_a_preview_names_who_cannot_come_and_keeps_nothing(
    world: World, dana: Patient, series: Series
) -> None:
    Commitment.objects.create(patient=dana, kind="work", weekday=1, starts="09:00", ends="17:45")
    asked: dict[str, Any] = {"series": series, "scope": Scope.LATER, "on": TUESDAY, "now": NOW}

    def preview(starts: time) -> WouldChange:
        terms = NewTerms(series.room_id, series.leader_id, starts)
        return would_change(actor=world.actor(Role.DIRECTOR), terms=terms, **asked)

    found = preview(HALF_PAST_FIVE)
    assert found.clashes == ((dana.short_name, "Work, 9:00 am to 5:45 pm"),)
    assert "1 person cannot come then" in found.refusal
    found = preview(time(17, 45))
    assert (found.refusal, found.words) == ("", "is at 5:45 pm from that day on")
    assert (found.how.by_mail, found.people) == (1, 1)
    assert not SeriesTerm.objects.exists()
    assert told(dana) == []


def test_a_week_taken_before_a_change_must_fit_until_then_too(
    world: World, dana: Patient, series: Series
) -> None:
    change(world, series, Scope.LATER, on=TUESDAY + 2 * WEEK, starts=HALF_PAST_FIVE)
    other = in_care(world, world.patient("Ana"))
    chosen = chosen_with(series, other)
    Commitment.objects.create(
        patient=other.patient, kind="care", weekday=1, starts="20:00", ends="20:15"
    )
    with pytest.raises(UnableToPlanWeek, match="is at 6:00 pm until Tuesday, December 8"):
        accept_week(
            actor=world.actor(Role.COUNSELOR),
            episode=other,
            series_ids=chosen,
            starts_on=MONDAY + WEEK,
            now=NOW,
        )
