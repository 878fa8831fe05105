"""The demo: the same wish gives the same clinic, and nothing but a demo is ever replaced."""

from datetime import date
from pathlib import Path

import pytest

from stepdown.clinic.people.roles import Role
from stepdown.commands.demo.cast import invent_people
from tests.commands.process import accounts_in, every_row, opened, rows, stepdown

DAY = "2026-11-23"
SMALL = ("demo", "--no-serve", "--people", "6", "--today", DAY)
TOLD = {
    "names": "SELECT given_name, family_name, birth_on FROM people_patient",
    "bookings": 'SELECT p.given_name, t."on", t.starts, b.state FROM intake_booking b'
    " JOIN people_patient p ON p.id = b.patient_id"
    " JOIN intake_assessmenttime t ON t.id = b.time_id",
    "notes": "SELECT p.given_name, e.happened_at, e.body FROM chart_entry e"
    " JOIN people_patient p ON p.id = e.patient_id WHERE e.kind = 'session_note'",
    "scores": "SELECT p.given_name, e.happened_at, e.body FROM chart_entry e"
    " JOIN people_patient p ON p.id = e.patient_id WHERE e.kind = 'instrument'",
}


def told(environment: dict[str, str]) -> dict[str, list[str]]:
    return {what: sorted(map(str, rows(environment, query))) for what, query in TOLD.items()}


def test_the_same_seed_and_day_give_the_same_people_bookings_notes_and_scores(
    demo_clinic: dict[str, str], tmp_path: Path
) -> None:
    before = told(demo_clinic)
    assert all(before.values()), {what: len(found) for what, found in before.items()}

    file = tmp_path / "accounts.json"
    again = stepdown(demo_clinic, *SMALL, "--accounts", str(file))
    assert again.returncode == 0, again.stderr
    assert told(demo_clinic) == before
    assert stepdown(demo_clinic, "audit", "verify").returncode == 0
    assert {one["role"] for one in accounts_in(file)} == set(Role)
    for account in accounts_in(file):
        assert account["password"] in again.stdout


def test_a_missed_class_is_made_up_by_reading_and_one_reading_has_only_begun(
    demo_clinic: dict[str, str],
) -> None:
    lessons = rows(demo_clinic, "SELECT read_at, sure_before FROM education_ownlesson")
    assert {read_at is not None for read_at, _ in lessons} == {True, False}
    assert all(sure is not None for _, sure in lessons)


def test_a_demo_is_not_served_as_a_clinic(demo_clinic: dict[str, str]) -> None:
    refused = stepdown(demo_clinic, "serve")
    assert refused.returncode == 2
    assert "demo" in refused.stderr


@pytest.mark.once
def test_another_seed_gives_other_people() -> None:
    one, same, other = (
        invent_people(30, seed=seed, today=date.fromisoformat(DAY)) for seed in (1, 1, 2)
    )
    assert one == same
    assert one != other
    assert len({person.name for person in one}) == 30


def test_a_clinic_is_never_replaced_by_a_demo(clinic: dict[str, str]) -> None:
    before = every_row(clinic)
    done = stepdown(clinic, *SMALL)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "clinic" in done.stderr
    assert every_row(clinic) == before


def test_another_programs_tables_are_never_replaced_by_a_demo(
    clinic_environment: dict[str, str],
) -> None:
    Path(clinic_environment["STEPDOWN_DATA_DIR"]).mkdir()
    with opened(clinic_environment) as connection:
        connection.execute("CREATE TABLE ours_alone (word TEXT)")
        connection.execute("INSERT INTO ours_alone VALUES ('kept')")
        connection.commit()
    assert stepdown(clinic_environment, *SMALL).returncode == 2
    assert rows(clinic_environment, "SELECT word FROM ours_alone") == [("kept",)]


def test_the_attachments_of_a_clinic_whose_database_is_elsewhere_stay(
    clinic_environment: dict[str, str],
) -> None:
    kept = Path(clinic_environment["STEPDOWN_DATA_DIR"]) / "attachments" / "record"
    kept.parent.mkdir(parents=True)
    kept.write_text("kept")
    assert stepdown(clinic_environment, *SMALL).returncode == 2
    assert kept.read_text() == "kept"


@pytest.mark.parametrize("wrong", [["--today", "yesterday"], ["--people", "0"], ["--seed", "x"]])
def test_what_cannot_be_is_refused_before_anything_is_made(
    clinic_environment: dict[str, str], wrong: list[str]
) -> None:
    done = stepdown(clinic_environment, "demo", "--no-serve", *wrong)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not Path(clinic_environment["STEPDOWN_DATA_DIR"]).exists()
