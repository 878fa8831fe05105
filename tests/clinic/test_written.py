"""Statements that are written once: the text stays, the values and the rows are new each time."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.access import behind, door_of, patients_open_to
from stepdown.clinic.people.models import Patient, Post
from stepdown.clinic.people.opening import Door
from stepdown.clinic.people.operations import shut_out
from stepdown.clinic.people.queries import live_on
from stepdown.clinic.people.roles import Permission, Role
from tests.clinic.world import NOW, TODAY, World, make_world

pytestmark = pytest.mark.django_db
built: list[str] = []


@written_once
def numbered(numbers: Collection[int]) -> QuerySet[Patient]:
    built.append("numbered")
    return Patient.objects.filter(pk__in=numbers).select_related("site").order_by("pk")


@written_once
def besides(numbers: Collection[int]) -> QuerySet[Patient, int]:
    return Patient.objects.exclude(pk__in=numbers).order_by("pk").values_list("pk", flat=True)


@written_once
def named(name: str, *, exactly: bool) -> QuerySet[Patient]:
    asked = {"given_name" if exactly else "given_name__gte": name}
    return Patient.objects.filter(**asked).order_by("given_name")


@written_once
def open_ones(door: Door) -> QuerySet[Patient]:
    return behind(door).order_by("pk")


@written_once
def held(account_id: int, day: date) -> QuerySet[Post]:
    return Post.objects.filter(live_on(day), account=account_id)


@written_once
def seen_since(moment: datetime) -> QuerySet[Patient]:
    return Patient.objects.filter(access_grants__starts_at__gte=moment).distinct()


def test_each_call_has_its_own_values_and_asks_once(world: World) -> None:
    people = [world.patient(name) for name in ("Ada", "Bo", "Cy")]
    for one in people:
        with CaptureQueriesContext(connection) as asked:
            (found,) = numbered([one.pk])
            assert found.site.name == one.site.name
        assert found == one
        assert len(asked) == 1


def test_lists_of_any_length_find_what_they_name(world: World) -> None:
    people = [world.patient(f"Ada{number}") for number in range(6)]
    for length in range(7):
        some = people[:length]
        assert numbered([one.pk for one in some]) == some
        assert besides({one.pk for one in some}) == [one.pk for one in people[length:]]


def test_lists_of_nearly_one_length_share_a_statement(world: World) -> None:
    numbered([1, 2, 3, 4, 5])
    built.clear()
    for length in (5, 6, 7, 8):
        numbered(range(length))
    assert built == []


def test_what_changed_meanwhile_is_seen(world: World) -> None:
    patient = world.patient("Ada")
    assert named("Ada", exactly=True) == [patient]
    Patient.objects.filter(pk=patient.pk).update(given_name="Bo")
    assert named("Ada", exactly=True) == []
    (found,) = named("Bo", exactly=True)
    assert found.given_name == "Bo"


def test_what_rows_join_is_one_object_for_all_of_them_until_asked_again(world: World) -> None:
    people = [world.patient(name) for name in ("Ada", "Bo")]
    numbers = [one.pk for one in people]
    ada, bo = numbered(numbers)
    assert ada.site is bo.site
    assert ada.site == world.site
    world.site.name = "Pier"
    world.site.save(update_fields=["name"])
    assert ada.site.name != "Pier"
    assert {one.site.name for one in numbered(numbers)} == {"Pier"}


def test_what_is_named_decides_how_it_reads(world: World) -> None:
    ada, bo = world.patient("Ada"), world.patient("Bo")
    assert named("Ada", exactly=True) == [ada]
    assert named("Ada", exactly=False) == [ada, bo]


def test_days_and_moments_are_compared_as_the_database_keeps_them(world: World) -> None:
    post = Post.objects.get(account=world.accounts[Role.COUNSELOR])
    post.starts_on, post.ends_on = TODAY, TODAY + timedelta(days=1)
    post.save()
    days = (TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1))
    assert [held(post.account_id, day) for day in days] == [[], [post], []]
    patient = world.patient("Ada")
    assert seen_since(NOW) == [patient]
    assert seen_since(NOW + timedelta(microseconds=1)) == []


@pytest.mark.parametrize("role", [Role.COUNSELOR, Role.DIRECTOR, Role.INTAKE, Role.BILLER])
def test_the_same_people_are_behind_a_door(world: World, role: Role) -> None:
    shut, *_ = [world.patient(name) for name in ("Ada", "Bo")]
    make_world("Hill").patient("Cy")
    counselor = world.accounts[Role.COUNSELOR]
    shut_out(actor=world.actor(Role.DIRECTOR), patient=shut, account=counselor, now=NOW)
    actor = world.actor(role)
    for permission in (Permission.READ_CHART, Permission.TAKE_CALLS, Permission.PLAN_WEEKS):
        plain = patients_open_to(actor, permission, NOW).order_by("pk")
        assert open_ones(door_of(actor, permission, NOW)) == list(plain)


def test_a_number_beyond_every_column_is_nobodys(world: World) -> None:
    ada = world.patient("Ada")
    assert numbered([10**20, ada.pk]) == [ada]
    assert held(10**20, TODAY) == []


def test_nothing_is_no_value() -> None:
    with pytest.raises(TypeError, match="NULL"):
        named(None, exactly=True)  # type: ignore[arg-type] # is tried


@pytest.mark.django_db(transaction=True)
def test_threads_have_their_own_values(world: World) -> None:
    people = [world.patient(f"Ada{number}") for number in range(4)]
    wrong: list[int] = []

    def ask(one: Patient) -> None:
        wrong.extend(one.pk for _ in range(25) if numbered([one.pk]) != [one])
        connection.close()

    threads = [Thread(target=ask, args=[one]) for one in people]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []
