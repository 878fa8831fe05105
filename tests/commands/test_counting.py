"""SQLite chooses an index from what its tables hold: the worker has it count that."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stepdown.commands.counting import Counter
from tests.commands.process import rows, stepdown


@pytest.mark.django_db
def test_tables_are_counted_once_a_day_on_sqlite_alone() -> None:
    counter, asked = Counter(), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            counter.look()
        asked.append([one["sql"] for one in captured])
    assert asked == [["ANALYZE"] if connection.vendor == "sqlite" else [], []]


def test_a_worker_counts_when_it_begins(clinic: dict[str, str]) -> None:
    table = "pg_statistic" if clinic["STEPDOWN_DATABASE_URL"] else "sqlite_stat1"
    stepdown(clinic, "worker", "--once")
    assert rows(clinic, f"SELECT 1 FROM {table}")
