"""From the first call to a booked time, and from a file to a chart."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.intake.danger import DANGER_SIGNS
from stepdown.clinic.intake.operations import open_times
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from tests.clinic.world import NOW, World, make_world
from tests.e2e.browser import PHONE, Visitors, check_page
from tests.fhir.bundles import LOW_MOOD, bundle

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=True):
        yield


@pytest.fixture
def world(on_the_day: None) -> World:
    world = make_world()
    open_times(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        on=date(2026, 11, 24),
        starts=[time(9), time(18)],
        minutes=60,
        places=1,
        by_video=False,
        now=NOW,
    )
    return world


def answer(page: Page, question: str, choice: str) -> None:
    group = page.get_by_role("group", name=question)
    group.get_by_role("radio", name=choice, exact=True).check()


def test_a_call_becomes_a_booked_time_and_is_moved(world: World, visitors: Visitors) -> None:
    # given: the phone rings at the desk
    desk = visitors.enter(world.accounts[Role.INTAKE])
    desk.goto("/inquiries")
    check_page(desk)
    desk.get_by_role("link", name="New call").click()

    # when: a yes to a danger sign turns the right side into what to do now
    answer(desk, "Thinking of ending their life", "Yes")
    expect(desk.get_by_role("heading", name="Before anything else")).to_be_visible()
    expect(desk.get_by_role("heading", name="Open times")).to_be_hidden()
    check_page(desk)

    # and: it was a slip; every sign is a no, and a time is chosen in the same page
    for sign in DANGER_SIGNS:
        answer(desk, sign.question, "No")
    answer(desk, "Who are they calling for?", "Themselves")
    desk.get_by_label("First name").fill("Dana")
    desk.get_by_label("Family name").fill("Marsh")
    answer(desk, "May we leave a message?", "Yes")
    answer(desk, "Is e-mail OK?", "No")
    desk.get_by_role("button", name="6:00 pm on Tuesday, November 24").click()
    expect(desk.get_by_text("Held for this call until")).to_be_visible()
    desk.get_by_role("button", name="Save the call").click()

    # then: it is booked, and can be moved by one press
    expect(desk.get_by_role("heading", name="Tuesday, November 24, at 6:00 pm")).to_be_visible()
    check_page(desk)
    desk.get_by_role("button", name="9:00 am").click()
    expect(desk.get_by_role("heading", name="Tuesday, November 24, at 9:00 am")).to_be_visible()
    desk.goto("/inquiries")
    expect(desk.get_by_text("Tue, Nov 24, 9:00 am")).to_be_visible()


def test_a_record_is_read_compared_and_put_into_a_chart(
    world: World, visitors: Visitors, tmp_path: Path
) -> None:
    # given: a file from a hospital about somebody who called last week
    world.patient("Esther", family_name="Saltmarsh", birth_on=date(1990, 4, 17))
    file = tmp_path / "record.json"
    file.write_bytes(bundle(LOW_MOOD))
    desk = visitors.enter(world.accounts[Role.INTAKE])
    desk.goto("/records/new")
    check_page(desk)

    # when: intake uploads it, compares, and chooses
    desk.get_by_label("The file").set_input_files(file)
    desk.get_by_label("Where does it come from?").fill("Ridge Hospital")
    desk.get_by_role("button", name="Read the file").click()
    expect(desk.get_by_text("Same birth date, family name, first name.")).to_be_visible()
    check_page(desk)
    desk.get_by_label("Esther Saltmarsh").check()
    desk.get_by_role("button", name="Put it into the record").click()
    expect(desk.get_by_text("1 fact was put in")).to_be_visible()
    check_page(desk)

    # then: the medical professional goes through it with her, on a phone
    person = Patient.objects.get()
    phone = visitors.enter(world.accounts[Role.MEDICAL], width=PHONE)
    phone.goto(f"/p/{person.code}/record")
    check_page(phone)
    phone.get_by_role("button", name="It is so").click()
    expect(phone.get_by_text("Confirmed with the person")).to_be_visible()
    phone.get_by_role("link", name="Timeline").click()
    expect(phone.get_by_text("A record arrived")).to_be_visible()
    check_page(phone)


def test_a_misspelled_name_is_found_and_corrected(world: World, visitors: Visitors) -> None:
    world.patient("Dnaa")
    desk = visitors.enter(world.accounts[Role.INTAKE])
    desk.goto("/find")
    check_page(desk)
    desk.get_by_label("A few letters").fill("mar")
    desk.get_by_role("button", name="Find").click()
    desk.get_by_role("link", name="Dnaa M.").click()
    desk.get_by_role("link", name="Details").click()
    check_page(desk)
    desk.get_by_label("First name").fill("Dana")
    desk.get_by_role("button", name="Save details").click()
    expect(desk.get_by_role("heading", name="Dana M.", exact=True)).to_be_visible()
    expect(desk.get_by_text("by Intake")).to_be_visible()
