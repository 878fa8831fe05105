"""The waiting list, and the question what one more session would do."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.found import NoFullWeek
from stepdown.clinic.timetable.proposing import propose_week
from stepdown.clinic.treatment.models import Commitment
from stepdown.clinic.treatment.queries import CommitmentKind, CommitmentRow
from stepdown.web.staff.week.blocked import in_the_way
from tests.clinic.test_timetable_weeks import ids
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import NOW, World
from tests.sign_in import signed_in_client
from tests.web.test_week_pages import text

pytestmark = pytest.mark.django_db
SATURDAY = "?service=group&weekday=5&starts=9:00+am&minutes=120&seats=8"


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def counselor(world: World) -> Client:
    return signed_in_client(world.accounts[Role.COUNSELOR])


def test_an_empty_list_says_what_will_be_here(counselor: Client) -> None:
    assert "Nobody waits for a week." in text(counselor.get("/waiting"))


def test_each_person_stands_with_the_wait_and_the_reason(world: World, counselor: Client) -> None:
    add_evening_program(world)
    in_care(world, world.patient("Ana"))
    blocked = in_care(world, world.patient("Ben")).patient
    Commitment.objects.create(
        patient=blocked, kind="school", weekday=1, starts="17:00", ends="19:00"
    )
    page = text(counselor.get("/waiting"))
    assert "Since Monday, November 23, 0 days. A week fits now." in page
    assert "School or classes Tue, 5:00 pm to 7:00 pm stands in the way." in page
    asked = text(counselor.get(f"/waiting{SATURDAY}"))
    assert f"1 of the list could start with it: {blocked.short_name}." in asked
    assert "Add such a session" not in asked
    none = text(counselor.get("/waiting" + SATURDAY.replace("120", "15")))
    assert "Nobody on the list could start with it." in none


def test_the_same_hours_of_several_days_are_one_thing_in_the_way() -> None:
    work = [CommitmentRow(CommitmentKind.WORK, day, time(8), time(20)) for day in (2, 3, 4)]
    found = NoFullWeek(tuple(work), False, (), 0, 0, (), ())
    assert in_the_way(found) == "Work Wed to Fri, 8:00 am to 8:00 pm stands in the way."
    court = CommitmentRow(CommitmentKind.COURT, 0, time(9), time(10))
    both = in_the_way(replace(found, blocking=(*work, court)))
    assert both.endswith("together stand in the way.")


def test_somebody_whose_weeks_wait_for_an_answer_is_not_offered_others(
    world: World, counselor: Client
) -> None:
    add_evening_program(world)
    ana = in_care(world, world.patient("Ana"))
    propose_week(
        actor=world.actor(Role.COUNSELOR),
        episode=ana,
        series_ids=ids(find_weeks(episode=ana, starts_on=MONDAY, most=1)),
        starts_on=MONDAY,
        now=NOW,
    )
    page = text(counselor.get("/waiting"))
    assert "Offered, and held for an answer until Wednesday, November 25, at" in page
    assert "See the offer" in page
    assert "Find the week" not in page


@pytest.mark.parametrize("query", ["?service=x", "?service=group&weekday=9&starts=noon"])
def test_a_question_that_cannot_be_read_is_answered_with_a_sentence(
    counselor: Client, query: str
) -> None:
    answer = counselor.get(f"/waiting{query}")
    assert answer.status_code == 422
    assert "Something needs another look" in text(answer)


def test_those_who_plan_no_weeks_find_no_list(world: World) -> None:
    assert signed_in_client(world.accounts[Role.BILLER]).get("/waiting").status_code == 403
