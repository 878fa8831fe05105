"""Station 3: what is asked, measured and decided."""

from playwright.sync_api import Page, expect

from stepdown.clinic.people.roles import Role
from tests.e2e.browser import check_page
from tests.e2e.journey.clinic import Clinic
from tests.e2e.journey.hands import choose, press, rate

DANGER = ("seizure in the last", "Is confused", "taken too much", "chest pain", "hard to wake")
NEEDS = {
    "A seizure or delirium when stopping, ever": "No",
    "Pregnant": "No",
    "Heart, liver, diabetes or an infection that is not stable": "No",
    "A safe adult at home": "Yes",
    "Medicine for opioids is taken or planned": "No",
}
SHAKING, CALM = [3, 4, 4, 1, 0, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0, 0, 0, 0, 0]
LOW_WITH_THOUGHTS = [2, 2, 1, 1, 1, 1, 1, 0, 1]


def agree(desk: Page, *kinds: str) -> None:
    for kind in kinds:
        form = desk.locator("form", has=desk.get_by_role("button", name=f"Sign: {kind}"))
        form.get_by_label("Name as signed").fill("Dana Marsh")
        press(desk, f"Sign: {kind}")


def take_vitals(phone: Page, *, temperature: str = "98.4") -> None:
    for question in DANGER:
        choose(phone, question, "No")
    values = {
        "Upper": "128",
        "Lower": "82",
        "Pulse": "88",
        "Oxygen": "98",
        "Temperature": temperature,
        "Breath alcohol": "0",
    }
    for label, value in values.items():
        phone.get_by_label(label).fill(value)
    press(phone, "Sign")


def tell_history(desk: Page) -> None:
    """Alcohol every day, the last drink twelve days ago."""
    first = desk.get_by_role("group", name="Substance 1")
    first.get_by_label("Substance", exact=True).select_option("alcohol")
    first.get_by_label("Last time, day").fill("2026-11-12")
    asked = {"How often": "Every day", "Heavy amounts": "Yes", "Taken as prescribed": "No"}
    for question, answer in asked.items():
        first.get_by_role("group", name=question).get_by_label(answer, exact=True).check()
    for question, answer in NEEDS.items():
        choose(desk, question, answer)
    check_page(desk)
    press(desk, "Sign")


def score(page: Page, code: str, which: str, values: list[int]) -> None:
    page.goto(f"/p/{code}/assessment/{which}")
    rate(page, values)
    press(page, "Score and sign")


def assess(clinic: Clinic, code: str) -> None:
    """The notice first; then the technician's and the counselor's parts; item 9 opens safety."""
    desk, phone = clinic.desk(Role.COUNSELOR), clinic.phone(Role.TECHNICIAN)
    desk.goto(f"/p/{code}/assessment/agreed")
    agree(desk, "privacy notice given", "consent to be assessed")
    phone.goto(f"/p/{code}/assessment/vitals")
    check_page(phone)
    take_vitals(phone)
    score(phone, code, "scale-b", [0] * 11)
    desk.goto(f"/p/{code}/assessment/history")
    tell_history(desk)
    score(desk, code, "scale-a", SHAKING)
    score_criteria(desk, code)
    score(desk, code, "mood", LOW_WITH_THOUGHTS)
    answer_safety(desk)
    rate_areas(desk, code)
    desk.goto(f"/p/{code}/assessment")
    expect(desk.get_by_text("9 of 10").first).to_be_visible()
    check_page(desk)


def score_criteria(desk: Page, code: str) -> None:
    desk.goto(f"/p/{code}/assessment/criteria")
    desk.get_by_role("group", name="Substance").get_by_label("Alcohol", exact=True).check()
    choose(desk, "Tolerance and withdrawal come only", "No")
    rate(desk, [1] * 6 + [0] * 5)
    check_page(desk)
    press(desk, "Score and sign")


def rate_areas(desk: Page, code: str) -> None:
    """The counselor's own rating comes first; until then there is no advice to lean on."""
    desk.goto(f"/p/{code}/assessment/areas")
    check_page(desk)
    for area in ("Body now", "Body otherwise", "Mind", "Pull to use", "Home and people", "Fit"):
        desk.get_by_role("group", name=f"{area}: how concerned").get_by_label("2.").check()
    desk.get_by_role("group", name="Mind: what you rely on").get_by_label("PHQ-9").check()
    press(desk, "Sign")


def answer_safety(desk: Page) -> None:
    """Item 9 was at 1: the next page is this one, with the person still here."""
    expect(desk.get_by_role("heading", name="Is the person in danger now?")).to_be_visible()
    check_page(desk)
    desk.get_by_label("Low", exact=True).check()
    desk.get_by_label("Goes on today as planned").check()
    desk.get_by_label("What was asked and said").fill("Thoughts in the past, no plan, no means.")
    desk.get_by_label("Warning signs they know").fill("Not sleeping, not answering the phone.")
    press(desk, "Sign")


def see_that_admission_waits(clinic: Clinic, code: str) -> None:
    """With the need open, the advice asks for medicine and Care has no way to admit."""
    desk = clinic.desk(Role.COUNSELOR)
    desk.goto(f"/p/{code}/advice")
    expect(desk.get_by_role("heading", name="A medical professional sees Dana")).to_be_visible()
    desk.goto(f"/p/{code}/care")
    expect(desk.get_by_text("Medical withdrawal care comes first")).to_be_visible()
    expect(desk.get_by_role("button", name="Admit")).to_have_count(0)
    check_page(desk)


def handle_withdrawal_here(clinic: Clinic, code: str) -> None:
    """Only medicine settles it; then the technician scores again, calmer."""
    doctor = clinic.desk(Role.MEDICAL)
    doctor.goto(f"/p/{code}/clearing")
    check_page(doctor)
    doctor.get_by_label("Handled here").check()
    doctor.get_by_label("What you found and did").fill("Examined. Medicine started, seen daily.")
    press(doctor, "Sign")
    expect(doctor.get_by_text("Medicine started, seen daily.")).to_be_visible()
    check_page(doctor)
    phone = clinic.phone(Role.TECHNICIAN)
    score(phone, code, "scale-a", CALM)


def decide_on_level(desk: Page, code: str) -> None:
    """A signed decision with its reason, whatever the advice says."""
    desk.goto(f"/p/{code}/advice")
    desk.get_by_label("Another level of care", exact=True).check()
    desk.get_by_label("Another level: which").select_option("2.1|3rd")
    desk.get_by_label("Why").fill("Withdrawal is handled here; she can attend.")
    press(desk, "Sign decision")
