"""Fixtures that are made once a module: every test finds what it asked for, as it was made."""

import pytest

from stepdown.clinic.people.models import Patient, Site
from tests.clinic.world import World
from tests.layers import made_once
from tests.threads import run_in_threads

made: list[str] = []


@made_once
def dana(world: World) -> Patient:
    made.append("dana")
    return world.patient()


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_changes_is_gone_for_the_next(world: World, dana: Patient, turn: int) -> None:
    assert (dana.given_name, dana.site.name) == ("Dana", "Harbor")
    assert Patient.objects.get() == dana
    world.patient("Luis")
    Site.objects.update(name="Other")
    dana.refresh_from_db()
    dana.given_name = "Ana"
    assert made == ["dana"]


@pytest.mark.django_db
def test_without_the_fixture_its_rows_are_not_there() -> None:
    assert not Site.objects.exists()


def test_rows_of_another_fixture_are_not_there(world: World) -> None:
    assert Site.objects.get() == world.site
    assert not Patient.objects.exists()


def test_copies_are_of_one_world(dana: Patient, world: World) -> None:
    assert dana.site is world.site


@pytest.mark.django_db(transaction=True)
def test_others_see_the_rows_where_the_test_commits(world: World, dana: Patient) -> None:
    assert run_in_threads(1, lambda _: Patient.objects.get().pk) == [dana.pk]
