"""One member of staff, and what the clinic offers, changed in pages."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.people.models import Account, Post
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import Room, Series
from tests.clinic.loved_ones import connected
from tests.clinic.weeks import add_evening_program
from tests.clinic.world import NOW, TODAY, World, add_member, make_world
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db

CREDENTIAL = {
    "role": "counselor",
    "title": "LCADC",
    "number": "78",
    "state": "nj",
    "valid_from": "2026-11-23",
    "valid_until": "2028-11-23",
}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        yield


def as_role(world: World, role: Role) -> Client:
    return signed_in_client(world.accounts[role])


def send(client: Client, path: str, **fields: object) -> tuple[int, str]:
    answer = client.post(path, {"once": str(uuid4()), **fields})
    return answer.status_code, answer.content.decode()


def post_of(account: Account, role: Role) -> Post:
    return account.posts.get(role=role, ends_on=None)


def test_a_lapsed_credential_says_so_and_can_be_renewed(world: World) -> None:
    late = add_member(world, Role.COUNSELOR, "late@harbor.example", until=date(2026, 11, 1))
    director = as_role(world, Role.DIRECTOR)
    page = director.get(f"/staff/{late.pk}").content.decode()
    assert "Counselor, lapsed Nov 1, 2026" in page
    assert "they can write, but not sign" in page
    assert send(director, f"/staff/{late.pk}/credential", **CREDENTIAL)[0] == 302
    page = director.get(f"/staff/{late.pk}").content.decode()
    assert "LCADC 78, NJ" in page
    assert "until Nov 23, 2028" in page
    assert "lapsed Nov 1, 2026" in page, "the history stays"
    assert "not sign" not in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "medical"},
        {"title": ""},
        {"state": "n"},
        {"state": "\u0149\u0149"},
        {"valid_until": "2026-11-23"},
    ],
)
def test_a_wrong_credential_is_refused(world: World, wrong: dict[str, str]) -> None:
    account = world.accounts[Role.COUNSELOR]
    path = f"/staff/{account.pk}/credential"
    assert send(as_role(world, Role.DIRECTOR), path, **{**CREDENTIAL, **wrong})[0] == 422
    assert account.credentials.count() == 1


def test_languages_are_noted_and_read_on_the_page(world: World) -> None:
    counselor = world.accounts[Role.COUNSELOR]
    director = as_role(world, Role.DIRECTOR)
    page = f"/staff/{counselor.pk}"
    assert f"{page}/languages" in director.get(page).content.decode()
    assert send(director, f"{page}/languages", languages="English,Spanish")[0] == 302
    assert "Languages: English, Spanish" in director.get(page).content.decode()
    status, text = send(director, f"{page}/languages", languages="x" * 121)
    assert (status, "x" * 121 in text) == (422, True)
    assert send(director, f"{page}/languages", languages="")[0] == 302
    assert "Languages:" not in director.get(page).content.decode()


def test_another_role_is_given_and_ended(world: World) -> None:
    director, biller = as_role(world, Role.DIRECTOR), world.accounts[Role.BILLER]
    member = f"/staff/{biller.pk}"
    given = send(director, f"{member}/role", site=world.site.pk, role="counselor")
    assert given[0] == 302
    assert send(director, f"{member}/role", site=world.site.pk, role="counselor")[0] == 422
    ending = f"{member}/role/{post_of(biller, Role.COUNSELOR).pk}/end"
    assert director.get(ending).status_code == 200
    assert post_of(biller, Role.COUNSELOR), "asking ends nothing"
    assert send(director, ending)[0] == 302
    assert director.get(ending).status_code == 404
    assert "Counselor, Harbor" in director.get(member).content.decode()


def test_who_holds_no_role_any_more_stays_findable(world: World) -> None:
    director, biller = as_role(world, Role.DIRECTOR), world.accounts[Role.BILLER]
    assert "Without a role" not in director.get("/staff").content.decode()
    ending = f"/staff/{biller.pk}/role/{post_of(biller, Role.BILLER).pk}/end"
    assert send(director, ending)[0] == 302
    page = director.get("/staff").content.decode()
    assert "Without a role" in page
    assert f'href="/staff/{biller.pk}"' in page


def test_the_last_director_is_told_why_the_role_stays(world: World) -> None:
    account = world.accounts[Role.DIRECTOR]
    ending = f"/staff/{account.pk}/role/{post_of(account, Role.DIRECTOR).pk}/end"
    status, page = send(as_role(world, Role.DIRECTOR), ending)
    assert status == 422
    assert "only program director" in page


def test_ending_a_leaders_last_leading_role_names_their_sessions(world: World) -> None:
    add_evening_program(world)
    director, leader = as_role(world, Role.DIRECTOR), world.accounts[Role.COUNSELOR]
    ending = f"/staff/{leader.pk}/role/{post_of(leader, Role.COUNSELOR).pk}/end"
    page = director.get(ending).content.decode()
    assert "They lead 5 weekly sessions" in page
    assert "Group 0: Monday, 6:00 pm" in page
    role = {"site": world.site.pk, "role": "psychologist"}
    assert send(director, f"/staff/{leader.pk}/role", **role)[0] == 302
    assert "They lead" not in director.get(ending).content.decode()


def test_an_administrator_sees_and_gives_nothing_clinical(world: World) -> None:
    administrator, biller = as_role(world, Role.ADMINISTRATOR), world.accounts[Role.BILLER]
    member = f"/staff/{biller.pk}"
    for path in (f"{member}/role", "/staff/new"):
        page = administrator.get(path).content.decode()
        assert "Intake coordinator" in page
        assert "given by the program director" in page
        for hidden in ('value="counselor"', 'value="director"', 'name="title"'):
            assert hidden not in page
    assert "Add or renew" not in administrator.get(member).content.decode()
    assert administrator.get(f"{member}/credential").status_code == 403
    assert send(administrator, f"{member}/credential", **CREDENTIAL)[0] == 403
    role = {"site": world.site.pk, "role": "counselor"}
    assert send(administrator, f"{member}/role", **role)[0] == 422
    new = {"name": "Iris Vale", "email": "iris@harbor.example", "site": world.site.pk}
    password = "lanterns by the water"
    assert send(administrator, "/staff/new", **new, password=password, role="medical")[0] == 422
    assert send(administrator, "/staff/new", **new, password=password, role="intake")[0] == 302
    assert not Post.objects.filter(account=biller).exclude(role=Role.BILLER).exists()


def test_staff_and_offers_of_another_site_are_not_there(world: World) -> None:
    other = make_world("Mill", roles=(Role.COUNSELOR, Role.DIRECTOR, Role.PSYCHOLOGIST))
    add_evening_program(other)
    theirs = other.accounts[Role.COUNSELOR]
    director = as_role(world, Role.DIRECTOR)
    for path in (
        f"/staff/{theirs.pk}",
        f"/staff/{theirs.pk}/role",
        f"/staff/{theirs.pk}/credential",
        f"/staff/{theirs.pk}/role/{theirs.posts.get().pk}/end",
        f"/setup/room/{Room.objects.earliest('pk').pk}",
        f"/setup/session/{Series.objects.earliest('pk').pk}/end",
    ):
        assert director.get(path).status_code == 404, path
        assert send(director, path)[0] == 404, path
    mine = world.accounts[Role.BILLER].pk
    crossed = f"/staff/{mine}/role/{theirs.posts.get().pk}/end"
    assert send(director, crossed)[0] == 404


def test_a_room_is_changed_by_the_version_that_was_seen(world: World) -> None:
    add_evening_program(world, seats=8)
    director, room = as_role(world, Role.DIRECTOR), Room.objects.get(name="Room A")
    path = f"/setup/room/{room.pk}"
    assert 'value="12"' in director.get(path).content.decode()
    assert send(director, path, name="Garden room", seats=7, version=1)[0] == 422
    assert send(director, path, name="Garden room", seats=8, version=1)[0] == 302
    assert send(director, path, name="Blue room", seats=9, version=1)[0] == 409
    assert "Garden room, 8 seats" in director.get("/setup").content.decode()


def test_a_session_ends_on_a_day_and_the_settings_say_when(world: World) -> None:
    series = add_evening_program(world)[0]
    assert series.starts == time(18)
    director, path = as_role(world, Role.DIRECTOR), f"/setup/session/{series.pk}/end"
    assert send(director, path, ends_on=TODAY, version=1)[0] == 422
    assert send(director, path, ends_on=TODAY + timedelta(weeks=1), version=1)[0] == 302
    assert send(director, path, ends_on=TODAY + timedelta(days=3), version=1)[0] == 409
    assert "ends before Nov 30, 2026" in director.get("/setup").content.decode()


def test_ending_a_second_leaders_role_names_the_sessions_they_co_lead(world: World) -> None:
    *_, last = add_evening_program(world)
    second = world.accounts[Role.TECHNICIAN]
    Series.objects.filter(pk=last.pk).update(co_leader=second)
    director = as_role(world, Role.DIRECTOR)
    ending = f"/staff/{second.pk}/role/{post_of(second, Role.TECHNICIAN).pk}/end"
    page = director.get(ending).content.decode()
    assert "They are the second leader of 1 weekly session there" in page
    assert f"<li>{last.title}: " in page
    assert "They lead" not in page
    role = {"site": world.site.pk, "role": "psychologist"}
    assert send(director, f"/staff/{second.pk}/role", **role)[0] == 302
    assert "the second leader of" not in director.get(ending).content.decode()


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ADMINISTRATOR])
def test_loved_ones_are_no_staff_and_stand_in_no_list_of_it(world: World, role: Role) -> None:
    _, rosa = connected(world, world.patient())
    staff = as_role(world, role)
    assert rosa.name
    assert rosa.name not in staff.get("/staff").content.decode()
    assert staff.get(f"/staff/{rosa.account_id}").status_code == 404
    assert staff.get(f"/staff/{rosa.account_id}/off").status_code == 404
    Post.objects.filter(account=rosa.account_id).update(ends_on=TODAY)
    assert rosa.name not in staff.get("/staff").content.decode()
