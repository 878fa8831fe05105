"""Asking for a call: checked before it is sent, the same answer for everybody, safe from robots."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from stepdown.clinic.chart.models import Draft
from stepdown.clinic.intake.models import CallRequest, Inquiry
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.web.front.ask import MOST
from stepdown.web.front.crowd import opened_now
from tests.clinic.world import NOW, World, make_world
from tests.fhir.bundles import LOW_MOOD, bundle
from tests.web.asking import MYSELF, REFERRAL, send
from tests.web.front_door import as_role, post

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<< /OpenAction /JS >>\n%%EOF\n"


@pytest.fixture
def somebody(world: World) -> Client:
    return Client()


def mine(world: World, **changes: Any) -> dict[str, Any]:
    return {**MYSELF, "site": world.site.pk, **changes}


def referral(world: World, **changes: Any) -> dict[str, Any]:
    return {**REFERRAL, "site": world.site.pk, **changes}


def file(raw: bytes, name: str = "x.exe") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw)


@pytest.mark.parametrize("path", ["/ask", "/ask/me", "/ask/someone", "/ask/refer", "/ask/done"])
def test_every_page_of_asking_is_open_to_everybody(world: World, path: str) -> None:
    page = Client().get(path)
    assert page.status_code == 200
    for word in ("911", "988", world.site.phone):
        assert word in page.content.decode()


def test_a_request_is_checked_then_sent_and_says_who_calls_and_when(
    world: World, somebody: Client
) -> None:
    checked = send(somebody, "check", **mine(world))
    assert checked.status_code == 200
    for typed in ("Dana", "410 555 0177", "Evenings", "I want to stop."):
        assert typed in checked.content.decode()
    assert not CallRequest.objects.exists(), "nothing is kept before it is sent"

    sent = send(somebody, **mine(world))
    assert sent.headers["Location"] == "/ask/done"
    assert "within one working day" in somebody.get("/ask/done").content.decode()
    request = CallRequest.objects.get()
    assert (request.caller_name, request.may_leave_message) == ("Dana", True)
    assert request.email_is_ok is False


def test_changing_something_brings_back_what_was_typed(world: World, somebody: Client) -> None:
    page = send(somebody, "change", **mine(world, caller_name=""))
    assert page.status_code == 200
    assert "I want to stop." in page.content.decode()
    assert "Something needs another look" not in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"caller_name": ""}, "Write a name that we can ask for"),
        ({"phone": ""}, "Write a phone number, or an e-mail address"),
        ({"phone": "555"}, "Write the whole phone number"),
        ({"may_leave_message": ""}, "Choose if we may leave a message"),
        ({"email_is_ok": ""}, "Choose if we may write to you"),
        ({"email_is_ok": "yes"}, "Write the e-mail address"),
        ({"email_is_ok": "yes", "email": "dana"}, "Write the whole e-mail address"),
        ({"phone": "", "email": "dana@example.org", "email_is_ok": "no"}, "Write a phone number"),
        ({"caller_name": "a\x07b"}, "signs that cannot be saved"),
        ({"site": ""}, "Choose a clinic"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(
    world: World, somebody: Client, changes: dict[str, str], words: str
) -> None:
    page = send(somebody, **mine(world, **changes))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not CallRequest.objects.exists()


def test_with_two_clinics_one_is_chosen_and_none_beforehand(world: World, somebody: Client) -> None:
    second = make_world("Millbrook", roles=())
    page = somebody.get("/ask/me").content.decode()
    assert "Which clinic?" in page
    assert "checked" not in page
    send(somebody, **mine(world, site=second.site.pk))
    assert CallRequest.objects.get().site == second.site


def test_the_same_form_sent_twice_is_one_request(world: World, somebody: Client) -> None:
    data = mine(world, once="7" * 32)
    assert send(somebody, **data).headers["Location"] == "/ask/done"
    assert send(somebody, **data).headers["Location"] == "/ask/done"
    assert CallRequest.objects.count() == 1


TOKENS = re.compile(rb"(csrfmiddlewaretoken|once|started)\" value=\"[^\"]+\"")


def seen_by(client: Client, data: dict[str, Any]) -> list[Any]:
    """Everything that somebody who asks gets to see, and how much work it made."""
    seen: list[Any] = []
    for step in ("check", "send"):
        with CaptureQueriesContext(connection) as queries:
            answer = send(client, step, **data)
        headers = {key: text for key, text in answer.headers.items() if key != "Set-Cookie"}
        tables = [re.sub(r"\s.*", "", query["sql"]) for query in queries]
        seen += [answer.status_code, TOKENS.sub(b"", answer.content), headers, tables]
    return [*seen, TOKENS.sub(b"", client.get("/ask/done").content)]


@time_machine.travel(NOW, tick=False)  # counts begin anew every ten minutes
def test_the_answer_does_not_tell_whether_somebody_is_known(world: World) -> None:
    known = world.patient("Dana", phone="410 555 0177", email="dana@example.org")
    data = mine(world, email="dana@example.org", email_is_ok="yes")
    seen_by(Client(), data)  # the first form of an address makes the row that counts it
    while_known = seen_by(Client(), data)
    Patient.objects.filter(pk=known.pk).update(
        given_name="Zoe", phone="", email="", search_text="zoe"
    )
    assert seen_by(Client(), data) == while_known


@pytest.mark.parametrize(
    "marks", [{"more_words": "Buy now"}, {"started": ""}, {"started": "x:y:z"}]
)
def test_a_robot_is_stopped_and_a_person_presses_once_more(
    world: World, somebody: Client, marks: dict[str, str]
) -> None:
    page = send(somebody, **mine(world, **marks))
    assert page.status_code == 422
    text = page.content.decode()
    assert "took you for a robot" in text
    assert world.site.phone in text
    assert "I want to stop." in text
    assert "Buy now" not in text
    assert send(somebody, **mine(world)).status_code == 302


def test_a_form_sent_as_soon_as_it_was_opened_is_not_believed(world: World) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        data = mine(world, started=opened_now())
        assert send(Client(), **data).status_code == 422
        clock.shift(timedelta(seconds=4))
        assert send(Client(), **data).status_code == 302


def test_a_flood_from_one_address_keeps_no_other_out_and_loses_nothing(world: World) -> None:
    flood, neighbor = Client(REMOTE_ADDR="192.0.2.7"), Client(REMOTE_ADDR="192.0.2.8")
    for _ in range(MOST):
        send(flood, "check", **mine(world, caller_name=""))  # refused ones count, too
    stopped = send(flood, **mine(world))
    text = stopped.content.decode()
    assert stopped.status_code == 429
    assert world.site.phone in text
    assert 'name="words" value="I want to stop."' in text
    assert not CallRequest.objects.exists()
    assert send(neighbor, **mine(world)).status_code == 302
    assert flood.get("/ask/me").status_code == 200, "reading is free"


def test_a_referral_brings_its_record(world: World, somebody: Client) -> None:
    sent = send(somebody, **referral(world), file=file(PDF))
    assert sent.status_code == 302
    request = CallRequest.objects.get()
    assert (request.file_kind, request.urgency, request.person_agreed) == ("pdf", "today", True)
    assert request.organization == "Ridge Hospital"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00 a program", "neither a whole PDF nor a FHIR file"),
        (b"<html><script>alert(1)</script></html>", "neither a whole PDF"),
        (b"%PDF-1.7 cut o", "cut off"),
        (b'{"resourceType": "Patient"}', "undle"),
        (b"{" * 5000, ""),
    ],
)
def test_a_file_is_known_by_what_is_in_it(
    world: World, somebody: Client, raw: bytes, words: str
) -> None:
    page = send(somebody, **referral(world), file=file(raw, "record.pdf"))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert "Leaves us on Friday." in page.content.decode()
    assert not CallRequest.objects.exists()


def test_a_file_that_is_too_large_is_refused(
    world: World, somebody: Client, settings: Settings
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    page = send(somebody, **referral(world), file=file(PDF + b" " * 1024 * 1024))
    assert page.status_code == 422
    assert "larger than 1 MB" in page.content.decode()


def test_only_a_referral_brings_a_file(world: World, somebody: Client) -> None:
    send(somebody, **mine(world), file=file(PDF))
    assert CallRequest.objects.get().file_name == ""


def test_the_board_shows_the_request_and_a_call_answers_it(world: World, somebody: Client) -> None:
    send(somebody, **mine(world))
    request, desk = CallRequest.objects.get(), as_role(world, Role.INTAKE)
    board = desk.get("/inquiries").content.decode()
    assert "Waiting for a call" in board
    assert f"/inquiries/new?asked={request.code}" in board

    form = desk.get(f"/inquiries/new?asked={request.code}").content.decode()
    assert 'value="Dana"' in form
    assert 'value="410 555 0177"' in form
    signs = dict.fromkeys(re.findall(r'name="(danger_\w+)"', form), "no")
    call = {"given_name": "Dana", "asked_by": "self", "may_leave_message": "yes"}
    call |= {"email_is_ok": "no", "asked": request.code, **signs}
    assert post(desk, "/inquiries/new", **call).status_code == 302
    assert Inquiry.objects.get().first_contact_at == request.asked_at
    assert "Nobody waits for a call" in desk.get("/inquiries/asked").content.decode()
    assert post(desk, "/inquiries/new", **call).status_code == 422, "a colleague was faster"
    assert Inquiry.objects.count() == 1


def test_danger_signs_are_never_filled_in_from_a_request(world: World, somebody: Client) -> None:
    send(somebody, **mine(world), danger="none", stopping="not_sick")
    request = CallRequest.objects.get()
    assert request.answers == {"danger": ["none"], "stopping": ["not_sick"]}
    form = as_role(world, Role.INTAKE).get(f"/inquiries/new?asked={request.code}")
    assert not re.search(r'name="danger_[^>]*checked', form.content.decode())
    assert "Is anyone in danger right now?" in form.content.decode()


@pytest.mark.parametrize(
    ("asked_by", "name", "phone"),
    [("loved_one", "", "410 555 0177"), ("professional", "D. M.", "410 555 0188")],
)
def test_a_call_about_somebody_else_begins_with_what_is_known(
    world: World, somebody: Client, asked_by: str, name: str, phone: str
) -> None:
    data = referral(world) if asked_by == "professional" else mine(world, asked_by=asked_by)
    send(somebody, **data)
    code = CallRequest.objects.get().code
    form = as_role(world, Role.INTAKE).get(f"/inquiries/new?asked={code}").context["form"]
    assert (form["given_name"].value() or "", form["phone"].value()) == (name, phone)
    assert form["may_leave_message"].value() is None


def test_a_request_is_closed_with_a_reason(world: World, somebody: Client) -> None:
    send(somebody, **mine(world))
    request, desk = CallRequest.objects.get(), as_role(world, Role.INTAKE)
    data = {"asked": request.code, "version": request.version}
    refused = post(desk, "/inquiries/asked/close", **data)
    assert refused.status_code == 422
    assert "Choose why" in refused.content.decode()
    done = post(desk, "/inquiries/asked/close", **data, reason="This was sent by a robot")
    assert done.headers["Location"] == "/inquiries/asked"
    assert CallRequest.objects.get().status == "closed"


def test_a_file_is_downloaded_and_never_shown(world: World, somebody: Client) -> None:
    send(somebody, **referral(world), file=file(PDF))
    code, desk = CallRequest.objects.get().code, as_role(world, Role.INTAKE)
    answer = desk.get(f"/inquiries/asked/file?asked={code}")
    assert answer.content == PDF
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="file.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (
        as_role(world, Role.COUNSELOR).get(f"/inquiries/asked/file?asked={code}").status_code == 403
    )
    gone = desk.get("/inquiries/asked/file?asked=nobody", follow=True).content.decode()
    assert "This request is not waiting any more." in gone


def test_an_attached_record_is_read_where_every_record_is(world: World, somebody: Client) -> None:
    send(somebody, **referral(world), file=file(bundle(LOW_MOOD)))
    desk, code = as_role(world, Role.INTAKE), CallRequest.objects.get().code
    assert "Read the record" in desk.get("/inquiries/asked").content.decode()
    where = post(desk, "/inquiries/asked/read", asked=code).headers["Location"]
    assert where == f"/records/{Draft.objects.get().subject.split()[-1]}"
    assert "Ridge Hospital" in desk.get(where).content.decode()


def test_another_site_sees_and_settles_nothing(world: World, somebody: Client) -> None:
    second = make_world("Millbrook", roles=(Role.INTAKE,))
    send(somebody, **mine(world))
    code, desk = CallRequest.objects.get().code, as_role(second, Role.INTAKE)
    assert "Dana" not in desk.get("/inquiries/asked").content.decode()
    assert "410 555 0177" not in desk.get(f"/inquiries/new?asked={code}").content.decode()
    data = {"asked": code, "version": 1, "reason": "This was sent by a robot"}
    assert post(desk, "/inquiries/asked/close", **data).status_code == 422
    assert CallRequest.objects.get().status == "waiting"
