"""What a person in care and a loved one see on their phone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client

from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import add_account
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.operations import accept_week
from stepdown.clinic.treatment.models import Episode
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import NOW, World, add_member
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
FIRST_VIEW_BYTES = 75 * 1024  # guide, review list 13
STYLES = ("ui/tokens.css", "ui/stepdown.css", "ui/ui.js", "ui/mark.svg")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def with_account(world: World, patient: Patient) -> Client:
    """The person's own phone."""
    account = add_account(
        actor=THE_PROGRAM,
        email=f"{patient.code}@example.org",
        name=patient.full_name,
        password="harbor lights at night",
        now=NOW,
        is_demo=True,
    )
    give_own_access(actor=world.actor(Role.INTAKE), patient=patient, account=account, now=NOW)
    return signed_in_client(account)


@made_once
def episode(world: World) -> Episode:
    add_evening_program(world)
    return in_care(world, world.patient())


@pytest.fixture
def phone(world: World, episode: Episode) -> Client:
    offer = find_weeks(episode=episode, starts_on=MONDAY)
    accept_week(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        series_ids=[one.series_id for one in offer.best.sessions],
        starts_on=MONDAY,
        now=NOW,
    )
    return with_account(world, episode.patient)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_home_begins_with_the_next_session(phone: Client) -> None:
    page = text(phone.get("/me"))
    assert "Monday, November 23" in page
    assert "Afternoon, Dana" in page
    assert "Tonight, in 6 hours" in page
    assert "6:00 to 8:15 pm" in page
    assert "Group 0, with Counselor" in page
    assert "18 Harbor St" in page
    assert "Step 1 of 4" in page
    assert "You have 9 hours a week" in page


@pytest.mark.parametrize(
    ("local", "when"),
    [
        ("2026-11-23T17:25", "Tonight, in 35 minutes"),
        ("2026-11-23T18:30", "Now"),
        ("2026-11-23T22:00", "Tomorrow"),
        ("2026-11-26T09:00", "Monday, November 30"),
    ],
)
def test_the_next_session_is_told_from_now(
    phone: Client,
    episode: Episode,
    at_noon: time_machine.Traveller,
    local: str,
    when: str,
) -> None:
    at_noon.move_to(datetime.fromisoformat(f"{local}-05:00").astimezone(UTC))
    account = episode.patient.account
    assert account is not None
    assert f"<p>{when}</p>" in text(signed_in_client(account).get("/me"))


def test_without_a_week_home_says_what_to_do(world: World) -> None:
    page = text(with_account(world, world.patient()).get("/me"))
    assert "Nothing is planned now" in page
    assert "410 555 0142" in page


def test_on_hold_home_keeps_the_door_open(world: World, episode: Episode) -> None:
    Episode.objects.filter(pk=episode.pk).update(status="hold", hold_reason="Hospital")
    page = text(with_account(world, episode.patient).get("/me"))
    assert "Your care is paused." in page
    assert "Hospital" not in page


def test_the_week_names_rooms_and_leaders_and_can_be_turned(phone: Client) -> None:
    page = text(phone.get("/me/week?from=2026-12-03"))
    assert "Week of November 30" in page
    assert "until 8:15 pm, Room A, with Counselor" in page
    assert "?from=2026-11-23" in page
    assert "?from=2026-12-07" in page
    assert "/me/coming/" in page
    assert "Press a time that is ahead" in page
    before = text(phone.get("/me/week?from=2026-11-01"))
    assert "/me/coming/" not in before
    assert "Nothing is planned in this week." in before
    assert "This week" in text(phone.get("/me/week?from=tomorrow"))


def test_a_week_that_is_over_asks_nothing(
    at_noon: time_machine.Traveller, phone: Client, episode: Episode
) -> None:
    at_noon.move_to(NOW + timedelta(days=28))
    account = episode.patient.account
    assert account is not None
    phone = signed_in_client(account)  # the earlier sign-in has ended
    page = text(phone.get("/me/week?from=2026-12-03"))
    assert "until 8:15 pm" in page
    assert "Press a time that is ahead" not in page


def test_the_calendar_file_is_neutral(phone: Client) -> None:
    answer = phone.get("/me/week.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="calendar.ics"'
    assert "no-store" in answer["Cache-Control"]
    content = answer.content.decode()
    assert content.count("SUMMARY:Appointment") == 6
    assert "Group" not in content
    assert "Counselor" not in content


def test_own_pages_are_for_people_in_care_alone(world: World, phone: Client) -> None:
    for path in ("/me", "/me/week", "/me/week.ics"):
        assert Client().get(path).status_code == 302
        staff = signed_in_client(world.accounts[Role.COUNSELOR])
        assert staff.get(path).status_code == 404
        assert phone.get(path).status_code == 200


@pytest.mark.parametrize("who", ["nobody", "patient", "staff"])
def test_help_is_there_for_everybody(world: World, phone: Client, who: str) -> None:
    staff = signed_in_client(world.accounts[Role.TECHNICIAN])
    client = {"nobody": Client(), "patient": phone, "staff": staff}[who]
    page = text(client.get("/me/help"))
    for link in ("tel:911", "tel:988", "sms:988", "tel:4105550142"):
        assert f'href="{link}"' in page


def test_a_loved_one_reads_nothing_about_anyone(world: World, phone: Client) -> None:
    loved_one = signed_in_client(add_member(world, Role.LOVED_ONE, "sister@example.org"))
    page = text(loved_one.get("/family"))
    assert "Nothing is shared with you now." in page
    assert "Dana" not in page
    assert Client().get("/family").status_code == 302


def test_titles_of_own_pages_say_nothing(phone: Client) -> None:
    titles = {
        path: text(phone.get(path)).split("<title>")[1].split("</title>")[0]
        for path in ("/me", "/me/week", "/me/help")
    }
    assert titles == {"/me": "Home", "/me/week": "Week", "/me/help": "Help now"}


def test_the_first_view_is_light_even_without_compression(phone: Client) -> None:
    page = len(phone.get("/me").content)
    files = [finders.find(name) for name in STYLES]
    assert all(files)
    assert page + sum(Path(str(one)).stat().st_size for one in files) <= FIRST_VIEW_BYTES


def test_home_costs_the_same_however_many_weeks_were_agreed(
    world: World, episode: Episode, phone: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(38):
        phone.get("/me")
    later = MONDAY + timedelta(days=7)
    offer = find_weeks(episode=episode, starts_on=later)
    accept_week(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        series_ids=[one.series_id for one in offer.best.sessions],
        starts_on=later,
        now=NOW,
    )
    with django_assert_max_num_queries(38):
        phone.get("/me")
