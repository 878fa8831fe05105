"""`stepdown score`: JSON for one form, a count for a file of vectors, never a wrong score."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from stepdown.commands.program import program
from tests.commands.process import stepdown

ITEM9 = "[1, 1, 1, 1, 0, 0, 0, 0, 1]"
GOOD = {"instrument": "phq-2", "answers": [1, 2], "context": {}, "expected": {"total": 3}}


def run(*words: str) -> Result:
    return CliRunner().invoke(program, ["score", *words])


def told(*words: str) -> dict[str, Any]:
    result = run(*words)
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.output)
    return answer


def vectors(tmp_path: Path, *rows: object) -> Result:
    file = tmp_path / "vectors.json"
    file.write_text(json.dumps(rows))
    return run("--vectors", str(file))


def test_it_prints_total_subscales_bands_and_flags() -> None:
    answer = told("phq-9", "--answers", ITEM9)
    assert answer["instrument"] == "phq-9"
    assert (answer["total"], answer["band"], answer["phq2"]) == (5, "mild", 2)
    assert answer["flags"] == ["safety"]
    assert answer["band_versions"] == {"band": "1"}


def test_one_band_table_can_be_asked_for() -> None:
    answers = "[1, 2, 1, 2, 1, 1, 0, 0, 1, 0]"
    every = told("ciwa-ar", "--answers", answers)
    assert (every["classic"], every["asam"], every["cautious_band"]) == (
        "moderate",
        "mild",
        "moderate",
    )
    one = told("ciwa-ar", "--answers", answers, "--band-table", "asam")
    assert (one["asam"], one["band"]) == ("mild", "mild")
    assert "classic" not in one
    assert one["band_versions"] == {"asam": "1"}


def test_sex_and_other_facts_stand_beside_the_answers() -> None:
    assert told("audit-c", "--answers", "[1,1,1]", "--sex", "F")["positive"] is True
    assert told("audit-c", "--answers", "[1,1,1]", "--sex", "M")["positive"] is False
    unexposed = told("pc-ptsd-5", "--answers", "[1,1,1,1,1]", "--context", '{"exposed": false}')
    assert unexposed["total"] == 0


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("cows", "--answers", "[3,0,0,0,0,0,0,0,0,0,0]"), "Choose one of 0, 1, 2, 4"),
        (("phq-9", "--answers", "[0,0,0]"), "9 items, but 3 answers"),
        (("phq-9", "--answers", "[0,0,0,0,0,0,0,0,null]"), "no answer for item 9"),
        (("phq-10", "--answers", "[]"), "There is no instrument 'phq-10'"),
        (("phq-9", "--answers", ITEM9, "--band-table", "asam"), "There are: band."),
        (("phq-9", "--answers", "nothing"), "not JSON"),
        (("phq-9",), "Name an instrument and its --answers"),
    ],
)
def test_what_cannot_be_scored_is_an_error_and_no_score(
    words: tuple[str, ...], reason: str
) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert reason in result.output
    assert "total" not in result.output


def test_vectors_that_all_come_out_are_counted(tmp_path: Path) -> None:
    result = vectors(tmp_path, GOOD, {**GOOD, "answers": {"2": 3, "1": 0}})
    assert result.exit_code == 0
    assert result.output == "2 vectors: 2 passed, 0 failed.\n"


def test_each_failing_vector_is_printed_and_ends_with_1(tmp_path: Path) -> None:
    wrong = {**GOOD, "expected": {"total": 4, "positive": True, "band": "mild"}}
    refused = {**GOOD, "answers": [1, 4]}
    result = vectors(tmp_path, GOOD, wrong, refused)
    assert result.exit_code == 1
    assert "vector 2 (phq-2): total is 3, expected 4" in result.output
    assert "vector 2 (phq-2): there is no band, expected 'mild'" in result.output
    assert "vector 3 (phq-2): not scored: PHQ-2, item 2" in result.output
    assert result.output.endswith("3 vectors: 1 passed, 2 failed.\n")


@pytest.mark.parametrize("rows", [[], [1], [{"instrument": "phq-2"}], [{**GOOD, "context": 1}]])
def test_a_file_of_another_shape_is_refused(tmp_path: Path, rows: list[object]) -> None:
    result = vectors(tmp_path, *rows)
    assert result.exit_code == 2
    assert "is not a list of vectors" in result.output


def test_it_needs_no_settings_and_no_database(tmp_path: Path) -> None:
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "STEPDOWN_DATA_DIR": "/nowhere"}
    began = time.monotonic()
    done = stepdown(bare, "score", "phq-9", "--answers", ITEM9)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["total"] == 5
    assert time.monotonic() - began < 5, "a score alone starts no clinic"
