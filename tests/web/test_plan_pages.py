"""Treatment plans on pages: written by the team, signed by both, due on Today, named in notes."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import add_account
from stepdown.clinic.people.roles import Role
from stepdown.clinic.plans.content import Criterion, Toward
from stepdown.clinic.plans.library import shipped_goals
from stepdown.clinic.plans.operations import begin_change, save_criteria
from stepdown.clinic.plans.queries import goals_digest, plan_in_work
from stepdown.clinic.treatment.models import PlannedPhase
from tests.clinic.evenings import close, mark, open_evening, take_seats
from tests.clinic.planned import (
    WORDS,
    add_goal,
    answer,
    held,
    service,
    sign_what_is_in_work,
    signed_plan,
)
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@made_once
def patient(world: World) -> Patient:
    one = world.patient()
    in_care(world, one)
    return one


@pytest.fixture
def client_of(world: World) -> Callable[[Role], Client]:
    return lambda role: signed_in_client(world.accounts[role])


@pytest.fixture
def counselor(client_of: Callable[[Role], Client]) -> Client:
    return client_of(Role.COUNSELOR)


@pytest.fixture
def own(world: World, patient: Patient) -> Client:
    account = add_account(
        actor=THE_PROGRAM,
        email="dana@home.example",
        name="Dana",
        password="harbor lights at night",
        now=NOW,
        is_demo=True,
    )
    give_own_access(actor=world.actor(Role.INTAKE), patient=patient, account=account, now=NOW)
    return signed_in_client(account)


def text(client: Client, path: str) -> str:
    return " ".join(unescape(client.get(path).content.decode()).split())


def post(client: Client, path: str, **values: str) -> Any:
    return client.post(path, {"once": str(uuid4()), **values})


def page(patient: Patient, name: str = "") -> str:
    return f"/p/{patient.code}/plan{name}"


def typed(world: World, **more: str) -> dict[str, str]:
    counselor = str(world.accounts[Role.COUNSELOR].pk)
    return {
        "problem": "Work is in danger",
        "words": WORDS,
        "step_1": "Be on time",
        "measure_1": "No day missed",
        "by_1": "2026-12-20",
        "service_1": "group",
        "times_1": "3",
        "every_1": "week",
        "who_1": counselor,
        **more,
    }


def test_a_goal_is_written_read_and_signed(
    world: World, patient: Patient, counselor: Client
) -> None:
    assert "Write the first goal" in text(counselor, page(patient))
    assert post(counselor, page(patient, "/goal"), **typed(world)).url == page(patient)
    read = text(counselor, page(patient, "/sign"))
    assert f"Goal 1: “{WORDS}”" in read
    assert "Group, 3 times a week: Counselor" in read
    in_work = plan_in_work(patient)
    assert in_work is not None
    sent = post(counselor, page(patient, "/sign"), seen=goals_digest(in_work.goals))
    assert sent.url == page(patient, "/answer")
    assert "Not signed by the person yet" in text(counselor, page(patient))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"who_1": ""}, "Who answers for it"),
        ({"step_2": "Call early"}, "Fill in the whole step"),
        ({"service_2": "family", "times_2": "1"}, "Fill in the whole row"),
    ],
)
def test_a_goal_that_is_half_written_is_kept_in_the_form(
    world: World, patient: Patient, counselor: Client, change: dict[str, str], word: str
) -> None:
    sent = post(counselor, page(patient, "/goal"), **typed(world, **change))
    assert sent.status_code == 422
    body = unescape(sent.content.decode())
    assert word in body
    assert WORDS in body
    assert plan_in_work(patient) is None


def test_a_stale_goal_is_refused_with_everything_typed(
    world: World, patient: Patient, counselor: Client
) -> None:
    path = page(patient, f"/goal/{add_goal(world, patient).pk}")
    assert post(counselor, path, version="1", **typed(world, problem="First")).status_code == 302
    sent = post(counselor, path, version="1", **typed(world, problem="Second"))
    assert sent.status_code == 409
    assert "Second" in sent.content.decode()


def test_a_suggestion_is_put_in_by_a_press_and_nothing_typed_is_lost(
    world: World, patient: Patient, counselor: Client
) -> None:
    idea = shipped_goals()[0]
    address = page(patient, f"/goal?idea={idea.key}")
    body = text(counselor, address)
    assert f'value="{idea.problem}"' in body
    assert f'value="{idea.objective}"' not in body
    assert " checked" not in body
    own = typed(world, step_1="Be on time", problem="Work is in danger")
    sent = counselor.post(
        address, {"once": str(uuid4()), **own, "service_1": "", "take": ["step_2", "help"]}
    )
    body = " ".join(unescape(sent.content.decode()).split())
    assert sent.status_code == 200
    assert 'value="Be on time"' in body
    assert f'value="{idea.objective_2}"' in body
    assert f'value="{idea.objective}"' not in body
    assert f'value="{idea.service}" selected' in body
    assert plan_in_work(patient) is None


def test_the_director_edits_the_library(
    world: World, patient: Patient, counselor: Client, client_of: Callable[[Role], Client]
) -> None:
    director, path = client_of(Role.DIRECTOR), f"/setup/goals/{world.site.pk}"
    values = {"problem": "Nights are long", "example": "I want to rest.", "objective": "Walk"}
    post(director, f"{path}/0", measure="Four of seven", is_used="on", version="1", **values)
    assert "Nights are long" in text(director, path)
    assert "Nights are long" in text(counselor, page(patient, "/goal"))
    assert counselor.get(path).status_code == 403


def test_the_person_signs_on_their_own_page(world: World, patient: Patient, own: Client) -> None:
    assert "Your plan will be here" in text(own, "/me/plan")
    plan = signed_plan(world, patient)
    assert "Your plan waits for you" in text(own, "/me")
    values = {"plan_id": str(plan.plan_id), "agrees": "yes", "words": ""}
    assert " checked>" not in own.get("/me/plan").content.decode()
    assert post(own, "/me/plan", signed_name="", **values).status_code == 422
    assert post(own, "/me/plan", signed_name="Dana Marsh", **values).status_code == 302
    assert "Signed by both" in text(own, "/me/plan")
    assert "waits for you" not in text(own, "/me")


def test_the_person_sees_it_differently_and_the_team_reads_why(
    world: World, patient: Patient, own: Client, counselor: Client
) -> None:
    plan = signed_plan(world, patient)
    values = {"plan_id": str(plan.plan_id), "agrees": "no", "signed_name": "Dana Marsh"}
    assert post(own, "/me/plan", words="", **values).status_code == 422
    post(own, "/me/plan", words="Three evenings are too many", **values)
    assert "Three evenings are too many" in text(counselor, page(patient))
    assert "They see it differently" in text(counselor, "/today")


def test_an_earlier_plan_stays_readable(
    world: World, patient: Patient, own: Client, counselor: Client
) -> None:
    first = signed_plan(world, patient)
    begin_change(actor=world.actor(Role.COUNSELOR), patient=patient, now=NOW)
    add_goal(world, patient, "Sleep through")
    sign_what_is_in_work(world, patient)
    assert "The plan of Nov 23, 2026" in text(own, "/me/plan")
    assert first.entry is not None
    assert WORDS in text(counselor, f"/p/{patient.code}/entry/{first.entry.pk}")


def test_what_is_due_stands_on_today_and_in_the_chart(
    world: World, patient: Patient, client_of: Callable[[Role], Client]
) -> None:
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        counselor = client_of(Role.COUNSELOR)
        assert "Write Dana M.'s plan" in text(counselor, "/today")
        assert "The first plan is due on Nov 30, 2026." in text(counselor, f"/p/{patient.code}")
        assert "'s plan" not in text(client_of(Role.TECHNICIAN), "/today")


def test_a_review_is_signed_or_a_new_version_begins(
    world: World, patient: Patient, counselor: Client
) -> None:
    signed_plan(world, patient)
    answer(world, patient)
    assert post(counselor, page(patient, "/review"), words="").status_code == 422
    post(counselor, page(patient, "/review"), words="On time each day")
    assert Entry.objects.filter(patient=patient, kind="plan_review").count() == 1
    post(counselor, page(patient, "/change"), act="begin")
    assert "Plan in work" in text(counselor, page(patient))
    post(counselor, page(patient, "/change"), act="drop")
    assert "Plan in work" not in text(counselor, page(patient))


def test_a_note_names_the_goal_that_its_line_is_about(world: World, patient: Patient) -> None:
    group = add_evening_program(world)[0]
    take_seats(world, patient.episodes.get(), [group])
    (goal,) = signed_plan(world, patient).goals
    session = open_evening(world, group)
    mark(world, session, {patient: "here"})
    close(world, session)
    key, path = patient.pk, f"/s/{session.pk}"
    with time_machine.travel(session.ends_at + timedelta(minutes=5), tick=False):
        counselor = signed_in_client(world.accounts[Role.COUNSELOR])
        body = text(counselor, path)
        assert f">Goal 1: {WORDS}</option>" in body
        values = {
            **{name: value_of(body, name) for name in ("version", "seen_shared", f"seen_{key}")},
            "shared": "Mapped triggers.",
            f"part_{key}": "took_part",
            f"line_{key}": "Named payday.",
            f"plan_{key}": "Calls.",
            f"goal_{key}": str(goal.goal_id),
        }
        post(counselor, f"{path}/note", **values)
        post(counselor, f"{path}/sign", seen=value_of(text(counselor, path), "seen"))
    note = Entry.objects.get(patient=patient, kind="session_note")
    assert note.body["goal"] == f"Goal 1: {WORDS}"


def value_of(body: str, name: str) -> str:
    """Of the last hidden field with this name."""
    return body.rpartition(f'name="{name}" value="')[2].partition('"')[0]


def test_a_technician_reads_the_plan_and_changes_nothing(
    world: World, patient: Patient, client_of: Callable[[Role], Client]
) -> None:
    signed_plan(world, patient)
    technician = client_of(Role.TECHNICIAN)
    assert WORDS in text(technician, page(patient))
    assert "Look at it again" not in text(technician, page(patient))
    for name in ("/goal", "/sign", "/answer", "/review", "/change"):
        assert technician.get(page(patient, name)).status_code == 404
    assert held(patient).agrees is None


def test_what_a_plan_does_not_say_yet_is_said_before_signing_and_stops_nothing(
    world: World, patient: Patient, counselor: Client
) -> None:
    add_goal(world, patient)
    page = text(counselor, f"/p/{patient.code}/plan/sign")
    assert "that it is time for fewer hours or to finish the program" in page
    save_criteria(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        criteria=[Criterion(Toward.NEXT, "Work goes on", "Four weeks without a missed shift")],
        expected_version=plan_in_work(patient).version,  # type: ignore[union-attr]
        now=NOW,
    )
    page = text(counselor, f"/p/{patient.code}/plan/sign")
    assert "that it is time to finish the program." in page
    sign_what_is_in_work(world, patient)
    page = text(counselor, f"/p/{patient.code}/plan/review")
    assert "that it is time to finish the program. Change the plan" in page
    late = post(counselor, f"/p/{patient.code}/plan/review", words="On time each day")
    assert "Met or not yet: Work goes on" in late.content.decode()


@pytest.mark.parametrize(("groups", "is_said"), [(2, True), (3, False)])
def test_a_plan_that_asks_for_less_than_the_level_says_so(
    world: World, patient: Patient, counselor: Client, groups: int, is_said: bool
) -> None:
    PlannedPhase.objects.filter(episode__patient=patient).update(
        sessions=[{"service": "group", "minutes": 180, "per_week": 3}]
    )
    add_goal(world, patient, interventions=(service(world, times=groups),))
    sentence = "come to 6 hours a week. Below 9 hours a week it is no longer Level 2.1."
    for path in ("", "/sign"):
        assert (sentence in text(counselor, f"/p/{patient.code}/plan{path}")) == is_said


def test_a_step_whose_day_has_passed_is_said_at_its_review_and_before_signing(
    world: World, patient: Patient, counselor: Client
) -> None:
    signed_plan(world, patient, "I want to keep my job", "I want to sleep")
    said = "The day of a step has passed in goal 1 and goal 2."
    assert said not in text(counselor, page(patient, "/review"))
    with time_machine.travel(NOW + timedelta(days=28), tick=False):  # the day after December 20
        late = signed_in_client(world.accounts[Role.COUNSELOR])
        assert said in text(late, page(patient, "/review"))
        post(late, page(patient, "/change"), act="begin")
        assert said in text(late, page(patient, "/sign"))


def test_a_second_signature_on_a_plan_leads_to_it_with_a_word(
    world: World, patient: Patient, counselor: Client
) -> None:
    signed_plan(world, patient)
    late = post(counselor, page(patient, "/sign"), seen="x")
    assert late.url == page(patient)
    assert "Nothing is in work any more" in text(counselor, page(patient))
    assert counselor.get(page(patient, "/sign")).status_code == 404
