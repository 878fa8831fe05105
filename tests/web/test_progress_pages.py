"""Progress, the step review, the biller's hours and the person's own page."""

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.people.access import grant_access
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import add_account
from stepdown.clinic.people.roles import Role
from stepdown.clinic.progress.models import StepReview
from stepdown.clinic.timetable.models import Series
from stepdown.clinic.treatment.models import Episode
from tests.clinic.care import agree, score_form
from tests.clinic.evenings import hold_evening, take_seats
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World, make_world
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=17)  # a Thursday in the third week
NEXT_MONDAY = TODAY + timedelta(days=21)


@pytest.fixture(autouse=True)
def in_the_third_week() -> Any:
    with time_machine.travel(LATER, tick=False):
        yield


@made_once
def groups(world: World) -> list[Series]:
    return add_evening_program(world)[:3]


@made_once
def episode(world: World, groups: list[Series]) -> Episode:
    episode = in_care(world, world.patient("Luis", family_name="Ortega"))
    take_seats(world, episode, groups)
    hold_evening(world, groups[0], TODAY, {episode.patient: "here"})
    hold_evening(world, groups[1], TODAY + timedelta(days=1), {episode.patient: "missed"})
    agree(world, episode.patient)
    score_form(world, episode.patient, "phq-9", [2] * 7 + [0, 0])
    score_form(world, episode.patient, "phq-9", [1] * 7 + [0, 0], now=NOW + timedelta(days=8))
    return episode


@pytest.fixture
def counselor(world: World) -> Client:
    return signed_in_client(world.accounts[Role.COUNSELOR])


def own_client(world: World, patient: Patient) -> Client:
    account = add_account(
        actor=THE_PROGRAM,
        email="luis@home.example",
        name="Luis",
        password="harbor lights at night",
        now=NOW,
        is_demo=True,
    )
    give_own_access(actor=world.actor(Role.INTAKE), patient=patient, account=account, now=NOW)
    return signed_in_client(account)


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def decide(client: Client, patient: Patient, **other: str) -> Any:
    values = {
        "once": str(uuid4()),
        "version": "1",
        "decision": "move_on",
        "effective_on": NEXT_MONDAY.isoformat(),
        "reason": "He asked for Saturdays back.",
        "level_change_acknowledged": "on",
        **other,
    }
    return client.post(f"/p/{patient.code}/change", values)


def test_progress_draws_sessions_scores_and_steps(episode: Episode, counselor: Client) -> None:
    page = text(counselor.get(f"/p/{episode.patient.code}/progress"))
    assert "Came to 1 of 2 sessions" in page
    assert "Mood score is down to 7" in page
    assert "Step 1 of 4" in page
    assert "See the numbers" in page
    assert "Ortega" not in page


def test_before_admission_the_page_says_what_will_be_here(world: World, counselor: Client) -> None:
    page = counselor.get(f"/p/{world.patient().code}/progress")
    assert "Progress begins with admission." in text(page)


def test_the_review_shows_evidence_and_chooses_nothing(episode: Episode, counselor: Client) -> None:
    page = text(counselor.get(f"/p/{episode.patient.code}/change"))
    assert "1 of 2" in page
    assert "7, was 14" in page
    assert "This is advice. You and Luis decide." in page
    assert "version 2026-11-2" in page
    assert "no longer Level 2.1" in page
    assert " checked" not in page


def test_an_old_score_is_said_before_the_advice(world: World, episode: Episode) -> None:
    with time_machine.travel(LATER + timedelta(days=10), tick=False):
        client = signed_in_client(world.accounts[Role.COUNSELOR])
        page = text(client.get(f"/p/{episode.patient.code}/change"))
    assert "The newest mood score is 19 days old." in page


def test_a_signed_step_leads_to_the_new_week(episode: Episode, counselor: Client) -> None:
    answer = decide(counselor, episode.patient)
    path = f"/p/{episode.patient.code}/week?starts={NEXT_MONDAY.isoformat()}"
    assert (answer.status_code, answer["Location"]) == (302, path)
    episode.refresh_from_db()
    assert (episode.phase_number, episode.level_code) == (2, "1")
    page = text(counselor.get(f"/p/{episode.patient.code}/progress"))
    assert "He asked for Saturdays back." in page
    assert "With a change of level." in page
    assert "6 hours from Monday, December 14." in page


def test_without_the_signed_level_change_nothing_is_decided(
    episode: Episode, counselor: Client
) -> None:
    answer = decide(counselor, episode.patient, level_change_acknowledged="")
    assert answer.status_code == 422
    assert "Tick that you sign the change to Level 1" in text(answer)
    assert "He asked for Saturdays back.</textarea>" in text(answer)
    assert StepReview.objects.count() == 0


def test_staying_goes_back_to_progress(episode: Episode, counselor: Client) -> None:
    answer = decide(counselor, episode.patient, decision="stay", level_change_acknowledged="")
    assert answer["Location"] == f"/p/{episode.patient.code}/progress"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("decision", "more"),
        ("decision", "graduate"),
        ("decision", ""),
        ("effective_on", "1800-01-01"),
        ("effective_on", "2300-01-01"),
        ("effective_on", "2027-02-29"),
        ("effective_on", "soon"),
        ("effective_on", TODAY.isoformat()),
        ("reason", ""),
        ("reason", "   "),
        ("reason", "x" * 1001),
        ("reason", "bell\x07"),
    ],
)
def test_what_cannot_be_decided_is_said_and_nothing_is_written(
    episode: Episode, counselor: Client, field: str, value: str
) -> None:
    answer = decide(counselor, episode.patient, **{field: value})
    assert answer.status_code == 422
    assert "Something needs another look" in text(answer)
    assert StepReview.objects.count() == 0


@pytest.mark.parametrize("version", ["0", "7", "x", ""])
def test_a_stale_page_is_refused_with_the_text_kept(
    episode: Episode, counselor: Client, version: str
) -> None:
    answer = decide(counselor, episode.patient, version=version)
    assert answer.status_code == 409
    assert "He asked for Saturdays back.</textarea>" in text(answer)


def test_the_same_decision_sent_twice_is_one(episode: Episode, counselor: Client) -> None:
    key = str(uuid4())
    first = decide(counselor, episode.patient, once=key)
    second = decide(counselor, episode.patient, once=key)
    assert first["Location"] == second["Location"]
    assert StepReview.objects.count() == 1


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.DIRECTOR, Role.INTAKE, Role.BILLER])
def test_who_decides_no_steps(world: World, episode: Episode, role: Role) -> None:
    client = signed_in_client(world.accounts[role])
    assert client.get(f"/p/{episode.patient.code}/change").status_code == 404
    assert decide(client, episode.patient).status_code == 404
    assert StepReview.objects.count() == 0


def test_a_chart_elsewhere_is_not_there(episode: Episode) -> None:
    other = make_world("Bayside", roles=(Role.COUNSELOR,))
    client = signed_in_client(other.accounts[Role.COUNSELOR])
    for page in ("progress", "change"):
        assert client.get(f"/p/{episode.patient.code}/{page}").status_code == 404


def test_more_weeks_cost_no_more_queries(
    world: World, episode: Episode, groups: list[Series], counselor: Client
) -> None:
    def queries(page: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert counselor.get(f"/p/{episode.patient.code}/{page}").status_code == 200
        return len(captured)

    pages = ("progress", "change")
    queries("progress")  # the first one also notes that the session was used
    before = [queries(page) for page in pages]
    for group in groups:
        on = TODAY + timedelta(days=7 + group.weekday)
        hold_evening(world, group, on, {episode.patient: "here"})
    assert [queries(page) for page in pages] == before


def open_to_billing(world: World, patient: Patient) -> None:
    grant_access(
        patient=patient,
        site_id=world.site.pk,
        role=Role.BILLER,
        purpose="billing",
        why="billing",
        now=NOW,
    )


def test_a_biller_sees_dates_and_minutes_and_nothing_clinical(
    world: World, episode: Episode
) -> None:
    open_to_billing(world, episode.patient)
    client = signed_in_client(world.accounts[Role.BILLER])
    page = text(client.get("/hours?first=2026-11-01&last=2026-11-30"))
    assert "Luis Ortega: 120 minutes on 1 day" in page
    assert "Nov 23, 2026" in page
    for clinical in ("Group 0", "PHQ", "Own words", "Counselor"):
        assert clinical not in page
    assert "Luis Ortega" not in text(client.get("/hours?first=2026-10-01&last=2026-10-31"))


@pytest.mark.parametrize(
    "query",
    [
        "first=2026-11-30&last=2026-11-01",
        "first=1800-01-01&last=2300-01-01",
        "first=&last=",
        "first=x&last=\x00",
        "first=2026-11-01&last=2026-11-30&page=-1",
        "first=2026-11-01&last=2026-11-30&page=" + "9" * 400,
    ],
)
def test_a_period_that_cannot_be_is_said(world: World, query: str) -> None:
    answer = signed_in_client(world.accounts[Role.BILLER]).get(f"/hours?{query}")
    assert answer.status_code == 422
    assert "Something needs another look" in text(answer)


def test_many_people_come_in_pages(world: World, groups: list[Series]) -> None:
    people = []
    for number in range(3):
        patient = world.patient(f"P{number}", family_name=f"Last{number}")
        take_seats(world, in_care(world, patient), [groups[0]])
        open_to_billing(world, patient)
        people.append(patient)
    hold_evening(world, groups[0], TODAY, dict.fromkeys(people, "here"), noted=False)
    client = signed_in_client(world.accounts[Role.BILLER])
    period = "first=2026-11-01&last=2026-11-30"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("stepdown.web.staff.progress.hours.PEOPLE_A_PAGE", 2)
        first = text(client.get(f"/hours?{period}"))
        second = text(client.get(f"/hours?{period}&page=2"))
    assert "P1 Last1" in first
    assert "P2 Last2" not in first
    assert "page=2" in first
    assert "P2 Last2" in second


def test_nobody_else_sees_the_billers_list(world: World) -> None:
    for role in (Role.COUNSELOR, Role.INTAKE, Role.ADMINISTRATOR):
        assert signed_in_client(world.accounts[role]).get("/hours").status_code == 403


def test_the_person_sees_their_own_progress_in_plain_words(
    world: World, episode: Episode, counselor: Client
) -> None:
    decide(counselor, episode.patient)
    page = text(own_client(world, episode.patient).get("/me/progress"))
    assert "Came to 1 of 2 sessions" in page
    assert "Your mood score is down to 7" in page
    assert "You have fewer hours a week from Monday, December 14." in page
    assert "He asked for Saturdays back." in page
    assert "Level" not in page


def test_before_the_first_week_the_person_reads_when_it_begins(world: World) -> None:
    page = own_client(world, world.patient()).get("/me/progress")
    assert "It begins with your first week." in text(page)


def test_staff_have_no_own_progress(counselor: Client) -> None:
    assert counselor.get("/me/progress").status_code == 404
