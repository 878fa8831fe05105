"""What a person says of the next meeting, the times in its place, and what staff see of it."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.coming.models import SessionAnswer
from stepdown.clinic.coming.operations import (
    UnableToAnswer,
    answer_session,
    choose_other_time,
    say_wish,
    settle_wish,
)
from stepdown.clinic.coming.queries import calendar_of, open_wishes, other_times
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import AccessGrant, Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Permission, Role
from stepdown.clinic.sessions.operations import session_for
from stepdown.clinic.sessions.queries import roster
from stepdown.clinic.timetable.judging import UnableToSeat
from stepdown.clinic.timetable.models import Seat, Series
from stepdown.clinic.timetable.operations import hold_episode_and_free
from stepdown.clinic.timetable.queries import (
    DatedSession,
    next_session,
    planned_weeks,
    week_of,
)
from stepdown.clinic.treatment.models import Commitment, Episode
from tests.clinic.seated import on_first_evenings, own_actor
from tests.clinic.test_treatment_checklist import apart
from tests.clinic.weeks import MONDAY
from tests.clinic.world import NOW, World, add_member
from tests.layers import made_once

pytestmark = pytest.mark.django_db
THURSDAY = MONDAY + timedelta(days=3)


@made_once
def dana(world: World) -> Patient:
    return on_first_evenings(world)


@made_once
def own(world: World, dana: Patient) -> Actor:
    return own_actor(world, dana)


@made_once
def tonight(dana: Patient) -> DatedSession:
    """Monday's group at six."""
    found = next_session(dana, now=NOW)
    assert found is not None
    return found


def say(
    own: Actor, dana: Patient, one: DatedSession, says: str, now: datetime = NOW
) -> SessionAnswer:
    return answer_session(
        actor=own, patient=dana, series_id=one.session.series_id, on=one.on, says=says, now=now
    )


def book(own: Actor, dana: Patient, one: DatedSession, instead: DatedSession) -> SessionAnswer:
    return choose_other_time(
        actor=own,
        patient=dana,
        series_id=one.session.series_id,
        on=one.on,
        instead_id=instead.session.series_id,
        why="ill",
        now=NOW,
    )


def offered(dana: Patient, one: DatedSession) -> list[date]:
    return [each.on for each in other_times(dana, one, now=NOW)]


def test_a_newer_word_replaces_the_one_before(
    own: Actor, dana: Patient, tonight: DatedSession
) -> None:
    for says in ("here", "away", "away", "here"):
        say(own, dana, tonight, says)
    assert SessionAnswer.objects.get().says == "here"
    assert LedgerEvent.objects.filter(verb="session.answered").count() == 3


@pytest.mark.parametrize(("by_video", "can"), [(True, False), (False, True), (True, None)])
def test_video_needs_the_session_and_the_person(
    own: Actor, dana: Patient, tonight: DatedSession, by_video: bool, can: bool | None
) -> None:
    Series.objects.update(by_video=by_video)
    Patient.objects.filter(pk=dana.pk).update(video_is_possible=can)
    dana.refresh_from_db()
    with pytest.raises(UnableToAnswer, match="no video"):
        say(own, dana, tonight, "video")


def test_video_is_asked_for_where_both_allow_it(
    own: Actor, dana: Patient, tonight: DatedSession
) -> None:
    Series.objects.update(by_video=True)
    Patient.objects.filter(pk=dana.pk).update(video_is_possible=True)
    dana.refresh_from_db()
    assert say(own, dana, tonight, "video").says == "video"


def test_nothing_is_said_once_it_has_begun_or_of_somebody_elses(
    world: World, own: Actor, dana: Patient, tonight: DatedSession
) -> None:
    with pytest.raises(UnableToAnswer, match="Call us: 410 555 0142"):
        say(own, dana, tonight, "away", now=tonight.starts_at)
    with pytest.raises(UnableToAnswer, match="not yours"):
        answer_session(
            actor=own, patient=dana, series_id=Series.objects.get(weekday=3, service="group").pk,
            on=THURSDAY, says="here", now=NOW,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        say(world.actor(Role.COUNSELOR), dana, tonight, "away")


def test_the_time_that_fits_in_place_is_offered_and_booked_for_one_day(
    world: World, own: Actor, dana: Patient, tonight: DatedSession
) -> None:
    say(own, dana, tonight, "away")
    (thursday,) = other_times(dana, tonight, now=NOW)
    assert thursday.on == THURSDAY
    answer = book(own, dana, tonight, thursday)
    assert answer.why == "ill"
    assert thursday in week_of(dana, monday=MONDAY)
    assert thursday.on not in {one.on for one in week_of(dana, monday=MONDAY + timedelta(days=7))}
    (week,) = planned_weeks(dana, on=MONDAY)
    assert thursday.session not in week.sessions


def commit(dana: Patient, **details: Any) -> None:
    values: dict[str, Any] = {"weekday": 3, "starts": time(17), "ends": time(21), "kind": "work"}
    Commitment.objects.create(patient=dana, **{**values, **details})


def test_a_time_that_meets_the_persons_own_is_not_offered(
    dana: Patient, tonight: DatedSession
) -> None:
    commit(dana)
    assert offered(dana, tonight) == []


def test_the_way_there_counts_too(dana: Patient, tonight: DatedSession) -> None:
    commit(dana, starts=time(15), ends=time(17, 30))
    assert offered(dana, tonight) == [THURSDAY]
    Patient.objects.filter(pk=dana.pk).update(travel_minutes=45)
    dana.refresh_from_db()
    assert offered(dana, tonight) == []


def sit(patient: Patient, dana: Patient, series_id: int, place: int = 1, **details: Any) -> None:
    """A seat straight in the table, in any plan."""
    Seat.objects.create(
        series_id=series_id,
        plan=dana.seats.all()[0].plan,
        patient=patient,
        place=place,
        **{"starts_on": MONDAY, **details},
    )


def test_another_session_at_the_time_they_cannot_come_is_no_help(
    dana: Patient, tonight: DatedSession
) -> None:
    Series.objects.filter(weekday=3, service="group").update(weekday=0, starts=time(19))
    assert offered(dana, tonight) == []


def test_a_full_session_is_not_offered_and_its_last_seat_goes_to_one(
    world: World, own: Actor, dana: Patient, tonight: DatedSession
) -> None:
    Series.objects.filter(weekday=3, service="group").update(seats=1)
    say(own, dana, tonight, "away")
    (thursday,) = other_times(dana, tonight, now=NOW)
    sit(world.patient("Robin"), dana, thursday.session.series_id)
    assert offered(dana, tonight) == []
    with pytest.raises(UnableToSeat, match="not free any more"):
        book(own, dana, tonight, thursday)


def test_who_must_not_meet_is_never_offered_the_same_session(
    world: World, own: Actor, dana: Patient, tonight: DatedSession
) -> None:
    say(own, dana, tonight, "away")
    (thursday,) = other_times(dana, tonight, now=NOW)
    robin = world.patient("Robin")
    apart(world, dana, robin)
    sit(robin, dana, thursday.session.series_id)
    assert offered(dana, tonight) == []
    for_a_day = {"starts_on": THURSDAY, "ends_on": THURSDAY + timedelta(days=1)}
    with pytest.raises(IntegrityError, match="not open"), transaction.atomic():
        sit(dana, dana, thursday.session.series_id, 2, is_make_up=True, **for_a_day)


def test_who_must_not_meet_is_not_in_the_building_between_two_sessions(
    world: World, dana: Patient, tonight: DatedSession
) -> None:
    """She would come for one to one at four and stay until six; he is there in between."""
    opening = Series.objects.get(service="individual", weekday=3)
    sit(dana, dana, opening.pk)
    assert offered(dana, tonight) == [THURSDAY]
    robin = world.patient("Robin")
    apart(world, dana, robin)
    Series.objects.filter(service="education", weekday=1).update(
        weekday=3, starts=time(17, 10), minutes=20, clinical_minutes=20
    )
    lesson = Series.objects.get(service="education", weekday=3)
    dana.seats.filter(series=lesson).delete()
    sit(robin, dana, lesson.pk, 2)
    assert offered(dana, tonight) == []


def test_a_make_up_has_an_end(dana: Patient) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(patient=dana).update(is_make_up=True)


def test_coming_after_all_gives_the_other_time_back(
    own: Actor, dana: Patient, tonight: DatedSession
) -> None:
    say(own, dana, tonight, "away")
    (thursday,) = other_times(dana, tonight, now=NOW)
    book(own, dana, tonight, thursday)
    say(own, dana, tonight, "here")
    assert thursday not in week_of(dana, monday=MONDAY)
    say(own, dana, tonight, "away")
    assert other_times(dana, tonight, now=NOW) == [thursday]
    book(own, dana, tonight, thursday)
    assert thursday in week_of(dana, monday=MONDAY)


def test_the_leader_of_the_other_time_sees_who_comes(
    world: World, own: Actor, dana: Patient, tonight: DatedSession
) -> None:
    helper = add_member(world, Role.COUNSELOR, "second@harbor.example")
    group = Series.objects.get(weekday=3, service="group")
    Series.objects.filter(pk=group.pk).update(leader=helper)
    AccessGrant.objects.filter(patient=dana, role=Role.COUNSELOR).update(ends_at=NOW)
    world.accounts[Role.PSYCHOLOGIST] = helper
    second = world.actor(Role.PSYCHOLOGIST)
    assert dana not in patients_open_to(second, Permission.LEAD_SESSIONS, NOW)
    say(own, dana, tonight, "away")
    (thursday,) = other_times(dana, tonight, now=NOW)
    book(own, dana, tonight, thursday)
    group.refresh_from_db()
    there = thursday.starts_at
    held = session_for(actor=second, series=group, on=THURSDAY, now=there)
    assert [one.short_name for one in roster(second, held, there).people] == ["Dana M."]
    say(own, dana, tonight, "here")
    assert dana not in patients_open_to(second, Permission.LEAD_SESSIONS, there)
    say(own, dana, tonight, "away")
    book(own, dana, tonight, thursday)
    much_later = there + timedelta(days=60)
    assert dana not in patients_open_to(second, Permission.LEAD_SESSIONS, much_later)


def test_the_roll_says_what_people_said(
    world: World, own: Actor, dana: Patient, tonight: DatedSession
) -> None:
    say(own, dana, tonight, "away")
    counselor = world.actor(Role.COUNSELOR)
    series = Series.objects.get(pk=tonight.session.series_id)
    held = session_for(actor=counselor, series=series, on=tonight.on, now=NOW)
    (person,) = roster(counselor, held, NOW).people
    assert (person.said, person.is_away) == ("Cannot come", True)


def test_the_calendar_leaves_out_the_day_and_has_the_other(
    own: Actor, dana: Patient, tonight: DatedSession
) -> None:
    say(own, dana, tonight, "away")
    (thursday,) = other_times(dana, tonight, now=NOW)
    book(own, dana, tonight, thursday)
    dates = {one.series_id: one for one in calendar_of(dana, now=NOW)}
    assert dates[tonight.session.series_id].without == (tonight.on,)
    other = dates[thursday.session.series_id]
    assert (other.first_on, other.ends_on) == (THURSDAY, THURSDAY + timedelta(days=1))


def wish(own: Actor, dana: Patient, one: DatedSession, what: str) -> None:
    say_wish(
        actor=own, patient=dana, series_id=one.session.series_id, on=one.on, wish=what, now=NOW
    )


def wishes(world: World, role: Role = Role.COUNSELOR, *, days: int = 0) -> list[bool]:
    found = open_wishes(world.actor(role), now=NOW + timedelta(days=days))
    return [one.asks for one in found]


def test_without_another_time_staff_hear_of_it_until_somebody_settles_it(
    world: World, own: Actor, dana: Patient, tonight: DatedSession
) -> None:
    answer = say(own, dana, tonight, "away")
    assert wishes(world) == [False]
    wish(own, dana, tonight, "call")
    assert wishes(world) == [True]
    assert wishes(world, Role.PSYCHOLOGIST) == []  # who could not open the page behind it
    assert wishes(world, days=9) == []
    with pytest.raises(NotAllowed):
        settle_wish(actor=world.actor(Role.TECHNICIAN), patient=dana, answer_id=answer.pk, now=NOW)
    settle_wish(actor=world.actor(Role.COUNSELOR), patient=dana, answer_id=answer.pk, now=NOW)
    assert wishes(world) == []


def test_who_needs_no_other_time_is_left_alone(
    world: World, own: Actor, dana: Patient, tonight: DatedSession
) -> None:
    say(own, dana, tonight, "away")
    wish(own, dana, tonight, "none")
    assert wishes(world) == []


def test_on_hold_nothing_is_offered_and_what_was_booked_is_free(
    world: World, own: Actor, dana: Patient, tonight: DatedSession
) -> None:
    say(own, dana, tonight, "away")
    (thursday,) = other_times(dana, tonight, now=NOW)
    book(own, dana, tonight, thursday)
    episode = Episode.objects.get(patient=dana)
    hold_episode_and_free(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        expected_version=episode.version,
        reason="Away",
        now=NOW,
    )
    assert other_times(dana, tonight, now=NOW) == []
    assert next_session(dana, now=NOW) is None
