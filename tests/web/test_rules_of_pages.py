"""What every page does before its view runs, and what every form does around it."""

import re
import time
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from stepdown.clinic.ledger.models import AnsweredPost, LedgerEvent
from stepdown.clinic.people.models import Account
from stepdown.clinic.people.operations import sign_out_everywhere, turn_account_off
from stepdown.clinic.people.roles import Role
from tests.clinic.world import NOW, World, make_world
from tests.sign_in import signed_in_client
from tests.threads import run_in_threads

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.sample_pages")]


def as_role(world: World, role: Role) -> Client:
    return signed_in_client(world.accounts[role])


def written() -> int:
    return LedgerEvent.objects.filter(verb="sample.written").count()


def test_a_visitor_is_led_to_sign_in_and_back(world: World) -> None:
    answer = Client().get("/sample/any")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/accounts/login/?next=/sample/any"


def test_a_role_without_the_right_is_refused_and_noted(world: World) -> None:
    assert as_role(world, Role.DIRECTOR).get("/sample/managers").status_code == 200
    assert as_role(world, Role.COUNSELOR).get("/sample/managers").status_code == 403
    assert LedgerEvent.objects.filter(verb="page.refused").count() == 1


@time_machine.travel(NOW + timedelta(hours=1))
def test_a_chart_answers_alike_for_not_yours_and_not_there(world: World) -> None:
    patient = world.patient()
    counselor, biller = as_role(world, Role.COUNSELOR), as_role(world, Role.BILLER)
    assert counselor.get(f"/sample/p/{patient.code}").content == b"Dana Marsh"
    not_yours = biller.get(f"/sample/p/{patient.code}")
    not_there = biller.get("/sample/p/nobody22")
    assert (not_yours.status_code, not_there.status_code) == (404, 404)
    hidden = re.compile(rb'name="(once|csrfmiddlewaretoken)" value="[^"]+"')
    assert hidden.sub(b"", not_yours.content) == hidden.sub(b"", not_there.content)


def test_own_pages_are_for_people_in_care_only(world: World) -> None:
    assert as_role(world, Role.DIRECTOR).get("/sample/own").status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace", "options"])
def test_other_methods_do_not_exist(world: World, method: str) -> None:
    assert getattr(Client(), method)("/sample/open").status_code == 405


def test_staff_without_a_second_factor_are_led_to_set_one_up(world: World) -> None:
    client = signed_in_client(world.accounts[Role.COUNSELOR], has_second_factor=False)
    assert client.get("/sample/any").headers["Location"] == "/accounts/2fa/totp/activate/"


def test_a_form_sent_twice_is_carried_out_once(world: World) -> None:
    client, key = as_role(world, Role.COUNSELOR), str(uuid4())
    answers = [client.post("/sample/write", {"once": key}) for _ in range(3)]
    assert {answer.headers["Location"] for answer in answers} == {"/sample/any"}
    assert written() == 1


def test_the_key_of_one_account_means_nothing_to_another(world: World) -> None:
    key = str(uuid4())
    as_role(world, Role.COUNSELOR).post("/sample/write", {"once": key})
    assert AnsweredPost.objects.count() == 1
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        as_role(world, Role.MEDICAL).post("/sample/write", {"once": key})
    assert written() == 1


def test_a_form_with_errors_leaves_nothing_and_may_be_sent_again(world: World) -> None:
    client, key = as_role(world, Role.COUNSELOR), str(uuid4())
    assert client.post("/sample/write", {"once": key, "text": "wrong"}).status_code == 422
    assert written() == 0
    assert client.post("/sample/write", {"once": key, "text": "right"}).status_code == 302
    assert written() == 1


@pytest.mark.parametrize("key", ["", "x", "'; DROP TABLE ledger_event; --", "\x00" * 32])
def test_a_form_without_a_proper_key_is_not_carried_out(world: World, key: str) -> None:
    answer = as_role(world, Role.COUNSELOR).post("/sample/write", {"once": key})
    assert answer.status_code == 400
    assert written() == 0


def test_twenty_clicks_at_once_write_once(transactional_db: None) -> None:
    world, key = make_world(), str(uuid4())
    clients = [as_role(world, Role.COUNSELOR) for _ in range(20)]
    answers = run_in_threads(
        20, lambda number: clients[number].post("/sample/write", {"once": key}).status_code
    )
    assert answers == [302] * 20
    assert written() == 1


def test_what_was_typed_survives_an_ended_session(world: World) -> None:
    typed = {"once": str(uuid4()), "text": 'Slept 5 hours <b>"well"</b>'}
    answer = Client().post("/sample/write", typed)
    assert answer.status_code == 403
    assert "Slept 5 hours &lt;b&gt;&quot;well&quot;&lt;/b&gt;" in answer.content.decode()
    assert written() == 0


def test_a_stale_page_of_ours_may_be_sent_again_but_a_foreign_one_may_not(world: World) -> None:
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    client.handler.enforce_csrf_checks = True
    typed = {"once": str(uuid4()), "text": "kept words"}
    ours = client.post("/sample/write", typed, HTTP_ORIGIN="http://testserver")
    foreign = client.post("/sample/write", typed, HTTP_ORIGIN="http://evil.example")
    assert "kept words" in ours.content.decode()
    assert "kept words" not in foreign.content.decode()
    assert (ours.status_code, foreign.status_code, written()) == (403, 403, 0)


def test_an_unused_session_asks_for_the_password_again(world: World) -> None:
    client = as_role(world, Role.COUNSELOR)
    assert client.get("/sample/any").status_code == 200
    session = client.session
    long_ago = time.time() - 16 * 60
    session["last_seen"] = long_ago
    session["account_authentication_methods"] = [{"method": "password", "at": long_ago}]
    session.save()
    answer = client.get("/sample/any")
    assert answer.headers["Location"] == "/accounts/reauthenticate/?next=/sample/any"
    held = client.post("/sample/write", {"once": str(uuid4()), "text": "half a note"})
    assert "half a note" in held.content.decode()
    assert written() == 0


def test_a_session_ends_after_half_a_day_however_busy(world: World) -> None:
    client = as_role(world, Role.COUNSELOR)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time() - 13 * 3600},
        {"method": "password", "at": time.time() - 60, "reauthenticated": True},
    ]
    session.save()
    assert client.get("/sample/any").headers["Location"].startswith("/accounts/login/")


def test_an_account_that_is_turned_off_is_out_at_once(world: World) -> None:
    client = as_role(world, Role.COUNSELOR)
    assert client.get("/sample/any").status_code == 200
    turn_account_off(
        actor=world.actor(Role.DIRECTOR), account=world.accounts[Role.COUNSELOR], now=NOW
    )
    assert client.get("/sample/any").status_code == 302


def test_signing_out_everywhere_ends_every_session(world: World) -> None:
    account = world.accounts[Role.COUNSELOR]
    clients = [signed_in_client(account) for _ in range(3)]
    sign_out_everywhere(actor=world.actor(Role.COUNSELOR), account=account, now=NOW)
    assert [client.get("/sample/any").status_code for client in clients] == [302, 302, 302]


def test_answers_are_kept_by_no_browser_and_run_no_foreign_code(world: World) -> None:
    headers = as_role(world, Role.COUNSELOR).get("/sample/any").headers
    assert headers["Cache-Control"] == "no-store"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_changed_password_ends_the_other_sessions(world: World) -> None:
    account = world.accounts[Role.COUNSELOR]
    here, elsewhere = signed_in_client(account), signed_in_client(account)
    answer = here.post(
        "/accounts/password/change/",
        {
            "oldpassword": "harbor lights at night",
            "password1": "quiet rivers run deep",
            "password2": "quiet rivers run deep",
        },
    )
    assert answer.status_code == 302
    assert Account.objects.get(pk=account.pk).check_password("quiet rivers run deep")
    assert here.get("/sample/any").status_code == 200
    assert elsewhere.get("/sample/any").status_code == 302


@pytest.mark.parametrize(("behind_proxy", "noted"), [(True, "198.51.100.7"), (False, "127.0.0.1")])
def test_only_a_proxy_of_ours_may_say_where_a_request_came_from(
    world: World, settings: Settings, behind_proxy: bool, noted: str
) -> None:
    settings.BEHIND_PROXY = behind_proxy
    client = as_role(world, Role.COUNSELOR)
    client.get("/sample/managers", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7")
    assert LedgerEvent.objects.get(verb="page.refused").came_from == noted
