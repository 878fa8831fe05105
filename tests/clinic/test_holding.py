"""A place held while a call goes on, before anybody is written down."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.intake.holding import give_back_for_call, hand_hold_over, hold_for_call
from stepdown.clinic.intake.models import AssessmentTime, Booking
from stepdown.clinic.intake.operations import UnableToBook, book_time, hold_time
from stepdown.clinic.intake.queries import hold_of_call, live_booking, open_slots
from stepdown.clinic.ledger.models import LedgerEvent, OutboxMessage
from stepdown.clinic.ledger.queries import ledger_faults
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from tests.clinic.test_intake import SEVEN, SIX, call, slots
from tests.clinic.world import NOW, World, make_world
from tests.threads import run_in_threads

MINE, THEIRS = "a" * 32, "b" * 32
AFTER = NOW + timedelta(minutes=15)


def hold(world: World, slot: AssessmentTime, key: str = MINE, minutes: int = 0) -> Booking:
    now = NOW + timedelta(minutes=minutes)
    actor = world.actor(Role.INTAKE)
    return hold_for_call(actor=actor, site=world.site, call=key, time=slot, now=now)


def open_now(world: World, minutes: int = 0, key: str = "") -> list[time]:
    now = NOW + timedelta(minutes=minutes)
    return [slot.starts for slot in open_slots(world.site.pk, now=now, call=key)]


def test_a_press_holds_the_place_for_this_call_alone(world: World) -> None:
    (six,) = slots(world, SIX)
    held = hold(world, six)
    assert (held.patient, held.held_until) == (None, AFTER)
    assert open_now(world) == []
    assert open_now(world, key=MINE) == [SIX]
    with pytest.raises(UnableToBook, match="Someone took that time a moment ago"):
        hold(world, six, THEIRS)
    with pytest.raises(UnableToBook, match="Someone took that time a moment ago"):
        hold_time(actor=world.actor(Role.INTAKE), patient=call(world).patient, time=six, now=NOW)
    assert LedgerEvent.objects.filter(verb="booking.held", patient_id=None).count() == 1
    assert OutboxMessage.objects.count() == 0


def test_another_time_frees_the_first(world: World) -> None:
    six, seven = slots(world, SIX, SEVEN)
    hold(world, six)
    hold(world, seven, minutes=3)
    assert open_now(world, 3) == [SIX]
    assert Booking.objects.filter(state="held").get().time == seven


def test_a_time_that_is_gone_leaves_the_hold_as_it_was(world: World) -> None:
    six, seven = slots(world, SIX, SEVEN)
    hold(world, seven, THEIRS)
    hold(world, six)
    with pytest.raises(UnableToBook):
        hold(world, seven)
    held, _ = hold_of_call(MINE, now=NOW)
    assert held is not None
    assert held.time == six


def test_the_same_time_again_begins_the_minutes_anew(world: World) -> None:
    (six,) = slots(world, SIX)
    first = hold(world, six)
    again = hold(world, six, minutes=10)
    assert again.pk == first.pk
    assert again.held_until == AFTER + timedelta(minutes=10)


def test_after_fifteen_minutes_it_is_free_and_the_call_knows(world: World) -> None:
    (six,) = slots(world, SIX)
    hold(world, six)
    assert hold_of_call(MINE, now=AFTER - timedelta(seconds=1))[1] is False
    assert hold_of_call(MINE, now=AFTER) == (None, True)
    assert open_now(world, 15) == [SIX]
    assert hold(world, six, THEIRS, minutes=15).call == THEIRS
    assert hold_of_call(MINE, now=AFTER) == (None, True)


def test_given_back_it_is_free_at_once(world: World) -> None:
    (six,) = slots(world, SIX)
    hold(world, six)
    actor = world.actor(Role.INTAKE)
    for _ in range(2):
        give_back_for_call(actor=actor, site=world.site, call=MINE, now=NOW)
    assert open_now(world) == [SIX]
    assert hold_of_call(MINE, now=NOW) == (None, False)
    assert LedgerEvent.objects.filter(verb="booking.given_back").count() == 1


def test_written_down_the_caller_has_the_hold_and_the_time(world: World) -> None:
    (six,) = slots(world, SIX)
    held, dana, actor = hold(world, six), call(world).patient, world.actor(Role.INTAKE)
    hand_hold_over(actor=actor, call=MINE, patient=dana, now=NOW)
    mine = live_booking(dana, now=NOW)
    assert mine is not None
    assert (mine.pk, mine.call) == (held.pk, "")
    booked = book_time(actor=actor, patient=dana, time=six, now=NOW)
    assert (booked.pk, booked.state) == (held.pk, Booking.State.BOOKED)


def test_a_lapsed_hold_is_nobodys(world: World) -> None:
    (six,) = slots(world, SIX)
    hold(world, six)
    dana = call(world).patient
    hand_hold_over(actor=world.actor(Role.INTAKE), call=MINE, patient=dana, now=AFTER)
    assert live_booking(dana, now=AFTER) is None


def test_a_hold_of_another_site_does_not_come_along(world: World) -> None:
    other = make_world("Ridge", roles=(Role.INTAKE, Role.DIRECTOR))
    (six,) = slots(other, SIX)
    hold(other, six)
    dana = call(world).patient
    hand_hold_over(actor=world.actor(Role.INTAKE), call=MINE, patient=dana, now=NOW)
    assert live_booking(dana, now=NOW) is None
    with pytest.raises(UnableToBook, match="another site"):
        hold(world, six)


def test_only_intake_of_the_site_holds(world: World) -> None:
    other = make_world("Ridge", roles=(Role.INTAKE,))
    (six,) = slots(world, SIX)
    for actor in (world.actor(Role.COUNSELOR), other.actor(Role.INTAKE)):
        with pytest.raises(NotAllowed):
            hold_for_call(actor=actor, site=world.site, call=MINE, time=six, now=NOW)
        with pytest.raises(NotAllowed):
            give_back_for_call(actor=actor, site=world.site, call=MINE, now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "held", "call": ""},  # nobody's
        {"state": "booked", "call": MINE},  # booked for nobody
        {"state": "kept", "call": MINE},
    ],
)
def test_the_database_refuses_a_place_that_is_nobodys(world: World, wrong: dict[str, str]) -> None:
    (six,) = slots(world, SIX)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(time=six, made_at=NOW, **wrong)


def test_the_database_knows_one_hold_of_a_call(world: World) -> None:
    six, seven = slots(world, SIX, SEVEN)
    Booking.objects.create(time=six, call=MINE, state="held", held_until=AFTER, made_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(time=seven, call=MINE, state="held", held_until=AFTER, made_at=NOW)


@pytest.mark.django_db(transaction=True)
def test_twenty_calls_want_the_last_place_and_one_holds_it() -> None:
    world = make_world(roles=(Role.INTAKE, Role.DIRECTOR))
    (last,) = slots(world, SIX)
    answers = run_in_threads(20, lambda number: hold(world, last, f"{number:032x}"))
    assert sum(isinstance(answer, Booking) for answer in answers) == 1
    assert sum(isinstance(answer, UnableToBook) for answer in answers) == 19
    assert Booking.objects.filter(state="held").count() == 1
    assert ledger_faults() == []


@pytest.mark.django_db(transaction=True)
def test_of_two_times_twenty_calls_hold_exactly_two() -> None:
    """Every call tries both, one half in the other order, and keeps at most one."""
    world = make_world(roles=(Role.INTAKE, Role.DIRECTOR))
    both = slots(world, SIX, SEVEN)

    def want(number: int) -> int:
        got = 0
        for slot in both if number % 2 else reversed(both):
            try:
                hold(world, slot, f"{number:032x}")
                got += 1
            except UnableToBook:
                continue
        return got

    answers = run_in_threads(20, want)
    assert all(isinstance(answer, int) for answer in answers), answers
    held = Booking.objects.filter(state="held")
    assert held.values("time").distinct().count() == held.values("call").distinct().count()
    assert held.count() in {1, 2}
