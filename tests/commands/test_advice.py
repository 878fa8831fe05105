"""`stepdown advice replay` makes signed advice again."""

from tests.commands.process import stepdown


def test_a_clinic_without_advice_has_nothing_that_differs(clinic: dict[str, str]) -> None:
    done = stepdown(clinic, "advice", "replay")
    assert done.returncode == 0
    assert "0 made again" in done.stdout


def test_an_advice_that_is_not_there_is_a_sentence(clinic: dict[str, str]) -> None:
    done = stepdown(clinic, "advice", "replay", "--entry", "7")
    assert done.returncode == 1
    assert done.stdout == "There is no advice 7.\n"
