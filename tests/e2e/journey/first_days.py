"""Stations 1 and 2: somebody calls, and a record comes with them."""

from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from stepdown.clinic.chart.arrivals import Sex
from stepdown.clinic.intake.danger import DANGER_SIGNS
from stepdown.clinic.people.roles import Role
from stepdown.fhir.invented import InventedPerson, invented_bundle
from tests.clinic.world import TODAY
from tests.e2e.browser import check_page
from tests.e2e.journey.clinic import Clinic
from tests.e2e.journey.hands import choose, press

BORN = date(1990, 5, 17)


def take_call(desk: Page) -> None:
    """The call as it is said, up to the press that saves it."""
    desk.goto("/inquiries/new")
    choose(desk, "Who are they calling for?", "Themselves")
    desk.get_by_label("First name").fill("Dana")
    desk.get_by_label("Family name").fill("Marsh")
    desk.get_by_label("Phone").fill("410 555 0161")
    choose(desk, "May we leave a message?", "Yes")
    choose(desk, "Is e-mail OK?", "No")
    for sign in DANGER_SIGNS:
        choose(desk, sign.question, "No")
    desk.get_by_label("When did they last use").fill("Alcohol, about twelve days ago")
    desk.get_by_label("Work, school or care hours").fill("Works mornings until 4:30")
    desk.get_by_label("Date of birth").fill(BORN.isoformat())


def save_call(desk: Page) -> None:
    """The evening time is held by a press, and booked when the call is saved."""
    press(desk, "6:00 pm on Tuesday, November 24")
    expect(desk.get_by_text("Held for this call until")).to_be_visible()
    press(desk, "Save the call")
    expect(desk.get_by_role("heading", name="Tuesday, November 24, at 6:00 pm")).to_be_visible()


def call_book_and_move(clinic: Clinic) -> str:
    """Dana calls and gets a time on the same call; later she asks for another. Gives her code."""
    desk = clinic.desk(Role.INTAKE)
    take_call(desk)
    check_page(desk)
    save_call(desk)
    desk.get_by_role("button", name="11:00 am").click()
    expect(desk.get_by_role("heading", name="Tuesday, November 24, at 11:00 am")).to_be_visible()
    check_page(desk)
    return desk.url.rsplit("/", 1)[1]


def receive_record(clinic: Clinic, folder: Path) -> None:
    """The hospital's record: read, compared with the people here, put into the chosen chart."""
    file = folder / "record.json"
    dana = InventedPerson("Dana", "Marsh", BORN, Sex.FEMALE, phone="410 555 0161")
    file.write_bytes(invented_bundle(7, today=TODAY, person=dana))
    desk = clinic.desk(Role.INTAKE)
    desk.goto("/records/new")
    desk.get_by_label("The file").set_input_files(file)
    desk.get_by_label("Where does it come from?").fill("Ridge Hospital")
    press(desk, "Read the file")
    check_page(desk)
    desk.get_by_label("Dana Marsh").check()
    press(desk, "Put it into the record")
    expect(desk.get_by_text("were put in")).to_be_visible()


def come_in(clinic: Clinic, code: str) -> None:
    """On the day, the desk marks Dana as here; medicine reads what came from elsewhere."""
    desk = clinic.desk(Role.INTAKE)
    desk.goto(f"/inquiries/{code}")
    press(desk, "Dana M. is here")
    doctor = clinic.desk(Role.MEDICAL)
    doctor.goto(f"/p/{code}/record")
    expect(doctor.get_by_text("From Ridge Hospital").first).to_be_visible()
    check_page(doctor)
