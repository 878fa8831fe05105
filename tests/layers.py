"""Fixtures whose rows are made once for the tests of a module, and are there when a test begins.

Most tests of the record begin with the same site, staff and people, which take longer to make
than the test itself. `@made_once` in place of `@pytest.fixture` leaves their rows in a transaction
around those of the tests, one savepoint for each fixture. A test finds the rows of the fixtures it
asks for, of no others, and copies of what they returned.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from inspect import signature
from typing import Any

import pytest
import time_machine
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

Make = Callable[..., Any]
_makes: dict[tuple[str, str], Make] = {}


def made_once(make: Make) -> Any:
    """For a fixture that takes others of its kind, leaves no files, and sees the clock at noon, as
    `NOW` in tests/clinic/world.py says. In a transactional test it is an ordinary fixture."""
    _makes[make.__module__, make.__name__] = make

    def value(request: pytest.FixtureRequest, db: None, laid: dict[str, Any] | None) -> Any:
        if laid is not None:
            return laid[make.__name__]
        return make(*[request.getfixturevalue(name) for name in signature(make).parameters])

    return pytest.fixture(name=make.__name__)(value)


@dataclass(frozen=True)
class Layer:
    """What one fixture put over the layers below. `values` of all of them, by name."""

    make: Make
    values: dict[str, Any]
    undo: ExitStack


class Layers:
    """What stands in the database at present, from the bottom up."""

    def __init__(self) -> None:
        self._standing: list[Layer] = []

    def stand(self, wanted: list[Make]) -> dict[str, Any]:
        """Leaves the rows of these and of no others; copies of their values."""
        while [layer.make for layer in self._standing] != wanted[: len(self._standing)]:
            self._standing.pop().undo.close()
        for make in wanted[len(self._standing) :]:
            self._standing.append(self._over(make))
        return self._values()

    def _over(self, make: Make) -> Layer:
        from tests.clinic.world import NOW  # names models: after get_ready

        values = self._values()
        with ExitStack() as undo:
            undo.enter_context(_rolled_back())
            with time_machine.travel(NOW, tick=False):
                values[make.__name__] = make(*[values[name] for name in signature(make).parameters])
            return Layer(make, values, undo.pop_all())

    def _values(self) -> dict[str, Any]:
        return deepcopy(self._standing[-1].values) if self._standing else {}


@contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def layers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Layers]:
    standing = Layers()
    yield standing
    with django_db_blocker.unblock():
        standing.stand([])


@pytest.fixture
def laid(
    request: pytest.FixtureRequest, layers: Layers, django_db_blocker: DjangoDbBlocker
) -> dict[str, Any] | None:
    """Of these fixtures, whose rows are there; None where the test commits."""
    with django_db_blocker.unblock():
        found = layers.stand([] if _commits(request) else _wanted(request))
    return None if _commits(request) else found


@pytest.fixture
def _django_db_helper(laid: dict[str, Any] | None, _django_db_helper: None) -> None:
    """pytest-django's, which begins the test's own transaction: inside that of the layers."""


def _commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    asked_for = {"transactional_db", "live_server"} & set(request.fixturenames)
    return bool(asked_for or (marker and marker.kwargs.get("transaction")))


def _wanted(request: pytest.FixtureRequest) -> list[Make]:
    """The fixtures made once behind this test, each after those that it takes."""
    found: list[Make] = []
    for name in request.fixturenames:
        _add(name, request.module.__name__, found)
    return found


def _add(name: str, module: str, found: list[Make]) -> None:
    make = _makes.get((module, name)) or _makes.get((f"{module.rpartition('.')[0]}.conftest", name))
    if make is not None and make not in found:
        for taken in signature(make).parameters:
            _add(taken, module, found)
        found.append(make)
