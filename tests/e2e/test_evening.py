"""An evening is held, noted and signed; weeks later a step to fewer hours is decided."""

from datetime import datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.operations import add_account
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Attendance
from stepdown.clinic.treatment.models import Episode
from tests.clinic.care import agree, score_form
from tests.clinic.evenings import hold_evening, take_seats
from tests.clinic.planned import signed_plan
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World, make_world
from tests.e2e.browser import DESK, PHONE, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)
START = NOW + timedelta(hours=6)  # six in the evening


def test_an_evening_is_held_and_signed(visitors: Visitors) -> None:
    # given: a group of three
    with time_machine.travel(NOW, tick=True):
        world = make_world()
        group = add_evening_program(world)[0]
        people = {name: world.patient(name) for name in ("Dana", "Luis", "Mateo")}
        for one in people.values():
            take_seats(world, in_care(world, one), [group])
        signed_plan(world, people["Dana"])

    # when: at six its counselor opens Today, marks one exception and the rest here
    with time_machine.travel(START + timedelta(minutes=4), tick=True):
        path = call_the_roll(visitors.enter(world.accounts[Role.COUNSELOR]))

    # and: after the end she closes the roll, writes the note and signs
    with time_machine.travel(START + timedelta(minutes=150), tick=True):
        phone = visitors.enter(world.accounts[Role.COUNSELOR], width=PHONE)
        phone.goto(path)
        close_the_roll(phone)
        write_note(phone)
        sign_notes(phone)

    # then: each person who was there has one note, with their own line only
    notes = Entry.objects.filter(kind=EntryKind.SESSION_NOTE)
    assert {note.patient.given_name for note in notes} == {"Dana", "Luis"}
    danas = notes.get(patient__given_name="Dana").body
    assert danas["own_line"] == "Goal 1: Named as a trigger: payday."
    assert danas["goal"] == "Goal 1: I want to keep my job"
    assert danas["shared"].startswith("Practiced in pairs. Read a poem")
    assert "Wrote a plan" not in str(danas)
    assert Attendance.objects.get(patient__given_name="Mateo").attended_minutes == 0


def call_the_roll(page: Page) -> str:
    page.goto("/today")
    check_page(page)
    page.get_by_role("link", name="Roll call").click()
    expect(page.get_by_role("heading", name="Roll call")).to_be_visible()
    check_page(page)
    mateo = page.get_by_role("group", name="How Mateo M. came")
    mateo.get_by_role("radio", name="Not here").check()
    page.get_by_role("button", name="Mark the rest here").click()
    expect(page.get_by_text("2 here, 1 not here")).to_be_visible()
    return page.url


def close_the_roll(page: Page) -> None:
    check_page(page)
    page.get_by_label("I was there. This roll is right.").check()
    page.get_by_role("button", name="Close the roll").click()
    expect(page.get_by_text("Closed", exact=True)).to_be_visible()


def sign_notes(page: Page) -> None:
    check_page(page)
    expect(page.get_by_text("has the word “luis”")).to_be_visible()
    page.get_by_label("No person of this group is meant by these words.").check()
    page.get_by_role("button", name="Sign 2 notes").click()
    expect(page.get_by_text("One signed note is in the chart")).to_be_visible()
    check_page(page)


def write_note(page: Page) -> None:
    """Begins the shared part and one line by presses, and types the rest."""
    page.get_by_role("button", name="Practiced in pairs.").click()
    page.keyboard.type("Read a poem on Luis and the sea.")
    starts = {"Dana M.": ("Goal 1:", "Named as a trigger:"), "Luis M.": ()}
    for name, words in (("Dana M.", "payday."), ("Luis M.", "Wrote a plan for Friday.")):
        person = page.get_by_role("group", name=name)
        for start in starts[name]:
            person.get_by_role("button", name=start).click()
        person.get_by_label("Response and progress").press_sequentially(words)
        person.get_by_label("Taking part").select_option("Took part")
        person.get_by_label("Plan").fill("One skill before Wednesday.")
    page.get_by_role("button", name="Save and check").click()


def test_on_a_phone_what_needs_somebody_stands_before_the_day(visitors: Visitors) -> None:
    with time_machine.travel(NOW, tick=True):
        world = make_world()
        group = add_evening_program(world)[0]
        take_seats(world, in_care(world, world.patient("Dana")), [group])
        tops = {}
        for width in (PHONE, DESK):
            page = visitors.enter(world.accounts[Role.COUNSELOR], width=width)
            page.goto("/today")
            check_page(page)
            tops[width] = [top(page, name) for name in (group.title, "Needs you", "My day")]
    assert tops[PHONE] == sorted(tops[PHONE])
    assert tops[DESK][1] < tops[DESK][0] < tops[DESK][2]  # beside the next thing


def top(page: Page, heading: str) -> float:
    box = page.get_by_role("heading", name=heading, exact=True).bounding_box()
    assert box is not None
    return box["y"]


def test_a_step_to_fewer_hours_is_decided_and_seen(visitors: Visitors) -> None:
    # given: Luis came to his groups for two weeks and feels better
    later = NOW + timedelta(days=17)
    with time_machine.travel(NOW, tick=True):
        world = make_world()
        luis = two_weeks_of(world, world.patient("Luis", family_name="Ortega"))

    # when: the counselor reads the evidence and signs a step, with its change of level
    with time_machine.travel(later, tick=True):
        desk = visitors.enter(world.accounts[Role.COUNSELOR])
        desk.goto(f"/p/{luis.code}/progress")
        expect(desk.get_by_role("heading", name="Came to 4 of 4 sessions")).to_be_visible()
        check_page(desk)
        desk.get_by_role("link", name="Step review").click()
        check_page(desk)
        desk.get_by_label("Move to 6 hours a week").check()
        desk.get_by_label("Why").fill("He asked for Saturdays back.")
        desk.get_by_role("button", name="Sign decision").click()
        expect(desk.get_by_role("alert")).to_contain_text("sign the change to Level 1")
        desk.get_by_label("I sign this change of level").check()
        desk.get_by_role("button", name="Sign decision").click()

        # then: the next page is the week with fewer hours, and Luis reads why on his phone
        desk.wait_for_url(f"**/p/{luis.code}/week?starts={monday_after(later)}")
        phone = visitors.enter(own_account(world, luis), width=PHONE)
        phone.goto("/me/progress")
        expect(phone.get_by_text("Why: He asked for Saturdays back.")).to_be_visible()
        check_page(phone)
    assert Episode.objects.get(patient=luis).level_code == "1"


def two_weeks_of(world: World, patient: Patient) -> Patient:
    groups = add_evening_program(world)[:2]
    take_seats(world, in_care(world, patient), groups)
    agree(world, patient)
    score_form(world, patient, "phq-9", [2] * 7 + [0, 0])
    score_form(world, patient, "phq-9", [1] * 7 + [0, 0], now=NOW + timedelta(days=8))
    for week in range(2):
        for group in groups:
            on = TODAY + timedelta(days=7 * week + group.weekday)
            hold_evening(world, group, on, {patient: "here"})
    return patient


def own_account(world: World, patient: Patient) -> Account:
    account = add_account(
        actor=THE_PROGRAM,
        email="luis@example.org",
        name="Luis",
        password="harbor lights at night",
        now=NOW,
        is_demo=True,
    )
    give_own_access(actor=world.actor(Role.INTAKE), patient=patient, account=account, now=NOW)
    return account


def monday_after(moment: datetime) -> str:
    day = moment.date() + timedelta(days=1)
    return (day + timedelta(days=-day.weekday() % 7)).isoformat()
