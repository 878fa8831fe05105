"""The week page of one person, and the clinic's timetable."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.models import MeetingChange, Seat, StaffAbsence, WeekPlan
from stepdown.clinic.timetable.operations import accept_week
from stepdown.clinic.treatment.models import Commitment, Episode
from stepdown.clinic.treatment.operations import keep_apart
from tests.clinic.evenings import take_seats
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import NOW, World
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def counselor(world: World) -> Client:
    return signed_in_client(world.accounts[Role.COUNSELOR])


def week_page(client: Client, patient: Patient, query: str = "") -> Any:
    return client.get(f"/p/{patient.code}/week{query}")


def offered(response: Any) -> dict[str, str]:
    """The hidden fields of the form that books the week."""
    found = response.context["found"]
    return {"act": "book", "starts_on": MONDAY.isoformat(), "series_ids": found.series_ids}


def book(client: Client, patient: Patient, values: dict[str, str]) -> Any:
    return client.post(f"/p/{patient.code}/week", {"once": str(uuid4()), "act": "book", **values})


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_week_is_shown_with_its_reasons_and_booked(world: World, counselor: Client) -> None:
    add_evening_program(world)
    patient = in_care(world, world.patient(travel_minutes=20)).patient
    Commitment.objects.create(patient=patient, kind="work", weekday=0, starts="08:00", ends="16:30")
    page = week_page(counselor, patient)
    assert "A week that fits Dana" in text(page)
    assert "Work Mon, 8:00 am to 4:30 pm" in text(page)
    assert "Work is clear" in text(page)
    assert "6 h group, 2 h class and 1 h one to one." in text(page)
    answer = book(counselor, patient, offered(page))
    assert (answer.status_code, answer["Location"]) == (302, f"/p/{patient.code}/week")
    after = text(week_page(counselor, patient))
    assert "The week is booked" in after
    assert "Plan a new week" in after
    assert "9 hours a week in 6 sessions on 3 days." in after


def test_the_same_form_sent_twice_books_once(world: World, counselor: Client) -> None:
    add_evening_program(world)
    patient = in_care(world, world.patient()).patient
    values = {"once": str(uuid4()), **offered(week_page(counselor, patient))}
    first, second = (counselor.post(f"/p/{patient.code}/week", values) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert WeekPlan.objects.count() == 1


def test_a_seat_that_went_meanwhile_is_a_sentence_and_nothing_is_written(
    world: World, counselor: Client
) -> None:
    add_evening_program(world, seats=1)
    first, second = in_care(world, world.patient("Ana")), in_care(world, world.patient("Ben"))
    values = offered(week_page(counselor, first.patient))
    book(counselor, second.patient, values)
    answer = book(counselor, first.patient, values)
    assert answer.status_code == 422
    assert "Someone took that seat a moment ago." in text(answer)
    assert not Seat.objects.filter(patient=first.patient).exists()


def test_no_full_week_names_what_blocks_it(world: World, counselor: Client) -> None:
    add_evening_program(world)
    patient = in_care(world, world.patient()).patient
    Commitment.objects.create(
        patient=patient, kind="school", weekday=1, starts="17:00", ends="19:00"
    )
    page = text(week_page(counselor, patient))
    assert "No full week fits yet" in page
    assert "School or classes Tue, 5:00 pm to 7:00 pm stands in the way." in page
    assert "reaches 7 of 9 hours on 3 of 3 days. Missing: 1 x group." in page
    assert "Book this week" not in page


def test_a_group_shut_to_keep_people_apart_is_not_blamed_on_its_leader(
    world: World, counselor: Client
) -> None:
    (first, *_), actor = add_evening_program(world), world.actor(Role.COUNSELOR)
    dana, luis = in_care(world, world.patient("Dana")), in_care(world, world.patient("Luis"))
    take_seats(world, luis, [first])
    keep_apart(
        actor=actor,
        patient=dana.patient,
        other=luis.patient,
        other_name="",
        kind="partner",
        words="",
        ends_on=None,
        now=NOW,
    )
    page = text(week_page(counselor, dana.patient))
    assert "closed to them, by a leader shut out of the chart or to keep people apart" in page
    assert "Luis" not in page


@pytest.mark.parametrize("asked", ["2026-12-09", "soon", "1800-01-01", "2026-11-02", ""])
def test_any_day_asked_for_becomes_a_monday_to_come(
    world: World, counselor: Client, asked: str
) -> None:
    add_evening_program(world)
    patient = in_care(world, world.patient()).patient
    page = week_page(counselor, patient, f"?starts={asked}")
    expected = "Monday, December 14" if asked == "2026-12-09" else "Monday, November 23"
    assert f"From {expected}" in text(page)


@pytest.mark.parametrize(
    "values",
    [
        {"starts_on": "2026-11-23", "series_ids": "1,x"},
        {"starts_on": "2026-11-23", "series_ids": "9" * 300},
        {"starts_on": "2026-11-24", "series_ids": "1,2"},
        {"starts_on": "\x00", "series_ids": "\x00"},
        {},
    ],
)
def test_a_broken_form_is_answered_with_a_sentence(
    world: World, counselor: Client, values: dict[str, str]
) -> None:
    add_evening_program(world)
    patient = in_care(world, world.patient()).patient
    answer = book(counselor, patient, values)
    assert answer.status_code == 422
    assert "Something needs another look" in text(answer)


def test_before_admission_and_on_hold_nothing_can_be_booked(
    world: World, counselor: Client
) -> None:
    patient = world.patient()
    assert "A week comes after admission." in text(week_page(counselor, patient))
    assert (
        book(counselor, patient, {"starts_on": "2026-11-23", "series_ids": "1"}).status_code == 422
    )
    Episode.objects.filter(pk=in_care(world, patient).pk).update(status="hold", hold_reason="Away")
    page = text(week_page(counselor, patient))
    assert "Care is on hold" in page
    assert "Book this week" not in page


def test_those_who_only_read_see_the_week_and_book_none(world: World, counselor: Client) -> None:
    add_evening_program(world)
    episode = in_care(world, world.patient())
    values = offered(week_page(counselor, episode.patient))
    technician = signed_in_client(world.accounts[Role.TECHNICIAN])
    page = week_page(technician, episode.patient)
    assert page.status_code == 200
    assert "Book this week" not in text(page)
    assert book(technician, episode.patient, values).status_code == 403


def test_staff_of_another_patient_find_no_such_page(world: World) -> None:
    patient = in_care(world, world.patient()).patient
    for role in (Role.INTAKE, Role.BILLER, Role.ADMINISTRATOR):
        client = signed_in_client(world.accounts[role])
        assert week_page(client, patient).status_code == 404


def test_the_next_week_is_shown_beside_the_one_that_holds(world: World, counselor: Client) -> None:
    add_evening_program(world)
    episode = in_care(world, world.patient())
    for monday in (MONDAY, MONDAY + timedelta(days=7)):
        offer = find_weeks(episode=episode, starts_on=monday)
        accept_week(
            actor=world.actor(Role.COUNSELOR),
            episode=episode,
            series_ids=[one.series_id for one in offer.best.sessions],
            starts_on=monday,
            now=NOW,
        )
    page = text(week_page(counselor, episode.patient))
    assert "Since Monday, November 23, until Monday, November 30." in page
    assert "From Monday, November 30." in page


def test_the_timetable_shows_seats_and_no_person(world: World, counselor: Client) -> None:
    add_evening_program(world)
    episode = in_care(world, world.patient("Ottoline"))
    book(counselor, episode.patient, offered(week_page(counselor, episode.patient)))
    page = counselor.get("/timetable")
    assert "1 of 8 taken, 7 open" in text(page)
    assert "1 of 1 taken, full" in text(page)
    assert "Ottoline" not in text(page)


def test_the_timetable_of_a_later_week_counts_its_own_seats(
    world: World, counselor: Client
) -> None:
    add_evening_program(world)
    episode = in_care(world, world.patient())
    book(counselor, episode.patient, offered(week_page(counselor, episode.patient)))
    Seat.objects.update(ends_on=MONDAY + timedelta(days=7))
    assert "1 of 8 taken" in text(counselor.get("/timetable"))
    later = text(counselor.get("/timetable?starts=2026-12-01"))
    assert "Week of December 7" in later
    assert "1 of 8 taken" not in later


def test_an_empty_timetable_says_what_will_be_here(counselor: Client) -> None:
    page = counselor.get("/timetable").content.decode()
    assert "will be here" in page


def test_both_pages_cost_the_same_however_many_people_there_are(
    world: World, counselor: Client, django_assert_max_num_queries: Any
) -> None:
    add_evening_program(world)
    patients = [in_care(world, world.patient(name)).patient for name in ("Ana", "Ben", "Cy")]
    for patient in patients[1:]:
        Commitment.objects.create(
            patient=patient, kind="work", weekday=4, starts="08:00", ends="16:30"
        )
    for path in (*(f"/p/{patient.code}/week" for patient in patients), "/timetable"):
        with django_assert_max_num_queries(52):
            counselor.get(path)


def test_the_drawn_week_shows_who_stands_in_on_its_day(world: World, counselor: Client) -> None:
    group = add_evening_program(world)[0]
    patient = in_care(world, world.patient()).patient
    book(counselor, patient, offered(week_page(counselor, patient)))
    leader, helper = world.accounts[Role.COUNSELOR], world.accounts[Role.MEDICAL]
    made: dict[str, Any] = {"made_at": NOW, "made_by": leader}
    absence = StaffAbsence.objects.create(
        site=world.site, account=leader, first_on=MONDAY, last_on=MONDAY, **made
    )
    MeetingChange.objects.create(series=group, on=MONDAY, leader=helper, absence=absence, **made)
    words = f"with {helper.name} in place of {leader.name}"
    assert text(week_page(counselor, patient)).count(words) == 1
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        later = signed_in_client(leader)
        assert words not in text(week_page(later, patient))
