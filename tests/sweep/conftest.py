"""A whole clinic for every module here, in one transaction that is never committed."""

from tests.record import get_ready

get_ready()

import logging  # noqa: E402 - after get_ready
from collections.abc import Iterator  # noqa: E402 - after get_ready

import pytest  # noqa: E402 - after get_ready
import time_machine  # noqa: E402 - after get_ready
from django.db import transaction  # noqa: E402 - after get_ready
from pytest_django.fixtures import Settings  # noqa: E402 - after get_ready
from pytest_django.plugin import DjangoDbBlocker  # noqa: E402 - after get_ready

from tests.clinic.world import NOW  # noqa: E402 - after get_ready
from tests.sweep.clinic import Clinic, filled_clinic  # noqa: E402 - after get_ready


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Clinic]:
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        yield filled_clinic()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def calm_log(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of refusals are meant here; writing each into the captured log takes minutes."""
    caplog.set_level(logging.ERROR, logger="django.request")


@pytest.fixture
def db(own_folders: None, filled: Clinic, settings: Settings) -> Iterator[None]:
    """Each test leaves the clinic as it found it. Takes the place of pytest-django's `db`, which
    closes the connection and with it the transaction that holds the clinic."""
    settings.ATTACHMENTS_DIR = filled.attachments
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def clinic(db: None, filled: Clinic) -> Clinic:
    return filled
