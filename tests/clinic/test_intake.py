"""The first call and the assessment times: what is kept, and who gets the last place."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from stepdown.clinic.intake.danger import Step, steps_for
from stepdown.clinic.intake.models import AssessmentTime, Booking, Inquiry
from stepdown.clinic.intake.operations import (
    UnableToBook,
    UnableToOpenTimes,
    UnableToTakeCall,
    book_time,
    cancel_booking,
    hold_time,
    mark_seen,
    move_booking,
    open_times,
    take_call,
)
from stepdown.clinic.intake.queries import inquiries_board, live_booking, open_slots
from stepdown.clinic.intake.words import span
from stepdown.clinic.ledger.models import LedgerEvent, OutboxMessage
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed, save_site
from stepdown.clinic.people.queries import contact_permission
from stepdown.clinic.people.roles import Role
from tests.clinic.world import NOW, World, add_member, make_world
from tests.threads import run_in_threads

TOMORROW = date(2026, 11, 24)
SIX, SEVEN = time(18, 0), time(19, 0)
CALL: dict[str, Any] = {
    "family_name": "Marsh",
    "phone": "410 555 0199",
    "email": "dana@example.org",
    "asked_by": "self",
    "reason": "Wants to stop and keep working",
    "last_use": "Yesterday evening",
    "danger_signs": [],
    "work_hours": "Mon to Fri, 8 to 4:30",
    "payer": "",
    "may_leave_message": True,
    "email_is_ok": True,
}


def call(world: World, given_name: str = "Dana", **changes: Any) -> Inquiry:
    details = {**CALL, **changes}
    actor = world.actor(Role.INTAKE)
    return take_call(actor=actor, site=world.site, now=NOW, given_name=given_name, **details)


def slots(
    world: World, *starts: time, places: int = 1, on: date = TOMORROW
) -> list[AssessmentTime]:
    return open_times(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        on=on,
        starts=starts,
        minutes=60,
        places=places,
        by_video=False,
        now=NOW,
    )


def test_a_call_keeps_the_person_and_how_they_may_be_reached(world: World) -> None:
    inquiry = call(world, danger_signs=["seizure_now"])
    permission = contact_permission(inquiry.patient)
    assert permission is not None
    assert (permission.may_leave_message, permission.email_is_ok) == (True, True)
    assert permission.sender_name == "Harbor Street"
    assert inquiry.danger_signs == ["seizure_now"]
    assert LedgerEvent.objects.filter(verb="inquiry.taken").count() == 1


def test_an_unknown_danger_sign_is_refused_and_nothing_is_kept(world: World) -> None:
    with pytest.raises(UnableToTakeCall):
        call(world, danger_signs=["green_skin"])
    assert Patient.objects.count() == 0


def test_only_intake_takes_calls(world: World) -> None:
    with pytest.raises(NotAllowed):
        take_call(actor=world.actor(Role.BILLER), site=world.site, now=NOW, given_name="A", **CALL)


def test_the_most_urgent_step_comes_first() -> None:
    signs = ["withdrawal_now", "ending_life", "confused"]
    assert steps_for(signs) == (Step.EMERGENCY, Step.CRISIS, Step.MEDICAL_TODAY)


def test_a_booked_time_moves_the_inquiry_and_sends_quiet_words(world: World) -> None:
    inquiry = call(world)
    (time_,) = slots(world, SIX)
    book_time(actor=world.actor(Role.INTAKE), patient=inquiry.patient, time=time_, now=NOW)
    message = OutboxMessage.objects.get()
    assert message.subject == "Appointment on Tuesday, 6:00 pm"
    assert message.sender_name == "Harbor Street"
    assert "assess" not in (message.subject + message.body).casefold()
    assert "Marsh" not in message.body
    (line,) = inquiries_board(world.actor(Role.INTAKE), now=NOW)
    assert (line.stage, line.booked_on, line.booked_at) == ("booked", TOMORROW, SIX)


def test_without_permission_nothing_is_sent(world: World) -> None:
    inquiry = call(world, email_is_ok=False)
    (time_,) = slots(world, SIX)
    book_time(actor=world.actor(Role.INTAKE), patient=inquiry.patient, time=time_, now=NOW)
    assert OutboxMessage.objects.count() == 0


def test_a_hold_keeps_the_place_and_becomes_the_booking(world: World) -> None:
    actor, (time_,) = world.actor(Role.INTAKE), slots(world, SIX)
    dana, ruth = call(world).patient, call(world, "Ruth").patient
    held = hold_time(actor=actor, patient=dana, time=time_, now=NOW)
    with pytest.raises(UnableToBook, match="No other is open"):
        hold_time(actor=actor, patient=ruth, time=time_, now=NOW)
    booked = book_time(actor=actor, patient=dana, time=time_, now=NOW + timedelta(minutes=9))
    assert booked.pk == held.pk
    assert booked.state == Booking.State.BOOKED


def test_a_lapsed_hold_frees_its_place(world: World) -> None:
    actor, (time_,) = world.actor(Role.INTAKE), slots(world, SIX)
    dana, ruth = call(world).patient, call(world, "Ruth").patient
    hold_time(actor=actor, patient=dana, time=time_, now=NOW)
    later = NOW + timedelta(minutes=15)
    assert [slot.time_id for slot in open_slots(world.site.pk, now=later)] == [time_.pk]
    held = hold_time(actor=actor, patient=ruth, time=time_, now=later)
    assert held.patient == ruth
    assert live_booking(dana, now=later) is None


def test_choosing_another_time_gives_the_first_hold_back(world: World) -> None:
    actor, (six, seven) = world.actor(Role.INTAKE), slots(world, SIX, SEVEN)
    dana = call(world).patient
    hold_time(actor=actor, patient=dana, time=six, now=NOW)
    hold_time(actor=actor, patient=dana, time=seven, now=NOW)
    assert [slot.starts for slot in open_slots(world.site.pk, now=NOW)] == [SIX]


def test_the_second_place_is_given_when_the_first_is_taken(world: World) -> None:
    actor, (first, second) = world.actor(Role.INTAKE), slots(world, SIX, places=2)
    people = [call(world, name).patient for name in ("Dana", "Ruth", "Theo")]
    taken = [book_time(actor=actor, patient=each, time=first, now=NOW) for each in people[:2]]
    assert [booking.time_id for booking in taken] == [first.pk, second.pk]
    with pytest.raises(UnableToBook):
        book_time(actor=actor, patient=people[2], time=first, now=NOW)


def test_a_person_has_one_time(world: World) -> None:
    actor, (six, seven) = world.actor(Role.INTAKE), slots(world, SIX, SEVEN)
    dana = call(world).patient
    book_time(actor=actor, patient=dana, time=six, now=NOW)
    with pytest.raises(UnableToBook, match="has a time already"):
        book_time(actor=actor, patient=dana, time=seven, now=NOW)


def test_moving_frees_the_old_time_and_says_so(world: World) -> None:
    actor, (six, seven) = world.actor(Role.INTAKE), slots(world, SIX, SEVEN)
    booking = book_time(actor=actor, patient=call(world).patient, time=six, now=NOW)
    moved = move_booking(actor=actor, booking=booking, to=seven, expected_version=1, now=NOW)
    assert moved.time == seven
    assert [slot.starts for slot in open_slots(world.site.pk, now=NOW)] == [SIX]
    assert OutboxMessage.objects.filter(subject="Appointment on Tuesday, 7:00 pm").count() == 1


def test_moving_to_a_taken_time_changes_nothing(world: World) -> None:
    actor, (six, seven) = world.actor(Role.INTAKE), slots(world, SIX, SEVEN)
    dana = book_time(actor=actor, patient=call(world).patient, time=six, now=NOW)
    book_time(actor=actor, patient=call(world, "Ruth").patient, time=seven, now=NOW)
    with pytest.raises(UnableToBook):
        move_booking(actor=actor, booking=dana, to=seven, expected_version=1, now=NOW)
    dana.refresh_from_db()
    assert dana.time == six


def test_a_stale_move_is_refused(world: World) -> None:
    actor, (six, seven) = world.actor(Role.INTAKE), slots(world, SIX, SEVEN)
    booking = book_time(actor=actor, patient=call(world).patient, time=six, now=NOW)
    with pytest.raises(UnableToSave):
        move_booking(actor=actor, booking=booking, to=seven, expected_version=7, now=NOW)


def test_cancelling_opens_the_inquiry_and_the_time_again(world: World) -> None:
    actor, (six,) = world.actor(Role.INTAKE), slots(world, SIX)
    inquiry = call(world)
    booking = book_time(actor=actor, patient=inquiry.patient, time=six, now=NOW)
    cancel_booking(actor=actor, booking=booking, expected_version=1, reason="Works late", now=NOW)
    inquiry.refresh_from_db()
    assert inquiry.status == Inquiry.Status.NEW
    assert len(open_slots(world.site.pk, now=NOW)) == 1
    assert OutboxMessage.objects.filter(subject="Change to Tuesday, 6:00 pm").count() == 1


def test_a_person_is_seen_on_the_day_and_may_be_early(world: World) -> None:
    actor, (six,) = world.actor(Role.INTAKE), slots(world, SIX)
    inquiry = call(world)
    booking = book_time(actor=actor, patient=inquiry.patient, time=six, now=NOW)
    with pytest.raises(UnableToBook, match="not come yet"):
        mark_seen(actor=actor, booking=booking, expected_version=1, now=NOW)
    midnight = datetime(2026, 11, 24, 4, 59, tzinfo=UTC)  # still Monday in New York
    with pytest.raises(UnableToBook, match="not come yet"):
        mark_seen(actor=actor, booking=booking, expected_version=1, now=midnight)
    early = datetime(2026, 11, 24, 22, 40, tzinfo=UTC)  # 20 minutes before six
    mark_seen(actor=actor, booking=booking, expected_version=1, now=early)
    inquiry.refresh_from_db()
    assert inquiry.status == Inquiry.Status.SEEN


def test_a_time_that_has_passed_is_neither_shown_nor_booked(world: World) -> None:
    (six,) = slots(world, SIX)
    evening = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)  # 6:00 pm in New York
    assert open_slots(world.site.pk, now=evening) == []
    with pytest.raises(UnableToBook, match="has passed"):
        book_time(
            actor=world.actor(Role.INTAKE), patient=call(world).patient, time=six, now=evening
        )


def test_a_time_of_another_site_cannot_be_booked(world: World) -> None:
    other = make_world("Ridge", roles=(Role.DIRECTOR,))
    (six,) = slots(other, SIX)
    with pytest.raises(UnableToBook, match="another site"):
        hold_time(actor=world.actor(Role.INTAKE), patient=call(world).patient, time=six, now=NOW)


@pytest.mark.parametrize(
    ("on", "at"),
    [
        (date(2027, 3, 14), time(2, 30)),  # skipped: the clock goes from 2:00 to 3:00
        (date(2026, 11, 1), time(1, 30)),  # an hour later the clock shows 1:30 again
        (TOMORROW, time(23, 30)),  # would end on the next day
    ],
)
def test_a_time_that_the_clock_does_not_know_is_refused(world: World, on: date, at: time) -> None:
    with pytest.raises(UnableToOpenTimes):
        slots(world, at, on=on)


def test_an_hour_is_an_hour_on_the_night_the_clock_changes(world: World) -> None:
    (spring,) = slots(world, time(1, 30), on=date(2027, 3, 14))
    assert spring.ends == time(3, 30)


def test_six_in_the_evening_is_the_same_wall_time_before_and_after_the_change(
    world: World,
) -> None:
    slots(world, SIX, on=date(2026, 10, 31))
    slots(world, SIX, on=date(2026, 11, 1))
    just_before = datetime(2026, 10, 31, 21, 59, tzinfo=UTC)
    assert [slot.on.day for slot in open_slots(world.site.pk, now=just_before)] == [31, 1]
    an_hour_before_the_second = datetime(2026, 11, 1, 22, 30, tzinfo=UTC)  # 5:30 pm, winter time
    assert len(open_slots(world.site.pk, now=an_hour_before_the_second)) == 1


def test_opening_the_same_times_again_changes_nothing(world: World) -> None:
    slots(world, SIX, SEVEN)
    assert [row.starts for row in slots(world, SIX)] == [SIX]
    assert AssessmentTime.objects.count() == 2


def test_the_board_shows_only_the_actors_site(world: World) -> None:
    other = make_world("Ridge", roles=(Role.INTAKE, Role.DIRECTOR))
    call(other, "Elsewhere")
    call(world)
    assert [line.short_name for line in inquiries_board(world.actor(Role.INTAKE), now=NOW)] == [
        "Dana M."
    ]


def test_pregnant_people_go_first_then_people_who_inject(world: World) -> None:
    call(world, "Ann")
    call(world, "Ben", injects=True)
    call(world, "Cyd", is_pregnant=True)
    call(world, "Dee", is_pregnant=True, injects=True)
    lines = inquiries_board(world.actor(Role.INTAKE), now=NOW)
    assert [line.short_name for line in lines] == ["Dee M.", "Cyd M.", "Ben M.", "Ann M."]
    assert [line.goes_first for line in lines] == [True, True, True, False]
    two_weeks = NOW + timedelta(days=14)
    assert [line.see_by for line in lines] == [two_weeks, None, two_weeks, None]


def test_waiting_is_the_time_that_has_really_passed(world: World) -> None:
    call(world)
    (line,) = inquiries_board(world.actor(Role.INTAKE), now=NOW + timedelta(hours=30))
    assert (line.waiting, span(line.waiting)) == (timedelta(hours=30), "30 hours")


@pytest.mark.parametrize(
    ("waited", "words"),
    [
        (timedelta(minutes=59), "less than an hour"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=47, minutes=59), "47 hours"),
        (timedelta(hours=48), "2 days"),
        (timedelta(days=11, hours=23), "11 days"),
    ],
)
def test_a_wait_is_said_in_hours_and_then_in_days(waited: timedelta, words: str) -> None:
    assert span(waited) == words


@pytest.mark.django_db(transaction=True)
def test_twenty_people_want_the_last_place_and_one_gets_it() -> None:
    world = make_world(roles=(Role.INTAKE, Role.DIRECTOR))
    (last,) = slots(world, SIX)
    people = [call(world, f"Person {number}").patient for number in range(20)]
    actor = world.actor(Role.INTAKE)
    operations = (hold_time, book_time)

    def want(number: int) -> object:
        operation = operations[number % 2]
        return operation(actor=actor, patient=people[number], time=last, now=NOW)

    answers = run_in_threads(20, want)
    assert sum(isinstance(answer, Booking) for answer in answers) == 1
    assert sum(isinstance(answer, UnableToBook) for answer in answers) == 19
    assert Booking.objects.filter(state__in=Booking.LIVE).count() == 1


def test_a_colleague_without_a_post_here_cannot_book(world: World) -> None:
    other = make_world("Ridge", roles=(Role.DIRECTOR,))
    add_member(other, Role.INTAKE, "kit@ridge.example")
    other.accounts[Role.INTAKE] = add_member(other, Role.INTAKE, "lee@ridge.example")
    (six,) = slots(world, SIX)
    with pytest.raises(NotAllowed):
        hold_time(actor=other.actor(Role.INTAKE), patient=call(world).patient, time=six, now=NOW)


def test_a_time_in_a_zone_without_clock_changes_stays_where_it_is(world: World) -> None:
    save_site(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        expected_version=1,
        now=NOW,
        zone="America/Phoenix",
    )
    (spring,) = slots(world, time(1, 30), on=date(2027, 3, 14))
    assert spring.ends == time(2, 30)
