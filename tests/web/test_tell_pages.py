"""The one-way line at the public pages: the same for every name, in words, headers and time."""

import re
import time
from datetime import timedelta
from statistics import median
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stepdown.clinic.intake.models import Told
from stepdown.clinic.people.roles import Role
from tests.clinic.loved_ones import connected
from tests.clinic.test_telling import filed, told
from tests.clinic.world import World, make_world
from tests.web.asking import opened_long_ago
from tests.web.front_door import as_role, called, post

pytestmark = pytest.mark.django_db
TOKENS = re.compile(rb"(csrfmiddlewaretoken|once|started)\" value=\"[^\"]+\"")
VALUES = re.compile(r"'[^']*'|\b[0-9.]+\b|\"s\d+_x\d+\"")  # the last: names of savepoints
KNOWN, UNKNOWN = "Dana Marsh", "Nora Finch"  # equally long
PAIRS = 100
CLOSE_ENOUGH = 0.25  # of the middle time: generous, so that a busy machine does not fail it
SURELY_APART = 0.72  # of 100 fair tosses, more heads than this come once in a hundred thousand


def note(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "site": world.site.pk,
        "is_danger": "no",
        "about_name": KNOWN,
        "about_more": "",
        "words": "She has not slept for days.",
        "teller_name": "Rosa",
        "teller_is": "sister",
        "may_say_who": "no",
        "may_call": "no",
        "phone": "",
        "email": "",
        **changes,
    }


def send(client: Client, step: str = "send", **data: Any) -> Any:
    return post(client, "/tell/check", step=step, started=opened_long_ago(), **data)


def known_person(world: World) -> None:
    """Somebody of this name in care here, with a loved one and something told before."""
    patient = called(world)
    connected(world, patient, now=timezone.now())
    filed(world, told(world), patient)


def seen_by(client: Client, data: dict[str, Any]) -> list[Any]:
    """Status, headers and words of every page on the way, and what the database was asked."""
    seen: list[Any] = []
    for step in ("check", "change", "send"):
        with CaptureQueriesContext(connection) as queries:
            page = send(client, step, **data)
        headers = {name: value for name, value in page.headers.items() if name != "Set-Cookie"}
        asked = [VALUES.sub("?", query["sql"]) for query in queries.captured_queries]
        seen += [page.status_code, headers, TOKENS.sub(b"", page.content), asked]
    return [*seen, TOKENS.sub(b"", client.get("/tell/done").content)]


def test_every_page_is_the_same_whether_or_not_somebody_is_known(world: World) -> None:
    known_person(world)
    send(Client(), **note(world))  # the first form of a stretch of time clears older counts
    about_known = seen_by(Client(), note(world, about_name=KNOWN))
    about_nobody = seen_by(Client(), note(world, about_name=UNKNOWN))
    renamed = [
        each.replace(UNKNOWN.encode(), KNOWN.encode()) if isinstance(each, bytes) else each
        for each in about_nobody
    ]
    assert renamed == about_known


def test_no_page_on_the_way_asks_for_a_person(world: World) -> None:
    known_person(world)
    seen = seen_by(Client(), note(world))
    asked = " ".join(sql for each in seen if isinstance(each, list) for sql in each)
    assert "intake_told" in asked
    for table in ("people_patient", "people_accessgrant", "consents_", "chart_entry"):
        assert f'FROM "{table}' not in asked, table
        assert f'JOIN "{table}' not in asked, table


def took(world: World, name: str, number: int) -> float:
    """Seconds from sending to the answer, from an address of its own."""
    address = f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"
    client, data = Client(REMOTE_ADDR=address), note(world, about_name=name)
    began = time.perf_counter()
    assert send(client, **data).status_code == 302
    return time.perf_counter() - began


def tells_apart(known: list[float], unknown: list[float]) -> bool:
    """Whether times of pairs differ more than chance and a busy machine explain."""
    differences = [one - other for one, other in zip(known, unknown, strict=True)]
    slower = sum(each > 0 for each in differences) / len(differences)
    is_lopsided = max(slower, 1 - slower) > SURELY_APART
    return is_lopsided and abs(median(differences)) > CLOSE_ENOUGH * median([*known, *unknown])


def test_the_time_is_the_same_whether_or_not_somebody_is_known(world: World) -> None:
    known_person(world)
    times: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for pair in range(PAIRS + 5):
        names = (KNOWN, UNKNOWN) if pair % 2 else (UNKNOWN, KNOWN)
        for place, name in enumerate(names):
            times[name].append(took(world, name, 2 * pair + place))
    known, unknown = times[KNOWN][5:], times[UNKNOWN][5:]  # the first ones warm up
    assert not tells_apart(known, unknown), (median(known), median(unknown))


@pytest.mark.once
def test_the_comparison_of_times_can_tell_apart() -> None:
    even = [0.010 + 0.001 * (n % 7) for n in range(PAIRS)]
    shuffled = [0.010 + 0.001 * (n * 3 % 7) for n in range(PAIRS)]
    assert not tells_apart(even, shuffled)
    assert tells_apart([each + 0.006 for each in even], shuffled)


def test_a_note_is_checked_then_sent_and_waits_in_the_inbox(world: World) -> None:
    checked = send(Client(), "check", **note(world, is_danger="yes"))
    text = checked.content.decode()
    assert checked.status_code == 200
    assert text.index("tel:911") < text.index("She has not slept")
    assert "Someone is in danger? Call first" in text
    assert not Told.objects.exists()
    client = Client()
    changed = send(client, "change", **note(world))
    assert 'value="Dana Marsh"' in changed.content.decode()
    sent = send(client, **note(world, may_call="yes", phone="410 555 0188"))
    assert sent.headers["Location"] == "/tell/done"
    message = Told.objects.get()
    assert (message.about_name, message.may_call, message.status) == (KNOWN, True, "waiting")
    done = client.get("/tell/done").content.decode()
    assert "We may not be able to answer about anyone" in done


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"is_danger": ""}, "Choose if someone is in danger right now"),
        ({"about_name": " "}, "Write who it is about"),
        ({"words": ""}, "Write what you want to tell us"),
        ({"may_say_who": ""}, "Choose if we may tell them that it was you"),
        ({"may_call": "yes"}, "Write the number that we may call"),
        ({"may_call": "yes", "phone": "12"}, "Write the whole phone number"),
        ({"email": "rosa"}, "Write the whole e-mail address"),
    ],
)
def test_what_is_missing_is_said(world: World, missing: dict[str, str], sentence: str) -> None:
    page = send(Client(), **note(world, **missing))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Told.objects.exists()


def test_a_robot_is_stopped_and_a_person_presses_once_more(world: World) -> None:
    page = send(Client(), **note(world, more_words="http://spam.example"))
    assert page.status_code == 422
    assert "took you for a robot" in page.content.decode()
    assert not Told.objects.exists()


def test_a_flood_from_one_address_is_told_to_wait(world: World) -> None:
    client = Client(REMOTE_ADDR="10.9.9.9")
    answers = [send(client, "check", **note(world)).status_code for _ in range(31)]
    assert answers[:30] == [200] * 30
    assert answers[30] == 429


def test_staff_find_the_person_and_file_it_and_put_it_right(world: World) -> None:
    wrong, right = called(world), called(world, "Dena")
    send(Client(), **note(world))
    message, intake = Told.objects.get(), as_role(world, Role.INTAKE)
    assert "Told by Rosa (sister)" in intake.get("/told").content.decode()
    where = f"/told/one?told={message.code}"
    assert "She has not slept for days." in intake.get(where).content.decode()
    found = post(intake, "/told/one", told=message.code, step="find", letters="D Marsh")
    assert wrong.code in found.content.decode()
    filing = {"told": message.code, "step": "file", "person": wrong.code, "version": "1"}
    assert post(intake, "/told/one", **filing).headers["Location"] == "/told"
    assert f"in the chart of {wrong.short_name}" in intake.get("/told").content.decode()
    medical = as_role(world, Role.MEDICAL)
    for page in (f"/p/{wrong.code}", f"/p/{wrong.code}/told"):
        text = medical.get(page).content.decode()
        assert "Told by Rosa (sister)" in text
        assert "Do not say who told us" in text
    back = {"told": message.code, "person": wrong.code, "version": "2", "reason": "Another Dana"}
    assert post(intake, "/told/back", **back).headers["Location"] == "/told"
    for page in (f"/p/{wrong.code}", f"/p/{wrong.code}/told"):
        assert "Rosa" not in medical.get(page).content.decode()
    filing |= {"person": right.code, "version": "3"}
    assert post(intake, "/told/one", **filing).status_code == 302
    assert "Rosa" in medical.get(f"/p/{right.code}/told").content.decode()


def test_whoever_reads_the_chart_takes_out_what_does_not_belong(world: World) -> None:
    patient = called(world)
    message = filed(world, told(world), patient)
    medical = as_role(world, Role.MEDICAL)
    where = f"/p/{patient.code}/told/elsewhere"
    refused = post(medical, where, told=message.code, version="2", reason="")
    assert refused.status_code == 422
    assert "Write why it does not belong here" in refused.content.decode()
    stale = post(medical, where, told=message.code, version="1", reason="Not she")
    assert stale.status_code == 409
    assert post(medical, where, told=message.code, version="2", reason="Not she").status_code == 302
    message.refresh_from_db()
    assert (message.status, message.patient) == ("waiting", None)


def test_a_message_is_closed_with_a_reason(world: World) -> None:
    send(Client(), **note(world))
    message, intake = Told.objects.get(), as_role(world, Role.INTAKE)
    closing = {"told": message.code, "step": "close", "version": "1"}
    assert "Choose why" in post(intake, "/told/one", **closing, reason="").content.decode()
    reason = "Nobody of that name is known here"
    assert post(intake, "/told/one", **closing, reason=reason).status_code == 302
    assert "Nothing waits." in intake.get("/told").content.decode()
    assert intake.get(f"/told/one?told={message.code}").headers["Location"] == "/told"


def test_danger_is_first_on_today_for_those_who_file(world: World) -> None:
    send(Client(), **note(world))
    send(Client(), **note(world, is_danger="yes"))
    text = as_role(world, Role.INTAKE).get("/today").content.decode()
    assert text.index("A loved one wrote of danger") < text.index("File what loved ones told")
    assert "The person on call was told" not in text
    assert "wrote of danger" not in as_role(world, Role.COUNSELOR).get("/today").content.decode()


def test_another_site_reads_and_files_nothing(world: World) -> None:
    send(Client(), **note(world))
    message = Told.objects.get()
    other = as_role(make_world("Ridge"), Role.INTAKE)
    assert "Rosa" not in other.get("/told").content.decode()
    assert other.get(f"/told/one?told={message.code}").status_code == 302
    post(other, "/told/one", told=message.code, step="close", reason="x", version="1")
    message.refresh_from_db()
    assert message.status == "waiting"
    assert as_role(world, Role.COUNSELOR).get("/told").status_code == 403


def test_what_was_sent_back_waits_as_long_as_before(world: World) -> None:
    old = told(world, now=timezone.now() - timedelta(hours=3))
    send(Client(), **note(world, teller_name="Max"))
    text = as_role(world, Role.INTAKE).get("/told").content.decode()
    assert text.index(old.teller) < text.index("Max")
