"""A form filled in by a code: a question a page, kept at once, quiet, and safety first."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from stepdown.clinic.measures.models import AskedForm, SafetyAlert
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.web.staff.assessment.slugs import slug_of
from tests.clinic.care import agree
from tests.clinic.forms import ask, cover, install
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
OUR_WORDS = ("matter to you", "How are you today?", "days that differ", "Full months without")


@pytest.fixture(autouse=True)
def a_minute_past_noon(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW + timedelta(minutes=1))


@made_once
def dana(world: World) -> Patient:
    patient = world.patient()
    agree(world, patient)
    install(world, "phq-9")
    cover(world)
    return patient


def send(client: Client, path: str, **typed: Any) -> Any:
    return client.post(path, {"once": str(uuid4()), **typed})


class Phone(Client):
    """A browser in which a code opened a form; its pages stand below the form's address."""

    form = 0

    def at(self, page: object = "") -> str:
        return f"/answer/{self.form}/{page}".removesuffix("/")


def opened(code: str) -> Phone:
    phone = Phone()
    answer = send(phone, "/answer", code=code)
    assert answer.status_code == 302, answer.content
    phone.form = int(answer.headers["Location"].rsplit("/", 1)[-1])
    return phone


def where(phone: Phone) -> str:
    """The page that comes next, without the form's own address."""
    return str(phone.get(phone.at()).headers["Location"]).removeprefix(f"/answer/{phone.form}/")


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_code_opens_one_question_a_page_with_nothing_chosen(world: World, dana: Patient) -> None:
    client = opened(ask(world, dana, "phq-9")[1])
    assert where(client) == "1"
    page = text_of(client.get(client.at("1")))
    assert "Words about item 1" in page
    assert "Answer 3" in page
    assert "checked" not in page
    assert "Loss of interest" not in page, "our own label is never shown as the question"


def test_pages_are_quiet(world: World, dana: Patient) -> None:
    client = opened(ask(world, dana, "phq-9")[1])
    for path in ("/answer", client.at(1), client.at("check")):
        page = text_of(client.get(path))
        assert "<title>Questions</title>" in page
        for word in ("Dana", "Marsh", "PHQ", "depress"):
            assert word not in page


def test_each_answer_is_kept_and_another_device_goes_on(world: World, dana: Patient) -> None:
    form, code = ask(world, dana, "phq-9")
    first = opened(code)
    send(first, first.at("1"), value="2")
    send(first, first.at("2"), value="0")
    form.refresh_from_db()
    assert form.answers == {"1": 2, "2": 0}
    assert where(opened(code)) == "3"


def test_an_answer_is_needed_and_has_to_be_one_of_them(world: World, dana: Patient) -> None:
    form, code = ask(world, dana, "phq-9")
    client = opened(code)
    for value in ("", "4", "x"):
        answer = send(client, client.at("1"), value=value)
        assert answer.status_code == 422
    form.refresh_from_db()
    assert form.answers == {}


def test_a_form_is_checked_and_sent_once(world: World, dana: Patient) -> None:
    form, code = ask(world, dana, "phq-9")
    client = opened(code)
    for number in range(1, 10):
        send(client, client.at(number), value="0")
    assert where(client) == "check"
    page = text_of(client.get(client.at("check")))
    assert "Words about item 9" in page
    assert "Answer 0" in page
    assert send(client, client.at("check")).headers["Location"] == "/answer/done"
    form.refresh_from_db()
    assert form.state == AskedForm.State.FINISHED
    assert client.get(client.at("1")).headers["Location"] == "/answer"
    assert "used up" in text_of(client.get("/answer/done"))
    assert send(Client(), "/answer", code=code).status_code == 422


def test_an_answer_about_safety_shows_the_numbers_before_anything_else(
    world: World, dana: Patient
) -> None:
    form, code = ask(world, dana, "phq-9")
    client = opened(code)
    send(client, client.at("9"), value="1")
    assert SafetyAlert.objects.get().asked == form
    for path in (client.at(), client.at(1), client.at("check")):
        assert client.get(path).headers["Location"] == client.at("help")
    assert send(client, client.at(1), value="0").headers["Location"] == client.at("help")
    page = text_of(client.get(client.at("help")))
    assert page.index("tel:911") < page.index("Go on")
    assert "tel:988" in page
    send(client, client.at("help"))
    assert where(client) == "1"


@pytest.mark.parametrize("code", ["", "2222-2222", "x" * 20, "<script>"])
def test_a_code_that_opens_nothing_says_so(world: World, dana: Patient, code: str) -> None:
    answer = send(Client(), "/answer", code=code)
    assert answer.status_code == 422
    assert "Error:" in text_of(answer)


def test_guesses_are_counted(world: World, dana: Patient) -> None:
    client = Client()
    answers = [send(client, "/answer", code="22222222").status_code for _ in range(31)]
    assert answers == [422] * 30 + [429]


def test_without_its_code_no_page_of_a_form_opens(world: World, dana: Patient) -> None:
    form, _ = ask(world, dana, "phq-9")
    stranger = opened(ask(world, dana, "readiness-rulers")[1])
    for visitor in (Client(), stranger):
        for page in ("", "/1", "/help", "/check"):
            path = f"/answer/{form.pk}{page}"
            assert visitor.get(path).headers["Location"] == "/answer"
            assert send(visitor, path, value="1").headers["Location"] == "/answer"
    form.refresh_from_db()
    assert form.answers == {}


def test_two_windows_of_a_browser_never_mix_two_forms(world: World, dana: Patient) -> None:
    first, code = ask(world, dana, "phq-9")
    second, other = ask(world, dana, "readiness-rulers")
    phone = opened(code)
    send(phone, "/answer", code=other)
    send(phone, f"/answer/{first.pk}/1", value="2")
    send(phone, f"/answer/{second.pk}/1", value="9")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.answers, second.answers) == ({"1": 2}, {"importance": 9})


def test_a_code_is_shown_to_staff_once(world: World, dana: Patient) -> None:
    staff = signed_in_client(world.accounts[Role.COUNSELOR])
    listed = text_of(staff.get(f"/p/{dana.code}/forms"))
    slug = re.findall(r'name="phone" value="(\w+)"', listed)[0]
    sent = send(staff, f"/p/{dana.code}/forms/ask", phone=slug)
    page = sent.headers["Location"]
    shown = text_of(staff.get(page))
    code = re.findall(r'class="code-words">([\w-]+)<', shown)[0]
    assert where(opened(code)) == "1"
    again = staff.get(page)
    assert again.headers["Location"] == f"/p/{dana.code}/forms"


def test_handing_over_the_screen_signs_staff_out_first(world: World, dana: Patient) -> None:
    staff = signed_in_client(world.accounts[Role.COUNSELOR])
    listed = text_of(staff.get(f"/p/{dana.code}/forms"))
    slug = re.findall(r'name="tablet" value="(\w+)"', listed)[0]
    sent = send(staff, f"/p/{dana.code}/forms/ask", tablet=slug)
    page = sent.headers["Location"]
    assert staff.get(page).headers["Location"] == f"{page}/1"
    closed = staff.get(f"/p/{dana.code}")
    assert closed.status_code == 302
    assert "/accounts/login" in closed.headers["Location"]


def test_finished_answers_are_read_and_signed(world: World, dana: Patient) -> None:
    form, code = ask(world, dana, "phq-9")
    person = opened(code)
    staff = signed_in_client(world.accounts[Role.COUNSELOR])
    page = f"/p/{dana.code}/forms/answered/{form.pk}"
    assert "Take the form back" in text_of(staff.get(page))
    for number in range(1, 10):
        send(person, person.at(number), value="1" if number < 9 else "0")
    send(person, person.at("check"))
    assert "Score and sign" in text_of(staff.get(page))
    assert send(staff, page).headers["Location"] == f"/p/{dana.code}/forms"
    assert "PHQ-9" in text_of(staff.get(f"/p/{dana.code}/forms"))
    assert "8, mild" in text_of(staff.get(f"/p/{dana.code}/forms"))
    assert staff.get(page).status_code == 404


def test_the_alert_is_taken_by_name_and_the_screener_is_open(world: World, dana: Patient) -> None:
    client = opened(ask(world, dana, "phq-9")[1])
    send(client, client.at("9"), value="2")
    doctor = signed_in_client(world.accounts[Role.MEDICAL])
    safety = f"/p/{dana.code}/assessment/safety"
    page = text_of(doctor.get(safety))
    assert "I have this now" in page
    assert "C-SSRS screener" in page
    assert 'name="item_q1"' in page
    assert send(doctor, safety, act="take").headers["Location"] == safety
    assert "Medical has this. Today, 12:01 pm" in text_of(doctor.get(safety))
    refused = send(doctor, safety, act="take")
    assert refused.status_code == 422
    screener = re.findall(r'action="(/p/[^"]+/forms/\w+)"', text_of(doctor.get(safety)))[0]
    typed = {"item_q1": "1", "item_q2": "0", "item_q6life": "0"}
    assert send(doctor, screener, **typed).headers["Location"] == safety
    assert "C-SSRS screener: <b>low</b>" in text_of(doctor.get(safety))
    judged = {"risk": "low", "disposition": "goes_home", "words": "Asked; no plan."}
    assert send(doctor, safety, **judged).status_code == 302
    assert SafetyAlert.objects.get().settled_by is not None


def test_every_form_of_the_registry_has_its_page(world: World, dana: Patient) -> None:
    staff = signed_in_client(world.accounts[Role.COUNSELOR])
    listed = text_of(staff.get(f"/p/{dana.code}/forms"))
    pages = set(re.findall(r'href="(/p/\w+/forms/\w+)"', listed))
    assert len(pages) == 29
    for page in pages:
        shown = text_of(staff.get(page))
        assert "checked" not in shown.replace(
            'name="length" value="30" id="id_length_0" checked', ""
        )
        ours = any(words in shown for words in OUR_WORDS)
        official = "Words about item" in shown or ours
        assert official != ("Wording not installed" in shown)
    for without in ("nothing", slug_of("urica-readiness")):
        assert staff.get(f"/p/{dana.code}/forms/{without}").status_code == 404


def test_a_form_by_staff_is_kept_half_done_and_goes_on(world: World, dana: Patient) -> None:
    staff = signed_in_client(world.accounts[Role.COUNSELOR])
    listed = text_of(staff.get(f"/p/{dana.code}/forms"))
    page = re.findall(r'href="(/p/\w+/forms/\w+)">GAD-7<', listed)[0]
    assert send(staff, page, item_1="2", act="keep").headers["Location"] == page
    shown = text_of(staff.get(page))
    assert "Kept, not signed" in shown
    assert shown.count(" checked") == 1
    colleague = signed_in_client(world.accounts[Role.MEDICAL])
    assert " checked" not in text_of(colleague.get(page)), "a draft is its author's alone"
    send(staff, page, **{f"item_{n}": "1" for n in range(1, 8)})
    assert " checked" not in text_of(staff.get(page))


def test_what_asks_for_safety_does_not_wait_in_a_draft(world: World, dana: Patient) -> None:
    staff = signed_in_client(world.accounts[Role.COUNSELOR])
    kept = send(staff, f"/p/{dana.code}/assessment/mood", item_9="1", act="keep")
    assert kept.headers["Location"] == f"/p/{dana.code}/assessment/safety"


def test_a_form_by_staff_is_scored_on_its_page(world: World, dana: Patient) -> None:
    staff = signed_in_client(world.accounts[Role.COUNSELOR])
    listed = text_of(staff.get(f"/p/{dana.code}/forms"))
    page = re.findall(r'href="(/p/\w+/forms/\w+)">GAD-7<', listed)[0]
    short = send(staff, page, **{f"item_{n}": "1" for n in range(1, 7)})
    assert short.status_code == 422
    assert "Choose a value for item 7" in text_of(short)
    whole = send(staff, page, **{f"item_{n}": "1" for n in range(1, 8)})
    assert whole.headers["Location"] == f"/p/{dana.code}/forms"
    assert "7, mild" in text_of(staff.get(f"/p/{dana.code}/forms"))
