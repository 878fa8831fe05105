"""The baselines of the timetable are honest: they keep every rule and do what they say."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.timetable.__main__ import bench
from benchmarks.timetable.greedy import greedy
from benchmarks.timetable.instance import Clinic, Plan
from benchmarks.timetable.judge import judge
from benchmarks.timetable.made_up import made_up, next_week, sick_calls
from benchmarks.timetable.occupied import written
from benchmarks.timetable.plain import plain


@pytest.mark.parametrize("people", [0, 1, 24, 60])
def test_a_greedy_week_keeps_every_rule(people: int) -> None:
    made = made_up(people, 4)
    clinic = Clinic(made.instance)
    week, nothing = written(clinic, greedy(clinic)), written(clinic, Plan())
    assert judge(made.instance, week).violations == []
    assert judge(made.instance, week).cost <= judge(made.instance, nothing).cost


def test_the_plain_model_serves_a_small_clinic_and_then_polishes() -> None:
    instance = made_up(8, 4).instance
    costs: list[int] = []
    found = plain(Clinic(instance), seconds=8, progress=lambda _, v: costs.append(v.cost))
    assert found.verdict.violations == []
    assert found.verdict.not_served == []
    assert found.seconds_to_service is not None
    assert costs == sorted(costs, reverse=True)


def test_an_overloaded_clinic_and_a_next_week_are_posed() -> None:
    crowded = made_up(20, 4, overload=0.2).instance
    assert (len(crowded["patients"]), crowded["full_service_possible"]) == (24, False)
    week = next_week(made_up(20, 4))
    assert len(week["previous"]) > 20
    assert judge(week, written(Clinic(week), Plan())).disruption > 0


def test_the_same_seed_invents_the_same_clinic() -> None:
    assert made_up(30, 9) == made_up(30, 9)
    assert made_up(30, 9) != made_up(30, 8)
    assert sick_calls(made_up(30, 9), 4) == sick_calls(made_up(30, 9), 4)


def test_the_table_compares_all_ways_in_one_run(tmp_path: Path) -> None:
    out = tmp_path / "table.json"
    words = ["--people", "6", "--seconds", "2", "--out", str(out)]
    result = CliRunner().invoke(bench, words)
    assert result.exit_code == 0, result.output
    rows = json.loads(out.read_text())["rows"]
    assert [row["who"] for row in rows] == ["greedy", "plain", "engine"]
    assert all(row["violations"] == 0 and row["megabytes"] > 0 for row in rows)
