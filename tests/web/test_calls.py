"""A press on a time while a call goes on, and the door list on Today of the desk."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from stepdown.clinic.consents.queries import ConsentKind
from stepdown.clinic.intake.danger import DANGER_SIGNS
from stepdown.clinic.intake.holding import hold_for_call
from stepdown.clinic.intake.models import AssessmentTime, Booking, Inquiry
from stepdown.clinic.intake.operations import book_time, mark_seen
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import contact_permission
from stepdown.clinic.people.roles import Role
from stepdown.web.ui.sign_in import LAST_SEEN
from tests.clinic.care import agree
from tests.clinic.world import NOW, World
from tests.web.front_door import as_role, called, open_time, post, queries_of
from tests.web.test_intake import ANSWERS

pytestmark = pytest.mark.django_db
CALL, OTHER = "c" * 32, "d" * 32
HOLD, PAGE = "/inquiries/new/time", "/inquiries/new"


@pytest.fixture(autouse=True)
def a_minute_later(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    time_machine.move_to(NOW + timedelta(minutes=1))
    return time_machine


@pytest.fixture
def desk(world: World) -> Client:
    return as_role(world, Role.INTAKE)


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return] # an answer


def test_a_press_holds_and_brings_everything_back(world: World, desk: Client) -> None:
    slot = open_time(world)
    typed = {**ANSWERS, "danger_confused": "yes", "reason": "Wants to keep the job"}
    answer = post(desk, HOLD, **typed, call=CALL, chosen=slot.pk)
    assert answer.status_code == 200
    assert Booking.objects.get().call == CALL
    page = text(answer)
    assert "Held for this call until 12:16 pm." in page
    assert 'value="Marsh"' in page
    assert "Wants to keep the job" in page
    assert page.count(" checked") == 3 + len(DANGER_SIGNS)
    assert "Error:" not in page
    assert Patient.objects.count() == 0


def test_the_held_time_is_booked_when_the_call_is_saved(world: World, desk: Client) -> None:
    slot = open_time(world)
    post(desk, HOLD, call=CALL, chosen=slot.pk)
    held = Booking.objects.get()
    post(desk, PAGE, **ANSWERS, call=CALL, time=slot.pk)
    booked = Booking.objects.get()
    assert (booked.pk, booked.state, booked.call) == (held.pk, "booked", "")
    assert booked.patient == Patient.objects.get()


def test_a_call_that_is_refused_keeps_its_hold(world: World, desk: Client) -> None:
    slot = open_time(world)
    post(desk, HOLD, call=CALL, chosen=slot.pk)
    answer = post(desk, PAGE, **{**ANSWERS, "given_name": ""}, call=CALL, time=slot.pk)
    assert answer.status_code == 422
    assert "Held for this call until 12:16 pm." in text(answer)
    assert Booking.objects.get().call == CALL


def test_a_danger_sign_keeps_the_place_and_books_nothing(world: World, desk: Client) -> None:
    slot = open_time(world)
    post(desk, HOLD, call=CALL, chosen=slot.pk)
    answers = {"given_name": "Dana", "danger_cannot_wake": "yes"}
    answer = post(desk, PAGE, **answers, call=CALL, time=slot.pk)
    assert Booking.objects.get().state == "held"
    page = text(desk.get(answer.headers["Location"]))
    assert "911 first" in page
    assert "Held until" in page


def test_a_time_that_was_faster_is_said_and_nothing_is_lost(world: World, desk: Client) -> None:
    slot = open_time(world)
    actor = world.actor(Role.INTAKE)
    hold_for_call(actor=actor, site=world.site, call=OTHER, time=slot, now=NOW)
    answer = post(desk, HOLD, **ANSWERS, call=CALL, chosen=slot.pk)
    assert answer.status_code == 422
    assert "Someone took that time a moment ago. One other is open." in text(answer)
    assert 'value="Marsh"' in text(answer)
    assert Booking.objects.get().call == OTHER


@pytest.mark.parametrize("chosen", ["", "six", "-1", "9" * 30, "999999", "\x00"])
def test_a_press_on_nothing_is_refused_in_words(world: World, desk: Client, chosen: str) -> None:
    answer = post(desk, HOLD, call=CALL, chosen=chosen)
    assert answer.status_code == 422
    assert "not open any more. Choose another." in text(answer)
    assert Booking.objects.count() == 0


@pytest.mark.parametrize("key", ["", "x", "A" * 32, "é" * 32, "f" * 33, "\x00"])
def test_a_call_without_its_key_begins_a_new_one(world: World, desk: Client, key: str) -> None:
    answer = post(desk, HOLD, call=key, chosen=open_time(world).pk)
    assert answer.status_code == 200
    assert f'name="call" value="{Booking.objects.get().call}"' in text(answer)


def test_a_hold_is_given_back_by_a_press(world: World, desk: Client) -> None:
    slot = open_time(world)
    assert "Give the held time back" in text(post(desk, HOLD, call=CALL, chosen=slot.pk))
    assert "No time is held yet." in text(post(desk, HOLD, call=CALL, chosen=0))
    assert Booking.objects.get().state == "cancelled"


def test_a_hold_that_lapsed_is_said(
    world: World, desk: Client, time_machine: TimeMachineFixture
) -> None:
    post(desk, HOLD, call=CALL, chosen=open_time(world).pk)
    time_machine.move_to(NOW + timedelta(minutes=17))
    desk = as_role(world, Role.INTAKE)  # the session was locked meanwhile
    assert "The 15 minutes are over" in text(desk.get(f"{PAGE}?call={CALL}"))
    assert "No time is held yet." in text(desk.get(PAGE))


def test_a_page_that_renews_itself_does_not_keep_anybody_signed_in(
    world: World, desk: Client, time_machine: TimeMachineFixture
) -> None:
    desk.get(PAGE)
    seen = desk.session[LAST_SEEN]
    time_machine.move_to(NOW + timedelta(minutes=5))
    assert desk.get(PAGE, headers={"X-Renewal": "times"}).status_code == 200
    assert desk.session[LAST_SEEN] == seen
    desk.get(PAGE)
    assert desk.session[LAST_SEEN] > seen


def test_all_asked_all_no_is_one_deliberate_act(world: World, desk: Client) -> None:
    asked = {name: value for name, value in ANSWERS.items() if not name.startswith("danger_")}
    assert post(desk, PAGE, **asked).status_code == 422
    assert post(desk, PAGE, **asked, all_no="on").status_code == 302
    assert Inquiry.objects.get().danger_signs == []


def test_a_yes_comes_before_all_no(world: World, desk: Client) -> None:
    answers = {"given_name": "Dana", "all_no": "on", "danger_ending_life": "yes"}
    assert post(desk, PAGE, **answers).status_code == 302
    assert Inquiry.objects.get().danger_signs == ["ending_life"]


def test_without_an_address_nobody_is_asked_about_e_mail(world: World, desk: Client) -> None:
    asked = {**ANSWERS, "email_is_ok": ""}
    refused = post(desk, PAGE, **asked)
    assert "Choose whether e-mail is OK" in text(refused)
    assert post(desk, PAGE, **{**asked, "email": ""}).status_code == 302
    permission = contact_permission(Patient.objects.get())
    assert permission is not None
    assert (permission.may_leave_message, permission.email_is_ok) == (True, False)


def test_medicines_are_kept_and_shown(world: World, desk: Client) -> None:
    answer = post(desk, PAGE, **ANSWERS, medicines="Sertraline, in the morning")
    assert "Sertraline, in the morning" in text(desk.get(answer.headers["Location"]))


def test_who_goes_first_is_asked_and_said_where_it_matters(world: World, desk: Client) -> None:
    answer = post(desk, PAGE, **ANSWERS, is_pregnant="on", injects="on")
    board = text(desk.get("/inquiries"))
    assert "Goes first" in board
    assert "See by Dec 7, 2026" in board
    assert "Pregnant" not in board
    page = text(desk.get(answer.headers["Location"]))
    assert "Pregnant. Goes before everybody else." in page
    assert "To be seen by Dec 7, 2026" in page


def test_the_notice_and_the_consent_come_before_the_assessment(world: World) -> None:
    dana = called(world)
    page = f"/inquiries/{dana.code}"
    before = text(as_role(world, Role.INTAKE).get(page))
    assert "Before the assessment" in before
    assert before.count("Not signed") == 2
    agree(world, dana, ConsentKind.PRIVACY_NOTICE)
    after = text(as_role(world, Role.INTAKE).get(page))
    assert (after.count("Not signed"), after.count(">Signed") or after.count("Signed<")) == (1, 1)


def test_a_call_page_asks_as_often_with_many_times(world: World, desk: Client) -> None:
    open_time(world)
    few = queries_of(desk, f"{PAGE}?call={CALL}")
    open_time(world, places=9)
    assert queries_of(desk, f"{PAGE}?call={CALL}") == few


def test_the_director_reads_the_middle_wait_and_whom_it_counts(world: World) -> None:
    dana, slot = called(world), open_time(world)
    called(world, "Ruth")
    book_time(actor=world.actor(Role.INTAKE), patient=dana, time=slot, now=NOW)
    Booking.objects.update(state="kept")
    page = text(as_role(world, Role.DIRECTOR).get("/today"))
    assert "First contact to first service" in page
    assert "2 days" in page
    assert "It counts 1 person who first asked in the last 90 days and came;" in page
    assert "1 person who asked has not come yet." in page
    assert "An assessment is booked</dt><dd>Less than an hour (1 person)" in page


@pytest.fixture
def on_their_day(world: World, time_machine: TimeMachineFixture) -> list[Patient]:
    """Dana, Ruth and Theo have times on Wednesday; it is Wednesday noon."""
    slot, actor = open_time(world, places=3), world.actor(Role.INTAKE)
    people = [called(world, name) for name in ("Dana", "Ruth", "Theo")]
    for one in people:
        book_time(actor=actor, patient=one, time=slot, now=NOW)
    time_machine.move_to(NOW + timedelta(days=2))
    return people


def test_two_letters_find_whoever_is_at_the_door(world: World, on_their_day: list[Patient]) -> None:
    desk = as_role(world, Role.INTAKE)
    page = text(desk.get("/today"))
    assert all(name in page for name in ("Dana M.", "Ruth M.", "Theo M."))
    assert "Marsh" not in page
    page = text(post(desk, "/today", letters="ru"))
    assert "Ruth M." in page
    assert "Dana M." not in page
    assert "Nobody with these letters" in text(post(desk, "/today", letters="zz"))


def test_a_press_at_the_door_marks_them_as_here(world: World, on_their_day: list[Patient]) -> None:
    desk = as_role(world, Role.INTAKE)
    ruth = on_their_day[1]
    version = Booking.objects.get(patient=ruth).version
    answer = post(desk, f"/inquiries/{ruth.code}/seen", door="yes", version=version)
    assert answer.headers["Location"] == "/today"
    assert Booking.objects.get(patient=ruth).state == "kept"
    assert "Ruth M. is here." in text(desk.get("/today"))


def test_a_wrong_press_at_the_door_is_taken_back(world: World, on_their_day: list[Patient]) -> None:
    desk, ruth = as_role(world, Role.INTAKE), on_their_day[1]
    page = f"/inquiries/{ruth.code}"
    version = Booking.objects.get(patient=ruth).version
    post(desk, f"{page}/seen", door="yes", version=version)
    assert "Not here" in text(desk.get("/today"))
    assert post(desk, f"{page}/not-here", door="yes", version=version).status_code == 409
    answer = post(desk, f"{page}/not-here", door="yes", version=version + 1)
    assert answer.headers["Location"] == "/today"
    assert Booking.objects.get(patient=ruth).state == "booked"
    assert Inquiry.objects.get(patient=ruth).status == "booked"
    again = post(desk, f"{page}/not-here", door="yes", version=version + 2)
    assert "Nobody marked this person as here." in text(again)


def test_a_press_is_not_taken_back_over_another_time(
    world: World, on_their_day: list[Patient]
) -> None:
    desk, ruth = as_role(world, Role.INTAKE), on_their_day[1]
    booking, later = Booking.objects.get(patient=ruth), AssessmentTime.objects.latest("pk")
    actor, now, version = world.actor(Role.INTAKE), timezone.now(), booking.version
    mark_seen(actor=actor, booking=booking, expected_version=version, now=now)
    book_time(actor=actor, patient=ruth, time=later, now=now)
    answer = post(desk, f"/inquiries/{ruth.code}/not-here", version=booking.version)
    assert answer.status_code == 422
    assert "has another time by now" in text(answer)


def test_the_door_asks_as_often_for_three_as_for_one(
    world: World, on_their_day: list[Patient]
) -> None:
    desk = as_role(world, Role.INTAKE)
    many = queries_of(desk, "/today")
    Booking.objects.exclude(patient=on_their_day[0]).update(state="cancelled")
    assert queries_of(desk, "/today") == many


def test_only_the_desk_has_a_door(world: World) -> None:
    for role in (Role.COUNSELOR, Role.DIRECTOR):
        client = as_role(world, role)
        assert "at the door" not in text(client.get("/today"))
        assert client.post(HOLD, {"once": str(uuid4())}).status_code in {403}


def test_the_hold_address_leads_back_to_the_call(world: World, desk: Client) -> None:
    assert desk.get(HOLD).headers["Location"] == PAGE
    assert AssessmentTime.objects.count() == 0
