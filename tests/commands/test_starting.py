"""Starting a real clinic, adding its people, and asking whether the system is well."""

import os
import re
from pathlib import Path

import pytest

from stepdown.commands.program import VERBS
from tests import record
from tests.commands.process import INIT, PASSWORD, rows, stepdown

ADD = {
    "--email": "iris@harbor.example",
    "--name": "Iris Vale",
    "--role": "intake",
    "--site": "Harbor",
    "--password-file": "-",
}
WRONG_ANSWERS = [
    ("--zone", "Mars/Base"),
    ("--email", "nobody"),
    ("--site", "x" * 81),
    ("--site", "a\x1bb"),
    ("--name", "  "),
]


def words(options: dict[str, str]) -> list[str]:
    return [word for pair in options.items() for word in pair]


def test_a_clinic_starts_once_with_its_director(clinic: dict[str, str]) -> None:
    asked = "SELECT a.email, p.role, s.name, s.zone FROM people_post p"
    asked += " JOIN people_account a ON a.id = p.account_id JOIN people_site s ON s.id = p.site_id"
    assert rows(clinic, asked) == [
        ("dora@harbor.example", "director", "Harbor", "America/New_York")
    ]
    again = stepdown(clinic, "init", *words(INIT), typed=PASSWORD)
    assert again.returncode == 2
    assert "already" in again.stderr


@pytest.mark.once
@pytest.mark.parametrize(("option", "value"), WRONG_ANSWERS)
def test_a_wrong_answer_is_refused_with_nothing_made(
    clinic_environment: dict[str, str], option: str, value: str
) -> None:
    done = stepdown(clinic_environment, "init", *words({**INIT, option: value}), typed=PASSWORD)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert option in done.stderr
    assert not Path(clinic_environment["STEPDOWN_DATA_DIR"]).exists()


def test_a_short_password_leaves_the_database_empty(migrated_environment: dict[str, str]) -> None:
    done = stepdown(migrated_environment, "init", *words(INIT), typed="short")
    assert done.returncode == 2
    assert "15" in done.stderr
    assert rows(migrated_environment, "SELECT count(*) FROM people_site") == [(0,)]
    assert stepdown(migrated_environment, "init", *words(INIT), typed=PASSWORD).returncode == 0


def test_the_copies_that_tests_begin_with_are_what_a_real_start_makes(
    clinic: dict[str, str], tmp_path: Path
) -> None:
    url = record.migrated_database("shape", tmp_path / "copy")
    copied = {**clinic, "STEPDOWN_DATA_DIR": str(tmp_path / "copy"), "STEPDOWN_DATABASE_URL": url}
    assert shape(copied) == shape(clinic)


def shape(environment: dict[str, str]) -> list[tuple[str, ...]]:
    """Every column, constraint, index and trigger, and the migrations that made them."""
    if environment["STEPDOWN_DATABASE_URL"]:
        queries = [
            "SELECT table_name, column_name, data_type, is_nullable, column_default"
            " FROM information_schema.columns WHERE table_schema = 'public'",
            # a condition is written differently once it was dumped and read
            "SELECT conrelid::regclass, conname, CASE WHEN contype <> 'c'"
            " THEN pg_get_constraintdef(oid) END FROM pg_constraint",
            "SELECT tablename, indexname, split_part(indexdef, ' WHERE ', 1) FROM pg_indexes"
            " WHERE schemaname = 'public'",
            "SELECT tgname, pg_get_functiondef(tgfoid) FROM pg_trigger WHERE NOT tgisinternal",
        ]
    else:
        queries = ["SELECT type, name, sql FROM sqlite_master"]
    queries.append("SELECT app, name FROM django_migrations")
    return sorted(tuple(map(str, row)) for query in queries for row in rows(environment, query))


def test_somebody_is_added_to_a_site_once(clinic: dict[str, str]) -> None:
    assert stepdown(clinic, "user", "add", *words(ADD), typed=PASSWORD).returncode == 0
    query = "SELECT p.role FROM people_post p JOIN people_account a ON a.id = p.account_id"
    assert rows(clinic, f"{query} WHERE a.email = 'iris@harbor.example'") == [("intake",)]
    twice = stepdown(clinic, "user", "add", *words(ADD), typed=PASSWORD)
    assert twice.returncode == 2
    nowhere = stepdown(
        clinic, "user", "add", *words({**ADD, "--site": "Elsewhere"}), typed=PASSWORD
    )
    assert nowhere.returncode == 2
    assert "Elsewhere" in nowhere.stderr


def test_check_names_every_part_and_each_fault(clinic: dict[str, str]) -> None:
    done = stepdown(clinic, "check")
    assert done.returncode == 1, "no mail server is set and pages go without HTTPS"
    lines = done.stdout.splitlines()
    parts = [re.split(r"\s+", line)[1].rstrip(":") for line in lines]
    assert parts == ["Configuration", "Database", "Mail", "Texts", "Clock", "Disk"]
    assert [line.split()[0] for line in lines] == ["FAULT", "well", "FAULT", "well", "well", "well"]


def test_check_notices_a_folder_that_others_can_read(clinic: dict[str, str]) -> None:
    os.chmod(Path(clinic["STEPDOWN_DATA_DIR"], "secrets"), 0o755)
    done = stepdown({**clinic, "STEPDOWN_HTTPS": "true"}, "check")
    assert "chmod" in done.stdout.splitlines()[0]


def test_check_says_that_a_database_does_not_answer(clinic_environment: dict[str, str]) -> None:
    done = stepdown(
        {**clinic_environment, "STEPDOWN_DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"},
        "check",
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "does not answer" in done.stdout


@pytest.mark.once
@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"manage"}))
def test_every_command_has_help_and_starts_quickly(
    clinic_environment: dict[str, str], verb: str
) -> None:
    done = stepdown(clinic_environment, verb, "--help")
    assert done.returncode == 0
    assert f"Usage: stepdown {verb}" in done.stdout
    assert not Path(clinic_environment["STEPDOWN_DATA_DIR"]).exists(), "help touches nothing"
