"""A one-to-one hour: the note beside the goals, signed by a trainee, read by the supervisor."""

import re
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.people.models import Post
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.operations import set_supervisor
from tests.clinic.evenings import close, mark, open_evening, take_seats
from tests.clinic.planned import signed_plan
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, make_world
from tests.e2e.browser import PHONE, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_hour_is_noted_signed_and_co_signed(visitors: Visitors) -> None:
    # given: Dana has a plan and came to her hour with a counselor in training
    with time_machine.travel(NOW, tick=True):
        world = make_world()
        dana, opening = world.patient(), add_evening_program(world)[5]
        take_seats(world, in_care(world, dana), [opening])
        signed_plan(world, dana)
        set_supervisor(
            actor=world.actor(Role.DIRECTOR),
            post=Post.objects.get(account=world.accounts[Role.COUNSELOR]),
            supervisor_id=world.accounts[Role.PSYCHOLOGIST].pk,
            now=NOW,
        )
        hour = open_evening(world, opening, TODAY + timedelta(days=2))
        mark(world, hour, {dana: "here"})
        close(world, hour)

    # when: the director changes by when a note is signed; the counselor writes on the phone, sees
    # the new day, changes the format and signs
    with time_machine.travel(hour.ends_at + timedelta(minutes=10), tick=True):
        shorten_the_clock(visitors.enter(world.accounts[Role.DIRECTOR]))
        phone = visitors.enter(world.accounts[Role.COUNSELOR], width=PHONE)
        phone.goto(f"/s/{hour.pk}")
        check_page(phone)
        phone.get_by_role("link", name="Write the note").click()
        write_and_sign(phone)

        # then: the supervisor finds it on Today, reads it and co-signs
        desk = visitors.enter(world.accounts[Role.PSYCHOLOGIST])
        co_sign(desk)
    note = Entry.objects.get(kind="session_note")
    assert note.body["format"] == "BIRP"
    assert note.co_signature.signed is not None


def shorten_the_clock(desk: Page) -> None:
    desk.goto("/setup")
    desk.get_by_role("link", name="the policies of Harbor").click()
    expect(desk.get_by_text("Not confirmed").first).to_be_visible()
    check_page(desk)
    desk.get_by_role("link", name="After the day of a session").click()
    check_page(desk)
    desk.get_by_label("its note is signed within").fill("1")
    desk.get_by_label("Where it comes from").fill("Our policy 7")
    desk.get_by_label("We checked this").check()
    desk.get_by_label("Why it changes").fill("The state asks for it")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("signed within: 1 working day")).to_be_visible()
    expect(desk.get_by_text("Confirmed", exact=True).first).to_be_visible()


def write_and_sign(phone: Page) -> None:
    expect(phone.get_by_text("Goal 1: I want to keep my job").first).to_be_visible()
    expect(phone.get_by_text("Due by Nov 26, 2026")).to_be_visible()
    check_page(phone)
    phone.get_by_role("textbox", name="Data").fill("Told of a hard Sunday.")
    expect(phone.get_by_text(re.compile("Kept at"))).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("textbox", name="Data")).to_have_value("Told of a hard Sunday.")
    phone.get_by_role("button", name="Use BIRP instead").click()
    expect(phone.get_by_role("textbox", name="Behavior")).to_be_visible()
    phone.get_by_label("Goal 1: I want to keep my job").check()
    for part in ("Behavior", "Intervention", "Response", "Plan"):
        phone.get_by_role("textbox", name=part).fill(f"{part} in her words.")
    phone.get_by_role("button", name="Sign", exact=True).click()
    expect(phone.get_by_text("Awaiting co-signature")).to_be_visible()
    check_page(phone)


def co_sign(desk: Page) -> None:
    desk.goto("/today")
    expect(desk.get_by_text("Co-sign 1 note")).to_be_visible()
    desk.get_by_role("link", name="Read: Co-sign 1 note").click()
    check_page(desk)
    desk.get_by_role("link", name="Read").first.click()
    expect(desk.get_by_text("Behavior: Behavior in her words.")).to_be_visible()
    check_page(desk)
    desk.get_by_role("button", name="Co-sign", exact=True).click()
    expect(desk.get_by_text("No note waits for you.")).to_be_visible()


def test_somebody_comes_unfit_and_is_kept_safe(visitors: Visitors) -> None:
    with time_machine.travel(NOW, tick=True):
        world = make_world()
        dana, group = world.patient(), add_evening_program(world)[0]
        take_seats(world, in_care(world, dana), [group])
        session = open_evening(world, group)
        page = visitors.enter(world.accounts[Role.COUNSELOR], width=PHONE)
        page.goto(f"/s/{session.pk}")
        page.get_by_role("link", name="Not fit for group").click()
        check_page(page)
        page.get_by_role("link", name="Begin with Dana M.").click()
        check_page(page)
        take_the_step(page)
        report(page)
        for path in ("own-notes", f"video/{session.pk}"):
            page.goto(f"/p/{dana.code}/{path}")
            check_page(page)


def take_the_step(page: Page) -> None:
    page.get_by_label("Unsteady on their feet").check()
    page.get_by_label("Not taken, because").fill("Would not let us.")
    page.get_by_label("Goes home now").check()
    page.get_by_label("Who stays with them").fill("Ana")
    page.get_by_label("Somebody they trust fetches them").check()
    page.get_by_role("button", name="Sign the step").click()
    expect(page.get_by_role("heading", name="Report what happened")).to_be_visible()
    check_page(page)


def report(page: Page) -> None:
    page.get_by_label("Day").fill("2026-11-23")
    page.get_by_label("Time").fill("11:45")
    page.get_by_label("What happened").fill("Came unsteady and sat down with Ana.")
    page.get_by_label("Who was told, and when").fill("The director, at once")
    page.get_by_label("What is owed now").fill("Call tomorrow")
    page.get_by_label("Who does it").select_option(label="Counselor")
    page.get_by_label("Until").fill("2026-11-24")
    page.get_by_role("button", name="Keep the report").click()
    expect(page.get_by_text("Follow-up owed")).to_be_visible()
    check_page(page)
