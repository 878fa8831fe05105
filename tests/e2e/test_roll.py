"""The roll of an evening: called through a lost connection while a colleague marks, too."""

import re
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Attendance
from tests.clinic.evenings import mark, open_evening, take_seats
from tests.clinic.seated import on_first_evenings, own_account
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, make_world
from tests.e2e.browser import PHONE, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = "Not sent yet. It will be sent when the connection is back."


def test_a_roll_called_without_a_connection_is_sent_once(visitors: Visitors) -> None:
    # given: an evening of three
    with time_machine.travel(NOW, tick=True):
        world = make_world()
        group = add_evening_program(world)[0]
        people = {name: world.patient(name) for name in ("Dana", "Luis", "Mateo")}
        for one in people.values():
            take_seats(world, in_care(world, one), [group])
        evening = open_evening(world, group)

    with time_machine.travel(evening.starts_at + timedelta(minutes=9), tick=True) as clock:
        page = visitors.enter(world.accounts[Role.COUNSELOR], width=PHONE)
        page.goto(f"/s/{evening.pk}")

        # when: the connection goes, she marks two, changes one of them, and a colleague marks Dana
        page.context.set_offline(True)
        choose(page, "Luis M.", "Late")
        choose(page, "Mateo M.", "Here")
        save(page)
        expect(page.get_by_role("status").get_by_text(WAITING)).to_be_visible()
        choose(page, "Mateo M.", "Not here")
        save(page)
        assert "Luis" not in page.evaluate("JSON.stringify(sessionStorage)")
        check_page(page)
        mark(world, evening, {people["Dana"]: "here"}, role=Role.TECHNICIAN)
        clock.shift(timedelta(minutes=10))

        # then: once it is back, everything is there, once
        page.context.set_offline(False)
        expect(page.get_by_text("1 here, 1 late, 1 not here")).to_be_visible()
        expect(page.get_by_text(WAITING)).to_be_hidden()
        assert page.evaluate("sessionStorage.length") == 0
    marks = dict(Attendance.objects.values_list("patient__given_name", "status"))
    assert marks == {"Dana": "here", "Luis": "late", "Mateo": "missed"}
    assert LedgerEvent.objects.filter(verb="attendance.marked").count() == 3


def test_a_person_checks_in_at_the_door_and_the_roll_proposes_it(visitors: Visitors) -> None:
    # given: an evening, and Dana with her phone at its door
    with time_machine.travel(NOW, tick=True):
        world = make_world()
        group = add_evening_program(world)[0]
        dana = world.patient("Dana")
        take_seats(world, in_care(world, dana), [group])
        evening, account = open_evening(world, group), own_account(world, dana)

    with time_machine.travel(evening.starts_at - timedelta(minutes=2), tick=True) as clock:
        # when: she reads the code on the screen, types it and presses
        screen = visitors.enter(world.accounts[Role.COUNSELOR])
        screen.goto(f"/s/{evening.pk}/door")
        check_page(screen)
        code = screen.get_by_role("heading", level=2).inner_text()
        phone = visitors.enter(account, width=PHONE)
        phone.goto("/me")
        check_page(phone)
        phone.get_by_role("link", name="I am here").click()
        check_page(phone)
        phone.get_by_label("Code at the door").fill(code)
        phone.get_by_role("button", name="I am here").click()
        expect(phone.get_by_text("you said so at 5:58 pm")).to_be_visible()
        check_page(phone)

        # then: the roll proposes her, and one press confirms it
        clock.shift(timedelta(minutes=3))
        screen.goto(f"/s/{evening.pk}")
        expect(screen.get_by_text("At the door at 5:58 pm")).to_be_visible()
        check_page(screen)
        save(screen)
        expect(screen.get_by_text("1 here")).to_be_visible()
    assert Attendance.objects.get().status == "here"


def test_somebody_without_a_seat_is_put_on_the_roll(visitors: Visitors) -> None:
    # given: Luis has Monday, Ana has Wednesday
    with time_machine.travel(NOW, tick=True):
        world = make_world()
        monday, _, wednesday = add_evening_program(world)[:3]
        take_seats(world, in_care(world, world.patient("Luis")), [monday])
        take_seats(world, in_care(world, world.patient("Ana")), [wednesday])
        evening = open_evening(world, monday)

    with time_machine.travel(evening.starts_at + timedelta(minutes=1), tick=True):
        # when: Ana stands in the door on Monday
        phone = visitors.enter(world.accounts[Role.COUNSELOR], width=PHONE, dark=True)
        phone.goto(f"/s/{evening.pk}")
        phone.get_by_role("link", name="Somebody else is here").click()
        check_page(phone)
        phone.get_by_label("Letters of their name").fill("an")
        phone.get_by_role("button", name="Find").click()
        check_page(phone)
        phone.get_by_role("button", name=re.compile("Put on the roll.*Ana M")).click()

        # then: she is called with the rest
        phone.get_by_role("button", name="Mark the rest here").click()
        expect(phone.get_by_text("2 here")).to_be_visible()


def test_a_missed_monday_is_called_after_and_made_up_on_thursday(visitors: Visitors) -> None:
    # given: Dana missed her group on Monday
    with time_machine.travel(NOW, tick=True):
        world = make_world()
        dana = on_first_evenings(world)
        account = own_account(world, dana)
        group = dana.seats.get(series__service="group", series__weekday=0).series
        evening = open_evening(world, group)
        mark(world, evening, {dana: "missed"}, now=evening.ends_at)

    with time_machine.travel(NOW + timedelta(days=1), tick=True):
        # when: on Tuesday her counselor calls, and writes down that they talked
        desk = visitors.enter(world.accounts[Role.COUNSELOR])
        desk.goto("/today")
        check_page(desk)
        call = desk.get_by_role("listitem").filter(has_text="Call Dana M.")
        call.get_by_role("link", name="Open").click()
        check_page(desk)
        desk.get_by_label("We talked").check()
        desk.get_by_role("button", name="Write it down").click()
        expect(desk.get_by_text("Good. It is off Today.")).to_be_visible()
        check_page(desk)
        desk.goto(f"/p/{dana.code}/ahead")
        check_page(desk)
        desk.goto("/sheets")
        check_page(desk)

        # then: Dana takes Thursday on her phone, and her week is right
        phone = visitors.enter(account, width=PHONE)
        phone.goto("/me")
        check_page(phone)
        phone.get_by_role("link", name="See what fits").click()
        check_page(phone)
        phone.get_by_role("button", name="Come then Thursday, 6:00 pm").click()
        expect(phone.get_by_text("The other time is yours.")).to_be_visible()
        desk.goto(f"/p/{dana.code}/ahead")
        expect(desk.get_by_text("This week comes out right")).to_be_visible()


def choose(page: Page, name: str, how: str) -> None:
    page.get_by_role("group", name=f"How {name} came").get_by_role(
        "radio", name=how, exact=True
    ).check()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save marks").click()


def test_nothing_that_waits_stays_in_the_tab_after_sign_out(visitors: Visitors) -> None:
    # given: a tab in which something of a roll still waits
    with time_machine.travel(NOW, tick=True):
        page = visitors.enter(make_world().accounts[Role.COUNSELOR])
        page.goto("/today")
        page.evaluate("sessionStorage.setItem('/s/1/roll', '{}')")
        page.goto("/me/help")
        assert page.evaluate("sessionStorage.length") == 1

        # when: the counselor signs out
        page.get_by_role("button", name="Sign out").first.click()

        # then: the next page of this tab has nothing
        page.wait_for_url("**/")
        assert page.evaluate("sessionStorage.length") == 0
