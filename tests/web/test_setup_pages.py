"""A real clinic's settings, its staff and its health, in pages."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.intake.models import AssessmentTime
from stepdown.clinic.people.models import Account, Post, Site
from stepdown.clinic.people.roles import Permission, Role, roles_with
from stepdown.clinic.timetable.models import Program, Room, Series
from tests.clinic.world import NOW, World, make_world
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db

SITE = {
    "name": "Harbor",
    "zone": "America/New_York",
    "phone": "410 555 0199",
    "address": "18 Harbor St",
    "quiet_name": "Harbor Street",
    "youngest_age": "18",
    "oldest_age": "120",
}
MEMBER = {
    "name": "Iris Vale",
    "email": "iris@harbor.example",
    "password": "lanterns by the water",
    "role": "counselor",
    "title": "LCADC",
    "number": "77",
    "state": "nj",
    "valid_until": "2028-01-01",
}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        yield


def as_role(world: World, role: Role) -> Client:
    return signed_in_client(world.accounts[role])


def post(client: Client, path: str, **fields: object) -> int:
    return client.post(path, {"once": str(uuid4()), **fields}).status_code


@pytest.mark.parametrize(
    ("path", "permission"),
    [
        ("/setup", Permission.SET_UP),
        ("/setup/times", Permission.SET_UP),
        ("/staff", Permission.MANAGE_STAFF),
        ("/staff/new", Permission.MANAGE_STAFF),
        ("/health", Permission.SEE_HEALTH),
    ],
)
def test_a_page_opens_for_the_roles_that_hold_its_right_and_no_other(
    world: World, path: str, permission: Permission
) -> None:
    opened = {role for role in world.accounts if as_role(world, role).get(path).status_code == 200}
    assert opened == roles_with(permission)


def test_a_week_can_be_offered_from_nothing(world: World) -> None:
    director = as_role(world, Role.DIRECTOR)
    site = world.site.pk
    assert post(director, "/setup/room", site=site, name="Room A", seats=12) == 302
    assert post(director, "/setup/program/new/evening", site=site, name="Evenings") == 302
    session = {
        "program": Program.objects.get().pk,
        "service": "group",
        "title": "Coping",
        "room": Room.objects.get().pk,
        "leader": world.accounts[Role.COUNSELOR].pk,
        "weekday": 0,
        "starts": "17:30",
        "minutes": 135,
        "clinical_minutes": 120,
        "seats": 12,
        "starts_on": "2026-11-23",
    }
    assert post(director, "/setup/session", **session) == 302
    assert Series.objects.get().title == "Coping"
    assert post(director, "/setup/session", **session) == 422, "the leader is taken then"
    assert Series.objects.count() == 1
    times = {"site": site, "on": "2026-11-25", "first": "09:30", "minutes": 60}
    assert post(director, "/setup/times", **times, count=3, places=2) == 302
    assert AssessmentTime.objects.filter(site=site).count() == 6
    page = director.get("/setup").content.decode()
    assert "Room A" in page
    assert "9:30 am (2)" in page


def test_a_site_is_changed_by_the_version_that_was_seen(world: World) -> None:
    director, path = as_role(world, Role.DIRECTOR), f"/setup/site/{world.site.pk}"
    assert post(director, path, **SITE, first_session_days="3", version=1) == 302
    assert Site.objects.get().phone == "410 555 0199"
    assert Site.objects.get().first_session_days == 3
    stale = director.post(path, {"once": str(uuid4()), **SITE, "phone": "000", "version": 1})
    assert stale.status_code == 409
    assert b"000" in stale.content, "what was typed is kept"
    assert Site.objects.get().phone == "410 555 0199"


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "Mars/Base"},
        {"name": ""},
        {"youngest_age": "90", "oldest_age": "20"},
        {"first_session_days": "0"},
    ],
)
def test_a_wrong_site_changes_nothing(world: World, wrong: dict[str, str]) -> None:
    director, path = as_role(world, Role.DIRECTOR), f"/setup/site/{world.site.pk}"
    assert post(director, path, **{**SITE, **wrong}, version=1) == 422
    assert Site.objects.get().version == 1


def test_another_sites_things_are_not_there(world: World) -> None:
    other = make_world("Mill", roles=(Role.COUNSELOR, Role.DIRECTOR))
    director = as_role(world, Role.DIRECTOR)
    assert director.get(f"/setup/site/{other.site.pk}").status_code == 404
    assert post(director, "/setup/room", site=other.site.pk, name="Room", seats=2) == 422
    theirs = other.accounts[Role.COUNSELOR].pk
    assert director.get(f"/staff/{theirs}/off").status_code == 404
    assert post(director, f"/staff/{theirs}/off") == 404
    assert "Mill" not in director.get("/staff").content.decode()


def test_somebody_new_can_work_here_and_their_account_can_end(world: World) -> None:
    director = as_role(world, Role.DIRECTOR)
    assert post(director, "/staff/new", **MEMBER, site=world.site.pk) == 302
    account = Account.objects.get(email="iris@harbor.example")
    credential = account.credentials.get()
    assert (credential.title, credential.state) == ("LCADC", "NJ")
    theirs = signed_in_client(account)
    assert theirs.get("/today").status_code == 200

    assert director.get(f"/staff/{account.pk}/off").status_code == 200
    assert Account.objects.get(pk=account.pk).is_active, "asking ends nothing"
    assert post(director, f"/staff/{account.pk}/off") == 302
    assert theirs.get("/today").status_code == 302
    assert "Iris Vale" not in director.get("/staff").content.decode()


def test_nobody_turns_off_their_own_account(world: World) -> None:
    mine = world.accounts[Role.DIRECTOR].pk
    assert post(as_role(world, Role.DIRECTOR), f"/staff/{mine}/off") == 422
    assert Account.objects.get(pk=mine).is_active


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "short"},
        {"email": "director@harbor.example"},
        {"title": ""},
        {"title": "", "number": "", "state": "", "valid_until": ""},
        {"role": "patient"},
    ],
)
def test_somebody_new_is_refused_whole(world: World, wrong: dict[str, str]) -> None:
    before = Post.objects.count(), Account.objects.count()
    director = as_role(world, Role.DIRECTOR)
    assert post(director, "/staff/new", **{**MEMBER, **wrong}, site=world.site.pk) == 422
    assert (Post.objects.count(), Account.objects.count()) == before


def test_the_list_of_staff_takes_as_many_queries_for_many_as_for_few(world: World) -> None:
    director = as_role(world, Role.DIRECTOR)
    director.get("/staff")
    few = queries_of(director, "/staff")
    for number in range(5):
        member = {**MEMBER, "email": f"m{number}@harbor.example", "site": world.site.pk}
        assert post(director, "/staff/new", **member) == 302
    assert queries_of(director, "/staff") == few


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_health_says_what_check_says(world: World) -> None:
    page = as_role(world, Role.ADMINISTRATOR).get("/health").content.decode()
    for part in ("Configuration", "Database", "Mail", "Texts", "Clock", "Disk"):
        assert part in page
