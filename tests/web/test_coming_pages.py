"""The person says on their phone whether they come; staff see it and find another time."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.coming.models import SessionAnswer
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.operations import session_for
from stepdown.clinic.timetable.models import Seat, Series
from tests.clinic.seated import on_first_evenings, own_account
from tests.clinic.weeks import MONDAY
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@made_once
def dana(world: World) -> Patient:
    return on_first_evenings(world)


@pytest.fixture
def phone(world: World, dana: Patient) -> Client:
    return signed_in_client(own_account(world, dana))


@made_once
def tonight(dana: Patient) -> str:
    group = Series.objects.get(service="group", weekday=0)
    return f"/me/coming/{group.pk}/{MONDAY}"


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split()).replace("’", "'")  # noqa: RUF001 - as shown


def press(client: Client, path: str, **sent: Any) -> str:
    """Presses a button; answers the page after it."""
    return text(client.post(path, {"once": str(uuid4()), **sent}, follow=True))


def thursday() -> Series:
    return Series.objects.get(service="group", weekday=3)


def test_home_asks_and_then_says_what_was_said(phone: Client, tonight: str) -> None:
    page = text(phone.get("/me"))
    assert f'action="{tonight}"' in page
    assert "Use video" not in page
    page = press(phone, tonight, says="here")
    assert "Good. See you then." in page
    assert "You said you'll be there." in page
    assert 'value="away"' in text(phone.get(tonight))


def test_video_is_offered_where_both_allow_it(dana: Patient, phone: Client, tonight: str) -> None:
    Series.objects.update(by_video=True)
    Patient.objects.filter(pk=dana.pk).update(video_is_possible=True)
    assert "Use video" in text(phone.get("/me"))
    assert "You asked for video." in press(phone, tonight, says="video")


def test_two_presses_lead_to_another_time(phone: Client, tonight: str) -> None:
    page = press(phone, tonight, says="away")
    assert "Thursday, 6:00 pm" in page
    assert "Also on that day" in page
    assert "Monday, 8:15 pm" in page
    assert "Group 3, with Counselor" in page
    page = press(phone, tonight, instead=thursday().pk, why="ill")
    assert "The other time is yours." in page
    assert "You come on Thursday instead" in page
    assert "<h2>8:15 to 9:15 pm</h2>" in page  # what is next is what they come to
    assert "Group 3" in text(phone.get("/me/week"))
    assert text(phone.get("/me/week")).count("You come on Thursday instead") == 1
    assert "Group 3" not in text(phone.get("/me/week?from=2026-11-30"))


def test_a_seat_that_went_meanwhile_says_so_and_loses_nothing(
    world: World, phone: Client, tonight: str
) -> None:
    press(phone, tonight, says="away")
    Series.objects.filter(pk=thursday().pk).update(seats=1)
    other = world.patient("Robin")
    plan = Seat.objects.earliest("pk").plan
    Seat.objects.create(series=thursday(), plan=plan, patient=other, place=1, starts_on=MONDAY)
    sent = {"once": str(uuid4()), "instead": thursday().pk, "why": "children"}
    answer = phone.post(tonight, sent)
    assert answer.status_code == 422
    assert "This time is not free any more." in text(answer)
    assert 'value="children" id="id_why_2" checked' in text(answer)


def test_a_begun_session_is_not_answered_any_more(
    phone: Client, tonight: str, at_noon: time_machine.Traveller
) -> None:
    at_noon.move_to(NOW + timedelta(hours=6, minutes=5))
    phone = signed_in_client(Patient.objects.get(given_name="Dana").account)  # type: ignore[arg-type] # has one
    assert f'action="{tonight}"' not in text(phone.get("/me"))
    assert "This has begun" in text(phone.get(tonight))
    answer = phone.post(tonight, {"once": str(uuid4()), "says": "away"})
    assert answer.status_code == 422
    assert "This session has begun. Call us: 410 555 0142." in text(answer)


@pytest.mark.parametrize("path", ["/me/coming/999999/2026-11-23", "/me/coming/1/yesterday"])
def test_a_meeting_that_is_not_theirs_says_the_same_whether_it_exists(
    phone: Client, path: str
) -> None:
    assert "This time is not yours any more" in text(phone.get(path))
    answer = phone.post(path, {"once": str(uuid4()), "says": "away"})
    assert answer.status_code == 422
    assert not SessionAnswer.objects.exists()


def test_a_form_without_a_button_asks_for_one(phone: Client, tonight: str) -> None:
    answer = phone.post(tonight, {"once": str(uuid4())})
    assert answer.status_code == 422
    assert "Press one of the buttons." in text(answer)


def test_the_roll_shows_it_and_the_rest_here_leaves_them_alone(
    world: World, dana: Patient, phone: Client, tonight: str, at_noon: time_machine.Traveller
) -> None:
    press(phone, tonight, says="away")
    group = Series.objects.get(service="group", weekday=0)
    held = session_for(actor=world.actor(Role.COUNSELOR), series=group, on=MONDAY, now=NOW)
    at_noon.move_to(held.starts_at + timedelta(minutes=5))
    leader = signed_in_client(world.accounts[Role.COUNSELOR])
    assert "Cannot come" in text(leader.get(f"/s/{held.pk}"))
    press(leader, f"/s/{held.pk}/roll", rest="here")
    assert not held.attendances.exists()


def test_staff_find_another_time_or_settle_it(
    world: World, dana: Patient, phone: Client, tonight: str
) -> None:
    press(phone, tonight, says="away")
    press(phone, tonight, says="call")
    counselor = signed_in_client(world.accounts[Role.COUNSELOR])
    path = f"/p/{dana.code}/instead"
    assert "Find another time for Dana M." in text(counselor.get("/today"))
    for role in (Role.PSYCHOLOGIST, Role.DIRECTOR):
        other = signed_in_client(world.accounts[role])
        assert "Find another time" not in text(other.get("/today"))
    page = text(counselor.get(path))
    assert "Cannot come: Group 0, Mon, Nov 23, 6:00 pm" in page
    answer = SessionAnswer.objects.get()
    page = press(counselor, path, answer=answer.pk, instead=thursday().pk)
    assert "The seat is booked." in page
    assert "Nobody waits for another time here." in page
    assert "Find another time" not in text(counselor.get("/today"))
    assert "You come on Thursday instead" in text(phone.get("/me"))


def test_a_settled_wish_is_off_today(
    world: World, dana: Patient, phone: Client, tonight: str
) -> None:
    press(phone, tonight, says="away")
    counselor = signed_in_client(world.accounts[Role.COUNSELOR])
    sent = {"answer": SessionAnswer.objects.get().pk, "instead": ""}
    assert "Settled." in press(counselor, f"/p/{dana.code}/instead", **sent)
    assert "Find another time" not in text(counselor.get("/today"))
    again = counselor.post(f"/p/{dana.code}/instead", {"once": str(uuid4()), **sent})
    assert again.status_code == 422
