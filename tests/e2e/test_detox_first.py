"""Detox first, and back to a kept place; a clinician whose credential lapsed; a stay elsewhere."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.chart.arrivals import Sex
from stepdown.clinic.chart.receiving import receive_record
from stepdown.clinic.people.models import Credential, Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.advising import open_detox_need
from stepdown.clinic.treatment.operations import save_detox_place
from stepdown.clinic.treatment.queries import open_episode, start_of
from stepdown.clinic.treatment.referrals import open_referral
from stepdown.fhir.invented import InventedPerson, invented_bundle
from stepdown.fhir.reader import read_bundle
from tests.clinic.care import assess, drinking, make_ready, score_form, tell_history
from tests.clinic.weeks import add_evening_program
from tests.clinic.world import NOW, TODAY, World, make_world
from tests.e2e.browser import Visitors, check_page
from tests.e2e.journey.assessment import score
from tests.e2e.journey.assessment import take_vitals as type_vitals
from tests.e2e.journey.hands import press
from tests.shared import shared_file

pytestmark = pytest.mark.django_db(transaction=True)
SHAKING, CALM = [5, 5, 5, 4, 0, 0, 0, 0, 0, 0], [0] * 10


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=True):
        yield


@pytest.fixture
def world(on_the_day: None) -> World:
    world = make_world()
    add_evening_program(world)
    save_detox_place(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        place=None,
        expected_version=0,
        now=NOW,
        name="Ridge Hospital",
        phone="410 555 0188",
        contact="Nurse Ortiz",
        address="",
        takes="Alcohol, adults",
        is_used=True,
    )
    return world


class Counted:
    """A hand that counts: each click, choice or filled field is one interaction.

    Hand-over, consents and signatures are exempt (clinic review 9): `exempt` does them uncounted.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def click(self, name: str) -> None:
        self.count += 1
        self.page.get_by_role("link", name=name).first.click()

    def choose(self, label: str) -> None:
        self.count += 1
        self.page.get_by_label(label).check()

    def select(self, label: str, value: str) -> None:
        self.count += 1
        self.page.get_by_label(label, exact=True).select_option(label=value)


def refer(doctor: Page, code: str) -> int:
    """From the advice to a signed referral; the number of interactions."""
    doctor.goto(f"/p/{code}/advice")
    hand = Counted(doctor)
    hand.click("Refer to detox")
    check_page(doctor)
    expect(doctor.get_by_text("CIWA-Ar 19").first).to_be_visible()  # filled in from the chart
    hand.select("Where", "Ridge Hospital, 410 555 0188")
    hand.choose("Somebody from here goes along")
    hand.choose("Given to take along")
    hand.select("Keep a place in", "Evening")
    # exempt: the hand-over call, the person's consent, what was told, the signature
    doctor.get_by_label("They have a bed, and the person leaves now").check()
    doctor.get_by_label("Spoken with").fill("Nurse Ortiz")
    doctor.get_by_label("What was agreed").fill("Bed 4, expects her at four.")
    doctor.get_by_label("The person agrees that the place is told").fill("Dana Marsh")
    for item in doctor.get_by_role("group", name="What was told").get_by_role("checkbox").all():
        item.check()
    press(doctor, "Sign the referral")
    expect(doctor.get_by_role("heading", name="Ridge Hospital: on the way")).to_be_visible()
    check_page(doctor)
    return hand.count


def note(doctor: Page, code: str, what: str) -> None:
    doctor.goto(f"/p/{code}/referral")
    doctor.get_by_label(what, exact=True).check()
    press(doctor, "Note this")


def admit(desk: Page, code: str) -> None:
    desk.goto(f"/p/{code}/care")
    expect(desk.get_by_role("heading", name="Ready for admission")).to_be_visible()
    check_page(desk)
    desk.get_by_label("Evening program: 3 days, 9 hours a week").check()
    press(desk, "Admit")
    expect(desk.get_by_role("heading", name="The team of four")).to_be_visible()
    check_page(desk)


def test_detox_first_and_back_to_a_kept_place(world: World, visitors: Visitors) -> None:
    # given: Dana is ready for the program, but shakes and drank this morning
    dana = world.patient()
    make_ready(world, dana)
    tell_history(world, dana, drinking(hours_ago=9, name="Vodka"))
    score_form(world, dana, "ciwa-ar", SHAKING)
    doctor = visitors.enter(world.accounts[Role.MEDICAL])
    # when: the medical professional refers her, in six interactions at most
    assert refer(doctor, dana.code) <= 6
    assert open_referral(dana) is not None
    # then: nobody can admit her, and a place is kept
    desk = visitors.enter(world.accounts[Role.COUNSELOR])
    desk.goto(f"/p/{dana.code}/care")
    expect(desk.get_by_text("A referral to detox is under way.")).to_be_visible()
    expect(desk.get_by_role("button", name="Admit")).to_have_count(0)
    desk.goto(f"/p/{dana.code}/referral")
    expect(desk.get_by_text("A place is kept: Evening")).to_be_visible()
    check_page(desk)

    # and: a day later the call is due on Today; she arrived, and six days later she is back
    with time_machine.travel(NOW + timedelta(days=1, hours=2), tick=True):
        late = visitors.enter(world.accounts[Role.MEDICAL])
        late.goto("/today")
        expect(late.get_by_text("Ask how Dana M. is, at detox")).to_be_visible()
        note(late, dana.code, "There")
    with time_machine.travel(NOW + timedelta(days=6), tick=True):
        back = visitors.enter(world.accounts[Role.MEDICAL])
        note(back, dana.code, "Finished there")
        note(back, dana.code, "Back")
        expect(back.get_by_text("Asked again now")).to_be_visible()
        check_page(back)
        come_back(world, visitors, back, dana)
    episode = open_episode(dana)
    assert episode is not None
    start = start_of(episode)
    assert start is not None
    assert start.route == "after_detox"


def come_back(world: World, visitors: Visitors, doctor: Page, dana: Patient) -> None:
    """Only what grew old is asked again; everything else stands, so she is admitted at once."""
    doctor.goto(f"/p/{dana.code}/assessment/vitals")
    type_vitals(doctor)
    score(doctor, dana.code, "scale-a", CALM)
    score(doctor, dana.code, "scale-b", [0] * 11)
    doctor.goto(f"/p/{dana.code}/clearing")
    doctor.get_by_label("Cleared").check()
    doctor.get_by_label("What you found and did").fill("Withdrawal is over, six days without.")
    press(doctor, "Sign")
    assert open_detox_need(dana) is None
    desk = visitors.enter(world.accounts[Role.COUNSELOR])
    desk.goto(f"/p/{dana.code}/advice")
    check_page(desk)
    desk.get_by_label("Follow the advice").check()
    desk.get_by_label("Why").fill("Back from detox, and wants to start.")
    press(desk, "Sign decision")
    admit(desk, dana.code)


def test_an_assessor_with_a_lapsed_credential_writes_and_cannot_sign(
    world: World, visitors: Visitors
) -> None:
    # given: the counselor's license ended yesterday
    dana = world.patient()
    assess(world, dana)
    Credential.objects.filter(account=world.accounts[Role.COUNSELOR]).update(valid_until=NOW.date())
    desk = visitors.enter(world.accounts[Role.COUNSELOR])
    # when: the counselor rates the areas and signs
    desk.goto(f"/p/{dana.code}/assessment/areas")
    for area in ("Body now", "Body otherwise", "Mind", "Pull to use", "Home and people", "Fit"):
        desk.get_by_role("group", name=f"{area}: how concerned").get_by_label("1.").check()
    desk.get_by_label("Mind: in a line").fill("Low since summer.")
    press(desk, "Sign")
    # then: it is refused in a sentence, and what was typed is still there
    expect(desk.get_by_text("Your credential has lapsed").first).to_be_visible()
    expect(desk.get_by_label("Mind: in a line")).to_have_value("Low since summer.")
    check_page(desk)
    desk.goto(f"/p/{dana.code}/advice")
    desk.get_by_label("Wait, and look again").check()
    desk.get_by_label("Why").fill("To be talked over.")
    press(desk, "Sign decision")
    expect(desk.get_by_text("Your credential has lapsed").first).to_be_visible()


def stay_elsewhere(source: str) -> bytes:
    """A record that tells of a residential stay: one of ours, or one of those beside the house."""
    if source == "invented":
        dana = InventedPerson("Dana", "Marsh", date(1990, 5, 17), Sex.FEMALE, phone="410 555 0161")
        return invented_bundle(7, today=TODAY, person=dana)
    return shared_file("fhir/transfers/Trenton_Turner.json").read_bytes()


@pytest.mark.parametrize("source", ["invented", "shared"])
def test_from_a_residential_stay_with_the_record_that_came_along(
    source: str, world: World, visitors: Visitors
) -> None:
    # given: a record came with Dana; it is kept and read, and what it tells stands apart
    dana, raw = world.patient(), stay_elsewhere(source)
    receive_record(
        actor=world.actor(Role.INTAKE),
        site=world.site,
        patient=dana,
        arrived=read_bundle(raw),
        raw=raw,
        source="Ridge Hospital",
        now=NOW,
    )
    doctor = visitors.enter(world.accounts[Role.MEDICAL])
    doctor.goto(f"/p/{dana.code}/record")
    expect(doctor.get_by_text("From Ridge Hospital").first).to_be_visible()
    check_page(doctor)
    # when: she is assessed, and the counselor admits her at the second step, with the reason
    make_ready(world, dana)
    desk = visitors.enter(world.accounts[Role.COUNSELOR])
    desk.goto(f"/p/{dana.code}/care")
    expect(desk.get_by_role("heading", name="Ready for admission")).to_be_visible()
    desk.get_by_label("From a residential stay").check()
    desk.get_by_label("Evening program: 3 days, 9 hours a week").check()
    desk.get_by_text("Begin at a later step").click()
    desk.get_by_label("Begins at step").fill("2")
    check_page(desk)
    press(desk, "Admit")
    expect(desk.get_by_text("Write why this person begins at a later step.").first).to_be_visible()
    desk.get_by_label("Why at a later step").fill("Seven weeks residential, steady since.")
    press(desk, "Admit")
    # then: she begins there, and the care page says where she comes from
    expect(desk.get_by_role("heading", name="The team of four")).to_be_visible()
    expect(desk.get_by_text("From a residential stay")).to_be_visible()
    expect(desk.get_by_text("Step 2 of 4")).to_be_visible()
    check_page(desk)
    episode = open_episode(dana)
    assert episode is not None
    assert episode.phase_number == 2
