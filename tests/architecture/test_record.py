"""The suite's own promises: which database, whose folders, and what runs on both."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.architecture.house import HOUSE
from tests.record import IS_POSTGRESQL

VENDOR = "postgresql" if IS_POSTGRESQL else "sqlite"
LOOK = "from django.db import connection as c; print(c.vendor, c.introspection.table_names())"


@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for() -> None:
    assert connection.vendor == VENDOR


@pytest.mark.django_db
def test_a_test_of_the_record_has_folders_of_its_own(tmp_path: Path) -> None:
    assert tmp_path in Path(settings.ANCHOR_DIR).parents
    assert tmp_path in Path(settings.ATTACHMENTS_DIR).parents


def test_a_process_has_an_empty_database_of_its_own(clinic_environment: dict[str, str]) -> None:
    command = [sys.executable, "-c", f"import django; django.setup(); {LOOK}"]
    done = subprocess.run(
        command, env=clinic_environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == f"{VENDOR} []"


@pytest.mark.once
def test_on_postgresql_only_tests_that_ask_for_a_database_run() -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/architecture"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider"],
        cwd=HOUSE,
        env={**os.environ, "TEST_DATABASE": "postgresql"},
        capture_output=True,
        text=True,
        check=True,
    )
    names = {line.rpartition("::")[2] for line in done.stdout.splitlines() if "::" in line}
    assert "test_a_process_has_an_empty_database_of_its_own" in names
    assert "test_no_area_is_empty" not in names
    assert "test_on_postgresql_only_tests_that_ask_for_a_database_run" not in names
