"""Several weeks to choose from, each changed session by session, and the ways out of none."""

from calendar import day_abbr
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import HeldPlace, Seat, Series
from stepdown.clinic.treatment.models import Commitment, Episode
from tests.clinic.beside import family_evening
from tests.clinic.evenings import take_seats
from tests.clinic.seated import own_account
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client
from tests.web.test_week_pages import book, text, week_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def counselor(world: World) -> Client:
    return signed_in_client(world.accounts[Role.COUNSELOR])


@made_once
def series(world: World) -> list[Series]:
    return add_evening_program(world, days=5)


@made_once
def patient(world: World, series: list[Series]) -> Patient:
    return in_care(world, world.patient()).patient


def plans(client: Client, patient: Patient, query: str = "") -> Any:
    return week_page(client, patient, query).context["found"]


def ids(found: Any) -> list[int]:
    return [int(one) for one in found.series_ids.split(",")]


def test_four_plans_stand_side_by_side_and_any_of_them_is_booked(
    counselor: Client, patient: Patient
) -> None:
    first = plans(counselor, patient)
    assert [one.title[:7] for one in first.choices] == ["Plan A.", "Plan B.", "Plan C.", "Plan D."]
    assert first.choices[0].title == "Plan A. 3 evenings"
    assert first.choices[0].words == "9 hours a week, 0 clashes. Wednesday runs 4:00 pm to 8:15 pm."
    second = plans(counselor, patient, first.choices[1].query)
    assert set(ids(second)) != set(ids(first))
    values = {"starts_on": MONDAY.isoformat(), "series_ids": second.series_ids}
    assert book(counselor, patient, values).status_code == 302
    seats = Seat.objects.filter(patient=patient, ends_on=None)
    assert set(seats.values_list("series_id", flat=True)) == set(ids(second))


def test_what_is_kept_fixed_stays_and_what_is_left_out_goes(
    counselor: Client, patient: Patient
) -> None:
    line = plans(counselor, patient).sessions[0]
    kept = plans(counselor, patient, line.keep)
    assert all(line.when in [one.when for one in kept.sessions] for _ in kept.choices)
    assert next(one for one in kept.sessions if one.when == line.when).is_kept
    without = plans(counselor, patient, line.leave_out)
    assert line.when not in [one.when for one in without.sessions]
    assert line.when in without.left_out[0].words
    again = plans(counselor, patient, without.left_out[0].take_back)
    assert line.when in [one.when for one in again.sessions]


def test_a_session_is_exchanged_for_another_that_fits(counselor: Client, patient: Patient) -> None:
    first = plans(counselor, patient)
    line = next(one for one in first.sessions if any(other.query for other in one.others))
    other = next(one for one in line.others if one.query)
    changed = plans(counselor, patient, other.query)
    assert changed.choices[0].title.startswith("Plan A, changed by you.")
    when = [one.when for one in changed.sessions]
    assert other.when in when
    assert line.when not in when
    assert len(when) == len(first.sessions)


def test_wishes_that_leave_no_week_are_a_sentence_with_a_way_back(
    counselor: Client, patient: Patient, series: list[Series]
) -> None:
    openings = ",".join(str(one.pk) for one in series if one.service == "individual")
    page = week_page(counselor, patient, f"?without={openings}")
    assert "No full week fits with what is kept and left out here." in text(page)
    assert 'href="?starts=2026-11-23"' in text(page)


@pytest.mark.parametrize("query", ["?keep=x", "?chosen=999999", "?plan=9", "?without=1,1,99999999"])
def test_an_address_from_elsewhere_breaks_nothing(
    counselor: Client, patient: Patient, query: str
) -> None:
    page = week_page(counselor, patient, query)
    assert page.status_code == 200
    assert "found" in page.context or "no longer offered" in text(page)


def test_while_a_new_week_is_looked_for_the_one_that_holds_stands_beside_it(
    counselor: Client, patient: Patient
) -> None:
    found = plans(counselor, patient)
    book(counselor, patient, {"starts_on": "2026-11-23", "series_ids": found.series_ids})
    page = text(week_page(counselor, patient, "?starts=2026-11-30"))
    assert "A week that fits Dana" in page
    assert "The week that holds now" in page


def test_each_way_out_is_a_button_for_whoever_may_press_it(world: World, counselor: Client) -> None:
    series = add_evening_program(world, seats=1)
    other, patient = (in_care(world, world.patient(name)).patient for name in ("Ana", "Ben"))
    Commitment.objects.create(patient=patient, kind="work", weekday=4, starts="08:00", ends="16:00")
    Series.objects.filter(pk__in=[one.pk for one in series[1:]]).update(seats=2)
    found = plans(counselor, other)
    book(counselor, other, {"starts_on": "2026-11-23", "series_ids": found.series_ids})
    page = text(week_page(counselor, patient))
    assert "Group 0, Monday 6:00 to 8:15 pm has one seat more." in page
    assert "/setup/session/" not in page
    director = signed_in_client(world.accounts[Role.DIRECTOR])
    address = f"/setup/session/{series[0].pk}/seats"
    form = {"once": "8a1f6a0e-0f5e-4a35-9b6f-5f3c7f0d1a11", "version": "1"}
    assert "Room A seats 12." in text(director.get(address))
    assert director.post(address, {**form, "seats": "13"}).status_code == 422
    assert director.post(address, {**form, "seats": "2"}).status_code == 302
    assert plans(counselor, patient).sessions


def test_seats_never_go_below_a_place_that_is_taken(
    world: World, counselor: Client, patient: Patient, series: list[Series]
) -> None:
    found = plans(counselor, patient)
    book(counselor, patient, {"starts_on": "2026-11-23", "series_ids": found.series_ids})
    Seat.objects.filter(patient=patient, series=series[0]).update(place=5)
    director = signed_in_client(world.accounts[Role.DIRECTOR])
    form = {"once": "8a1f6a0e-0f5e-4a35-9b6f-5f3c7f0d1a12", "version": "1", "seats": "4"}
    answer = director.post(f"/setup/session/{series[0].pk}/seats", form)
    assert answer.status_code == 422
    assert "Seat 5 is taken. Offer 5 or more." in text(answer)


def test_an_offer_says_which_time_agreed_on_falls_away_with_it(
    world: World, counselor: Client, patient: Patient, series: list[Series]
) -> None:
    phone = signed_in_client(own_account(world, patient))
    found = plans(counselor, patient)
    sent = {"act": "propose", "starts_on": MONDAY.isoformat(), "series_ids": found.series_ids}
    assert book(counselor, patient, sent).status_code == 302
    assert "Falls away" not in text(phone.get("/me/offer"))
    evening = family_evening(world, leader=Role.PSYCHOLOGIST)
    take_seats(world, Episode.objects.get(patient=patient), [series[1], evening])
    end = MONDAY + timedelta(days=1)
    Seat.objects.filter(series=evening).update(starts_on=MONDAY, ends_on=end, is_make_up=True)
    words = "your extra time on Monday, November 23, at 6:00 pm."
    assert f"<strong>Falls away:</strong> {words}" in text(phone.get("/me/offer"))
    assert f"Falls away: {words}" in text(counselor.get(f"/p/{patient.code}/week/sheet"))


def test_a_week_is_sent_taken_on_the_phone_and_both_see_it(
    world: World, counselor: Client, patient: Patient
) -> None:
    phone = signed_in_client(own_account(world, patient))
    assert "No times wait for your answer." in text(phone.get("/me/offer"))
    found = plans(counselor, patient)
    sent = {"act": "propose", "starts_on": MONDAY.isoformat(), "series_ids": found.series_ids}
    assert book(counselor, patient, sent).status_code == 302
    waits = text(week_page(counselor, patient))
    assert "The week is offered, and its seats are held." in waits
    assert "The seats are held until Wed, Nov 25," in waits
    assert "We found times for you" in text(phone.get("/me"))
    assert "9 hours a week, from Monday, November 23" in text(phone.get("/me/offer"))
    taken = phone.post("/me/offer", {"once": str(uuid4()), "answer": "take"})
    assert (taken.status_code, taken["Location"]) == (302, "/me")
    assert "These times are yours." in text(phone.get("/me"))
    assert "9 hours a week in 6 sessions on 3 days." in text(week_page(counselor, patient))
    late = phone.post("/me/offer", {"once": str(uuid4()), "answer": "take"})
    assert late.status_code == 422
    assert "These times are not held any more." in text(late)


def test_other_times_are_asked_for_and_the_old_week_stands_meanwhile(
    world: World, counselor: Client, patient: Patient
) -> None:
    phone = signed_in_client(own_account(world, patient))
    first = plans(counselor, patient)
    values = {"starts_on": MONDAY.isoformat(), "series_ids": first.series_ids}
    book(counselor, patient, values)
    assert "No times wait for your answer." in text(phone.get("/me/offer"))
    other = plans(counselor, patient, f"?starts={MONDAY}&plan=1")
    sent = {"act": "propose", "starts_on": MONDAY.isoformat(), "series_ids": other.series_ids}
    book(counselor, patient, sent)
    page = text(phone.get("/me/offer"))
    assert page.index("Your times now") < page.index("9 hours a week"), "on a phone, too"
    new = Series.objects.filter(pk__in=set(ids(other)) - set(ids(first))).order_by(
        "weekday", "starts"
    )
    day, starts = day_abbr[new[0].weekday], new[0].starts
    assert f"<strong>New:</strong> {day} {starts.hour % 12}:{starts.minute:02} pm" in page
    assert "<strong>No longer:</strong>" in page
    wish = {"once": str(uuid4()), "answer": "other", "wish": "Mornings, please"}
    assert phone.post("/me/offer", wish).status_code == 302
    assert "We look for other times." in text(phone.get("/me/offer"))
    assert "asks for other times" in text(week_page(counselor, patient))
    assert "“Mornings, please”" in text(counselor.get("/today"))
    seats = Seat.objects.filter(patient=patient, ends_on=None)
    assert set(seats.values_list("series_id", flat=True)) == set(ids(first))


def test_what_was_sent_is_taken_back(world: World, counselor: Client, patient: Patient) -> None:
    own_account(world, patient)
    found = plans(counselor, patient)
    sent = {"act": "propose", "starts_on": MONDAY.isoformat(), "series_ids": found.series_ids}
    book(counselor, patient, sent)
    assert book(counselor, patient, {"act": "back"}).status_code == 302
    assert "Taken back. The seats are free again." in text(week_page(counselor, patient))
    assert not HeldPlace.objects.filter(released_at=None).exists()


def test_several_weeks_are_offered_on_paper_and_the_answer_is_written_down(
    counselor: Client, patient: Patient
) -> None:
    found = plans(counselor, patient)
    assert len(found.choices) > 1
    sent = {"act": "propose_all", "starts_on": MONDAY.isoformat(), "plans": found.plans}
    assert book(counselor, patient, sent).status_code == 302
    page = text(week_page(counselor, patient))
    assert "has no sign-in: call, or give it on paper" in page
    assert "They take week 2" in page
    paper = text(counselor.get(f"/p/{patient.code}/week/sheet"))
    assert f"Times for {patient.short_name}" in paper
    assert patient.family_name not in paper.split("<main", 1)[1]
    assert "Group therapy" not in paper
    assert book(counselor, patient, {"act": "took2"}).status_code == 302
    assert not HeldPlace.objects.filter(released_at=None).exists()
    assert Seat.objects.filter(patient=patient, ends_on=None).exists()
    assert "Print it for" in text(week_page(counselor, patient))
    booked = text(counselor.get(f"/p/{patient.code}/week/sheet"))
    assert f'<th scope="row">{MONDAY:%A, %B} {MONDAY.day}</th>' in booked
    assert "Later weeks are like this one" in booked
    assert "Group therapy" not in booked
    late = book(counselor, patient, {"act": "other", "wish": "Mornings"})
    assert late.status_code == 422
    assert "not held any more" in text(late)


def test_a_person_chooses_one_of_several_on_their_page(
    world: World, counselor: Client, patient: Patient
) -> None:
    phone = signed_in_client(own_account(world, patient))
    found = plans(counselor, patient)
    sent = {"act": "propose_all", "starts_on": MONDAY.isoformat(), "plans": found.plans}
    book(counselor, patient, sent)
    page = text(phone.get("/me/offer"))
    assert f"Take one of these {len(found.choices)} weeks" in page
    assert page.count("Take these times") == len(found.choices)
    phone.post("/me/offer", {"once": str(uuid4()), "answer": "take2"})
    second = found.plans.split(";")[1].split(",")
    seats = Seat.objects.filter(patient=patient, ends_on=None)
    assert {str(pk) for pk in seats.values_list("series_id", flat=True)} == set(second)
