"""Stations 4 and 5: admission with a team of four, and a week round the person's life."""

from playwright.sync_api import Page, expect

from tests.e2e.browser import check_page
from tests.e2e.journey.assessment import agree
from tests.e2e.journey.clinic import FIRST_DAY, Clinic
from tests.e2e.journey.hands import press

TEAM = ("Medical professional", "Counselor", "Technician", "Psychologist")


def admit(desk: Page, code: str) -> None:
    desk.goto(f"/p/{code}/assessment/agreed")
    agree(desk, "consent to treatment")
    desk.goto(f"/p/{code}/care/contact")
    desk.get_by_label("Name", exact=True).fill("Rosa Marsh")
    desk.get_by_label("Who they are").fill("Sister")
    desk.get_by_label("Phone").fill("410 555 0177")
    press(desk, "Save")
    answer_checklist(desk, code)
    expect(desk.get_by_role("heading", name="Ready for admission")).to_be_visible()
    for role in TEAM:
        desk.get_by_label(role, exact=True).select_option(index=1)
    desk.get_by_label("Evening program: 3 days, 9 hours a week").check()
    check_page(desk)
    press(desk, "Admit")
    expect(desk.get_by_role("heading", name="The team of four")).to_be_visible()
    check_page(desk)


def answer_checklist(desk: Page, code: str) -> None:
    """The agreement is read together and signed; then every item, one by one."""
    desk.goto(f"/p/{code}/care/agreement")
    check_page(desk)
    desk.get_by_label("Name as signed").fill("Dana Marsh")
    press(desk, "Sign")
    for group in desk.get_by_role("group", name="answer").all():
        group.get_by_label("Done").check()
    check_page(desk)
    press(desk, "Sign the answers")


def enter_hours(desk: Page, code: str, *, late_class: bool) -> None:
    """Work on five days, the way here, and at first a class in the middle of the evenings."""
    desk.goto(f"/p/{code}/care/hours")
    take_hours(desk, 1, "work", "07:30", "15:30", ("Mon", "Tue", "Wed", "Thu", "Fri"))
    take_hours(desk, 2, "school" if late_class else "", "20:30", "21:30", ("Tue",))
    desk.get_by_label("Travel to the clinic, one way").fill("20")
    check_page(desk)
    press(desk, "Save")
    expect(desk.get_by_text("Work: Mon, Tue, Wed, Thu, Fri, 7:30 am to 3:30 pm")).to_be_visible()


def take_hours(
    desk: Page, number: int, kind: str, starts: str, ends: str, days: tuple[str, ...]
) -> None:
    row = desk.get_by_role("group", name=f"Row {number}")
    row.get_by_label("What").select_option(kind)
    row.get_by_label("From").fill(starts)
    row.get_by_label("To").fill(ends)
    for day in days:
        row.get_by_label(day).check()


def find_week(desk: Page, code: str) -> None:
    """At first a class stands in the way, and the page says which. Dana moves it; a week fits."""
    enter_hours(desk, code, late_class=True)
    desk.goto(f"/p/{code}/week?starts={FIRST_DAY}")
    expect(desk.get_by_role("heading", name="No full week fits yet")).to_be_visible()
    expect(desk.get_by_text("School or classes Tue, 8:30 pm to 9:30 pm stands")).to_be_visible()
    check_page(desk)
    enter_hours(desk, code, late_class=False)
    desk.goto(f"/p/{code}/week?starts={FIRST_DAY}")
    expect(desk.get_by_role("heading", name="Why this plan")).to_be_visible()
    check_page(desk)
    press(desk, "Book this week with Dana")
    expect(desk.get_by_text("The week is booked")).to_be_visible()
    check_page(desk)


def see_own_week(clinic: Clinic, code: str) -> None:
    """Dana's own phone: the next time, the week, and a calendar file that says nothing of care."""
    phone = clinic.own_phone(code)
    phone.goto("/me")
    expect(phone.get_by_role("heading", name="6:00 to 8:15 pm")).to_be_visible()
    check_page(phone)
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Add to calendar").click()
    assert download.value.suggested_filename == "calendar.ics"
    file = download.value.path().read_text()
    titles = {line for line in file.splitlines() if line.startswith("SUMMARY")}
    assert titles == {"SUMMARY:Appointment"}
    phone.goto(f"/me/week?from={FIRST_DAY}")
    expect(phone.get_by_text("until 8:15 pm, Room A").first).to_be_visible()
    check_page(phone)
