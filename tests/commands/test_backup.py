"""A backup makes the same clinic again on an empty machine; half a one changes nothing."""

import os
import tarfile
from pathlib import Path

import pytest

from tests import record
from tests.commands.process import every_row, rows, stepdown


@pytest.fixture
def empty_machine(clinic_environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Another folder and another database with nothing in them."""
    return {
        **clinic_environment,
        "STEPDOWN_DATA_DIR": str(tmp_path / "empty"),
        "STEPDOWN_DATABASE_URL": record.empty_database("restored"),
    }


@pytest.fixture
def begun_machine(clinic_environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Another folder and database, where a restore that ended early made the tables."""
    folder = tmp_path / "begun"
    return {
        **clinic_environment,
        "STEPDOWN_DATA_DIR": str(folder),
        "STEPDOWN_DATABASE_URL": record.migrated_database("restored", folder),
    }


def files_of(environment: dict[str, str]) -> dict[str, bytes]:
    folder = Path(environment["STEPDOWN_DATA_DIR"])
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for name in ("secrets", "anchor", "attachments")
        for path in (folder / name).rglob("*")
        if path.is_file()
    }


def test_a_restored_clinic_is_equal_and_verifies(
    demo_clinic: dict[str, str], empty_machine: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "clinic.tar.gz"
    done = stepdown(demo_clinic, "backup", str(file))
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o077 == 0, "nobody else may read it"

    restored = stepdown(empty_machine, "restore", str(file))
    assert restored.returncode == 0, restored.stderr
    assert every_row(empty_machine) == every_row(demo_clinic)
    assert files_of(empty_machine) == files_of(demo_clinic)
    assert stepdown(empty_machine, "audit", "verify").returncode == 0

    taken = stepdown(empty_machine, "restore", str(file))
    assert taken.returncode == 2
    assert "already" in taken.stderr


def test_what_guards_the_record_guards_it_after_a_restore_too(
    clinic: dict[str, str], begun_machine: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "clinic.tar.gz"
    assert stepdown(clinic, "backup", str(file)).returncode == 0
    assert stepdown(begun_machine, "restore", str(file)).returncode == 0
    assert guards(begun_machine) == guards(clinic) != []
    add = ("user", "add", "--email", "new@harbor.example", "--name", "New", "--role", "intake")
    done = stepdown(
        begun_machine, *add, "--site", "Harbor", "--password-file", "-", typed="a long password 1"
    )
    assert done.returncode == 0, done.stderr
    assert rows(begun_machine, "SELECT count(*), count(DISTINCT id) FROM people_account") == [
        (2, 2)
    ]


def guards(environment: dict[str, str]) -> list[str]:
    if environment["STEPDOWN_DATABASE_URL"]:
        query = "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal"
    else:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    return sorted(map(str, rows(environment, query)))


@pytest.mark.parametrize("damage", ["cut off", "changed", "something else", "a file missing"])
def test_a_damaged_backup_is_refused_and_nothing_is_half_restored(
    clinic: dict[str, str], begun_machine: dict[str, str], tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "clinic.tar.gz"
    assert stepdown(clinic, "backup", str(file)).returncode == 0
    whole = file.read_bytes()
    spoil(file, damage)

    done = stepdown(begun_machine, "restore", str(file))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "backup" in done.stderr
    assert not any(Path(begun_machine["STEPDOWN_DATA_DIR"], "anchor").iterdir())

    file.write_bytes(whole)
    assert stepdown(begun_machine, "restore", str(file)).returncode == 0, "the next try goes well"


def spoil(file: Path, damage: str) -> None:
    if damage == "cut off":
        os.truncate(file, file.stat().st_size * 2 // 3)
    elif damage == "something else":
        file.write_text("{}")
    else:
        folder = file.with_suffix(".open")
        with tarfile.open(file) as archive:
            archive.extractall(folder, filter="data")
        ledger = folder / "rows" / "ledger_event.jsonl"
        if damage == "changed":
            ledger.write_bytes(ledger.read_bytes().replace(b"post.given", b"post.taken"))
        else:
            ledger.unlink()
        with tarfile.open(file, "w:gz") as archive:
            for path in sorted(folder.rglob("*")):
                archive.add(path, arcname=str(path.relative_to(folder)), recursive=False)


def test_a_backup_needs_a_folder_to_lie_in(clinic: dict[str, str], tmp_path: Path) -> None:
    done = stepdown(clinic, "backup", str(tmp_path / "nowhere" / "file"))
    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_what_is_left_of_a_broken_off_restore_does_not_hinder_the_next(
    clinic: dict[str, str], begun_machine: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "clinic.tar.gz"
    assert stepdown(clinic, "backup", str(file)).returncode == 0
    folder = Path(begun_machine["STEPDOWN_DATA_DIR"])
    (folder / "restore.partial").mkdir(parents=True)
    (folder / "anchor").mkdir()
    (folder / "anchor" / "head.json").write_text('{"seq": 9, "hash": "half"}')
    assert stepdown(begun_machine, "restore", str(file)).returncode == 0
    assert files_of(begun_machine) == files_of(clinic)
