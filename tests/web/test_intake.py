"""The front door's pages: one page takes a call and books; a time is moved and cancelled."""

from datetime import timedelta
from uuid import uuid4

import pytest
from time_machine import TimeMachineFixture

from stepdown.clinic.intake.danger import DANGER_SIGNS
from stepdown.clinic.intake.models import AssessmentTime, Booking, Inquiry
from stepdown.clinic.intake.operations import book_time
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import contact_permission
from stepdown.clinic.people.roles import Role
from tests.clinic.world import NOW, World, make_world
from tests.web.front_door import as_role, called, open_time, post, queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_minute_later(time_machine: TimeMachineFixture) -> None:
    """Pages read the clock; people of the world were registered at NOW."""
    time_machine.move_to(NOW + timedelta(minutes=1))


ANSWERS = {
    "asked_by": "self",
    "given_name": "Dana",
    "family_name": "Marsh",
    "phone": "410 555 0199",
    "email": "dana@example.org",
    "may_leave_message": "yes",
    "email_is_ok": "no",
    **{f"danger_{sign.key}": "no" for sign in DANGER_SIGNS},
}


def test_one_page_takes_the_call_and_books_the_time(world: World) -> None:
    client, slot = as_role(world, Role.INTAKE), open_time(world)
    answer = post(client, "/inquiries/new", **ANSWERS, time=slot.pk)
    patient = Patient.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/inquiries/{patient.code}"
    assert Booking.objects.get().state == "booked"
    assert "Dana M." in client.get("/inquiries").content.decode()


def test_the_call_page_chooses_nothing_beforehand(world: World) -> None:
    open_time(world)
    page = as_role(world, Role.INTAKE).get("/inquiries/new").content.decode()
    assert " checked" not in page
    assert "6:00 pm" in page


def test_an_unasked_danger_sign_keeps_what_was_typed(world: World) -> None:
    answers = {**ANSWERS, "danger_seizure_now": ""}
    answer = post(as_role(world, Role.INTAKE), "/inquiries/new", **answers)
    assert answer.status_code == 422
    assert "A seizure in the last two days?" in answer.content.decode()
    assert 'value="Marsh"' in answer.content.decode()
    assert Patient.objects.count() == 0


def test_a_danger_sign_comes_before_a_booking(world: World) -> None:
    client, slot = as_role(world, Role.INTAKE), open_time(world)
    answers = {**ANSWERS, "danger_ending_life": "yes"}
    answer = post(client, "/inquiries/new", **answers, time=slot.pk)
    assert Inquiry.objects.get().danger_signs == ["ending_life"]
    assert Booking.objects.count() == 0
    assert "Call or text 988 together" in client.get(answer.headers["Location"]).content.decode()


def test_in_danger_a_first_name_is_enough(world: World) -> None:
    answers = {"given_name": "Dana", "danger_cannot_wake": "yes"}
    answer = post(as_role(world, Role.INTAKE), "/inquiries/new", **answers)
    assert answer.status_code == 302
    assert Inquiry.objects.get().danger_signs == ["cannot_wake"]
    assert contact_permission(Patient.objects.get()) is None


def test_a_taken_time_keeps_the_call_on_the_page_and_saves_nothing(world: World) -> None:
    slot = open_time(world)
    ruth = called(world, "Ruth")
    book_time(actor=world.actor(Role.INTAKE), patient=ruth, time=slot, now=NOW)
    answer = post(as_role(world, Role.INTAKE), "/inquiries/new", **ANSWERS, time=slot.pk)
    assert answer.status_code == 422
    assert "Someone took that time a moment ago. One other is open." in answer.content.decode()
    assert list(Patient.objects.values_list("given_name", flat=True)) == ["Ruth"]


def test_the_same_call_sent_twice_is_one_call(world: World) -> None:
    client, key = as_role(world, Role.INTAKE), str(uuid4())
    answers = [client.post("/inquiries/new", {**ANSWERS, "once": key}) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Patient.objects.count() == 1


def test_a_time_is_held_booked_moved_and_cancelled_on_its_page(world: World) -> None:
    client, six, patient = as_role(world, Role.INTAKE), open_time(world), called(world)
    seven = AssessmentTime.objects.exclude(pk=six.pk).get()
    page = f"/inquiries/{patient.code}"
    post(client, f"{page}/hold", time=six.pk)
    assert "Held until" in client.get(page).content.decode()
    post(client, f"{page}/book", time=six.pk)
    assert Booking.objects.get(state="booked").time == six
    version = Booking.objects.get(state="booked").version
    post(client, f"{page}/move", time=seven.pk, version=version)
    assert Booking.objects.get(state="booked").time == seven
    refused = post(client, f"{page}/cancel", version=version + 1)
    assert refused.status_code == 422
    assert "Write why, in a few words" in refused.content.decode()
    post(client, f"{page}/cancel", version=version + 1, reason="Works late")
    assert Inquiry.objects.get().status == "new"


def test_a_stale_move_is_refused_with_409(world: World) -> None:
    client, six, patient = as_role(world, Role.INTAKE), open_time(world), called(world)
    seven = AssessmentTime.objects.exclude(pk=six.pk).get()
    book_time(actor=world.actor(Role.INTAKE), patient=patient, time=six, now=NOW)
    answer = post(client, f"/inquiries/{patient.code}/move", time=seven.pk, version=99)
    assert answer.status_code == 409
    assert Booking.objects.get().time == six


@pytest.mark.parametrize("chosen", ["", "six", "0", "-1", "9" * 30, "999999", "\x00"])
def test_a_time_that_is_none_is_refused_in_words(world: World, chosen: str) -> None:
    patient = called(world)
    answer = post(as_role(world, Role.INTAKE), f"/inquiries/{patient.code}/hold", time=chosen)
    assert answer.status_code == 422
    assert Booking.objects.count() == 0


def test_a_time_of_another_site_cannot_be_pressed(world: World) -> None:
    other = make_world("Ridge", roles=(Role.DIRECTOR,))
    patient = called(world)
    answer = post(
        as_role(world, Role.INTAKE), f"/inquiries/{patient.code}/hold", time=open_time(other).pk
    )
    assert answer.status_code == 422
    assert "not open any more" in answer.content.decode()


def test_the_board_asks_as_often_for_three_as_for_one(world: World) -> None:
    client = as_role(world, Role.INTAKE)
    called(world)
    before = queries_of(client, "/inquiries")
    called(world, "Ruth")
    called(world, "Theo")
    assert queries_of(client, "/inquiries") == before


@pytest.mark.parametrize(
    "path", ["inquiries", "inquiries/new", "find", "records/new"], ids=lambda path: path
)
def test_a_counselor_has_no_front_door(world: World, path: str) -> None:
    assert as_role(world, Role.COUNSELOR).get(f"/{path}").status_code == 403
