"""The front door, the way home, one's own settings, and walking into the demo."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.installing import mark_installation
from stepdown.clinic.people.roles import PERMISSIONS, Permission, Role
from tests.clinic.world import World, add_member
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
HOMES = {
    Role.COUNSELOR: "/today",
    Role.INTAKE: "/today",
    Role.BILLER: "/hours",
    Role.ADMINISTRATOR: "/staff",
}


def test_the_front_door_is_open_and_names_who_helps(world: World) -> None:
    answer = Client().get("/")
    assert answer.status_code == 200
    page = answer.content.decode()
    for word in ("911", "988", world.site.phone, "/accounts/login/"):
        assert word in page


@pytest.mark.parametrize(("role", "home"), HOMES.items())
def test_home_is_where_the_work_is(world: World, role: Role, home: str) -> None:
    answer = signed_in_client(world.accounts[role]).get("/home")
    assert answer.headers["Location"] == home


def test_a_loved_one_has_a_home_and_settings_of_their_own(world: World) -> None:
    client = signed_in_client(add_member(world, Role.LOVED_ONE, "sister@harbor.example"))
    assert client.get("/home").headers["Location"] == "/family"
    assert client.get("/settings").status_code == 200


def test_the_page_of_roles_says_every_right_in_the_words_that_are_checked(world: World) -> None:
    page = signed_in_client(world.accounts[Role.BILLER]).get("/roles").content.decode()
    for role in PERMISSIONS:
        assert role.label in page
    for permission in Permission:
        assert permission.value.replace("'", "&#x27;") in page
    assert Client().get("/roles").status_code == 302


def test_signing_out_everywhere_ends_every_session(world: World) -> None:
    account = world.accounts[Role.INTAKE]
    here, elsewhere = signed_in_client(account), signed_in_client(account)
    assert here.get("/settings/sign-out-everywhere").status_code == 302
    assert elsewhere.get("/settings").status_code == 200, "a look ends nothing"
    here.post("/settings/sign-out-everywhere", {"once": str(uuid4())})
    for client in (here, elsewhere):
        assert client.get("/settings").headers["Location"].startswith("/accounts/login/")


def test_the_style_guide_is_public_only_in_a_demo(world: World, settings: Settings) -> None:
    assert Client().get("/styleguide").status_code == 302
    assert signed_in_client(world.accounts[Role.BILLER]).get("/styleguide").status_code == 200
    settings.DEMO = True
    assert Client().get("/styleguide").status_code == 200


@pytest.fixture
def demo(world: World, settings: Settings) -> World:
    mark_installation(actor=THE_PROGRAM, is_demo=True, now=datetime(2026, 1, 1, tzinfo=UTC))
    settings.DEMO = True
    return world


def enter(world: World, role: Role, **caller: str) -> Client:
    client = Client()
    chosen = {"once": str(uuid4()), "account": str(world.accounts[role].pk)}
    client.defaults.update(caller)
    client.post("/demo/enter", chosen)
    return client


def test_one_click_enters_the_demo(demo: World) -> None:
    assert b"Walk in as someone" in Client().get("/accounts/login/").content
    assert enter(demo, Role.COUNSELOR).get("/today").status_code == 200


@pytest.mark.parametrize(
    "caller", [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}]
)
def test_nobody_enters_the_demo_from_another_machine(demo: World, caller: dict[str, str]) -> None:
    assert enter(demo, Role.COUNSELOR, **caller).get("/settings").status_code == 302


def test_nobody_enters_a_clinic_with_one_click(world: World, settings: Settings) -> None:
    mark_installation(actor=THE_PROGRAM, is_demo=False, now=datetime(2026, 1, 1, tzinfo=UTC))
    settings.DEMO = True  # the setting alone is not enough
    assert enter(world, Role.COUNSELOR).get("/settings").status_code == 302
    settings.DEMO = False
    assert enter(world, Role.COUNSELOR).get("/settings").status_code == 302


@pytest.mark.parametrize("account", ["", "0", "x", "99999999999999999999"])
def test_nobody_enters_as_somebody_who_is_not_on_the_list(demo: World, account: str) -> None:
    client = Client()
    answer = client.post("/demo/enter", {"once": str(uuid4()), "account": account})
    assert answer.status_code == 404
    assert client.get("/settings").status_code == 302
