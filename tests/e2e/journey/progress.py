"""Station 7: how it goes, a step to fewer hours, a pause, and an end."""

from datetime import date

from playwright.sync_api import Page, expect

from stepdown.clinic.people.roles import Role
from tests.e2e.browser import check_page
from tests.e2e.journey.clinic import Clinic
from tests.e2e.journey.hands import press


def read_progress(desk: Page, code: str) -> None:
    """What was attended and scored; then the review, which says what it rests on."""
    desk.goto(f"/p/{code}/progress")
    expect(desk.get_by_role("heading", name="Came to 48 of 48 sessions")).to_be_visible()
    expect(desk.get_by_role("heading", name="Mood score is down to 3")).to_be_visible()
    check_page(desk)
    desk.get_by_role("link", name="Step review").click()
    expect(desk.get_by_role("heading", name="Talk with Dana about 6 hours a week")).to_be_visible()
    check_page(desk)


def step_down(desk: Page) -> None:
    """Below nine hours the decision carries a signed change of level."""
    desk.get_by_label("Move to 6 hours a week").check()
    desk.get_by_label("Why").fill("Sleeping well, back at work, asks for two evenings.")
    press(desk, "Sign decision")
    expect(desk.get_by_role("alert")).to_contain_text("sign the change to Level 1")
    desk.get_by_label("I sign this change of level").check()
    press(desk, "Sign decision")


def plan_fewer_hours(desk: Page) -> None:
    expect(desk.get_by_text("6 hours a week").first).to_be_visible()
    check_page(desk)
    press(desk, "Book this week with Dana")
    expect(desk.get_by_text("The week is booked")).to_be_visible()
    check_page(desk)


def hold_and_end(desk: Page, code: str) -> None:
    desk.goto(f"/p/{code}/care")
    desk.get_by_role("link", name="Put on hold").click()
    desk.get_by_label("Why").fill("Two weeks away for work")
    press(desk, "Sign")
    expect(desk.get_by_text("Two weeks away for work")).to_be_visible()
    check_page(desk)
    desk.get_by_role("link", name="Bring back").first.click()
    desk.get_by_label("Why").fill("Back in town")
    press(desk, "Sign")
    desk.get_by_role("link", name="End care").click()
    check_page(desk)
    desk.get_by_label("Completed").check()
    desk.get_by_label("In a line").fill("All goals met; goes on with a weekly group nearby.")
    press(desk, "Sign")
    expect(desk.get_by_text("Care has ended. The seats are free again.")).to_be_visible()
    check_page(desk)


def seats_taken(clinic: Clinic, on: date) -> list[int]:
    """How many seats of each session are taken in that week, as the timetable shows it."""
    desk = clinic.desk(Role.DIRECTOR)
    desk.goto(f"/timetable?starts={on}")
    words = desk.locator(".progress-line b").all_inner_texts()
    return [int(text.split(" ")[0]) for text in words]
