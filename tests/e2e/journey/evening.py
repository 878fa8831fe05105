"""Station 6: an evening is held, and noted in each chart."""

from collections.abc import Iterable

from playwright.sync_api import Page, expect

from stepdown.clinic.people.roles import Role
from tests.e2e.browser import check_page
from tests.e2e.journey.clinic import Clinic
from tests.e2e.journey.hands import press

SHARED = "Mapped triggers by place, then practiced in pairs."
LINES = {"Dana M.": "Named payday as a hard day.", "Luis O.": "Brought a plan for Friday."}
PLANS = {"Dana M.": "Calls her sister on payday.", "Luis O.": "Walks home by the river."}


def open_session(desk: Page, link: str) -> Page:
    """The counselor's Today leads there by one press: to its roll, later to what is unfinished."""
    desk.goto("/today")
    desk.get_by_role("link", name=link).click()
    return desk


def call_roll(desk: Page, tally: str) -> None:
    """By exception: one person is not here, and the rest is one press."""
    mateo = desk.get_by_role("group", name="How Mateo R. came")
    mateo.get_by_role("radio", name="Not here").check()
    press(desk, "Mark the rest here")
    expect(desk.get_by_text(tally)).to_be_visible()


def close_roll(desk: Page) -> None:
    desk.get_by_label("I was there. This roll is right.").check()
    press(desk, "Close the roll")
    expect(desk.get_by_text("Closed", exact=True)).to_be_visible()


def write_note(desk: Page, shared: str, people: Iterable[str] = tuple(LINES)) -> None:
    """The shared part without names, and an own line for each person who was there."""
    desk.get_by_label("Shared part").fill(shared)
    for name in people:
        words = LINES[name]
        person = desk.get_by_role("group", name=name)
        person.get_by_label("Response and progress").fill(words)
        person.get_by_label("Taking part").select_option("Took part")
        person.get_by_label("Plan").fill(PLANS[name])
    press(desk, "Save and check")


def note_names_nobody(desk: Page) -> None:
    """A member's full name in the shared part blocks; without it both notes are signed."""
    write_note(desk, "Luis Ortega read a poem aloud.")
    expect(desk.get_by_text("has a group member's full name")).to_be_visible()
    expect(desk.get_by_role("button", name="Sign 2 notes")).to_have_count(0)
    check_page(desk)
    desk.get_by_label("Shared part").fill(SHARED)
    press(desk, "Save and check")
    sign_notes(desk, 2)
    check_page(desk)


def sign_notes(desk: Page, count: int) -> None:
    press(desk, f"Sign {count} note{'s' if count > 1 else ''}")
    expect(desk.get_by_text("One signed note is in the chart")).to_be_visible()


def each_has_an_own_note(clinic: Clinic, code: str) -> None:
    desk = clinic.desk(Role.COUNSELOR)
    desk.goto(f"/p/{code}")
    expect(desk.get_by_text("Named payday as a hard day.")).to_be_visible()
    expect(desk.get_by_text("Mapped triggers by place")).to_be_visible()
    body = desk.inner_text("main")
    assert [name for name in ("Luis", "Mateo", "Friday") if name in body] == []
