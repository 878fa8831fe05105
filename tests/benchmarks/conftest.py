from tests.record import get_ready

get_ready()

from datetime import date, datetime  # noqa: E402 - after get_ready
from zoneinfo import ZoneInfo  # noqa: E402 - after get_ready

import pytest  # noqa: E402 - after get_ready
from django.db.models import QuerySet  # noqa: E402 - after get_ready
from time_machine import TimeMachineFixture  # noqa: E402 - after get_ready

from benchmarks.bulk import clone_people  # noqa: E402 - after get_ready
from stepdown.clinic.people.models import Patient  # noqa: E402 - after get_ready
from stepdown.commands.demo.building import Wish, build, mark_demo  # noqa: E402 - after get_ready

NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("America/New_York"))
PEOPLE = 8  # enough for a story of most kinds
RECORDS = PEOPLE + 1  # one of them is here twice


@pytest.fixture
def four_times(transactional_db: None, time_machine: TimeMachineFixture) -> None:
    """A small demo made by the operations, everybody in it again, and all of these again."""
    time_machine.move_to(NOW)
    wish = Wish(date(2026, 11, 23), 1, PEOPLE)
    mark_demo(wish, now=NOW)
    build(wish, lambda what: None)
    for times in (2, 4):
        assert clone_people(until=RECORDS * times, note=lambda what: None) == RECORDS * times


@pytest.fixture
def those_before(transactional_db: None, time_machine: TimeMachineFixture) -> QuerySet[Patient]:
    """Beside a small demo, as many again or a few more who were in care before."""
    time_machine.move_to(NOW)
    wish = Wish(date(2026, 11, 23), 1, PEOPLE)
    mark_demo(wish, now=NOW)
    build(wish, lambda what: None)
    now_here = list(Patient.objects.values_list("pk", flat=True))
    clone_people(until=RECORDS * 2, at_once=RECORDS, note=lambda what: None)
    return Patient.objects.exclude(pk__in=now_here)
