"""`stepdown wording import`: what it installs, what it refuses, and what it keeps."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.measures.queries import installed_packs
from stepdown.commands.program import program
from tests.clinic.world import World, make_world
from tests.fhir.questionnaires import as_file, questionnaire
from tests.layers import made_once
from tests.shared import shared_file

pytestmark = pytest.mark.django_db


@made_once
def world() -> World:
    return make_world()


def run(tmp_path: Path, raw: bytes, *words: str, name: str = "pack.json") -> Result:
    file = tmp_path / name
    file.write_bytes(raw)
    return CliRunner().invoke(program, ["wording", "import", str(file), *words])


def test_a_questionnaire_is_put_in_use(world: World, tmp_path: Path) -> None:
    result = run(tmp_path, as_file(questionnaire("gad-7")), "--license", "Ours to use")
    assert result.exit_code == 0, result.output
    (pack,) = installed_packs()
    assert f"SHA-256: {pack.digest}" in result.output
    assert "wording of gad-7 is in use: 7 items" in result.output
    assert (pack.source, pack.license) == ("Nobody", "Ours to use")
    assert LedgerEvent.objects.filter(verb="wording.installed").count() == 1


def test_a_table_says_its_instrument_by_option(world: World, tmp_path: Path) -> None:
    rows = [f"{n},Words about {n},{value},Answer {value}" for n in (1, 2) for value in range(4)]
    raw = "\n".join(["item,text,value,answer", *rows]).encode()
    refused = run(tmp_path, raw, name="two.csv")
    assert refused.exit_code == 2
    assert "Say which instrument" in refused.output
    assert run(tmp_path, raw, "--instrument", "phq-2", name="two.csv").exit_code == 0
    assert installed_packs()[0].source == "two.csv"


def test_what_does_not_fit_is_refused_and_nothing_is_installed(
    world: World, tmp_path: Path
) -> None:
    form = questionnaire("gad-7")
    form["item"][1], form["item"][2] = form["item"][2], form["item"][1]
    result = run(tmp_path, as_file(form))
    assert result.exit_code == 2
    assert "Question 2 of the pack has the code 69733-4" in result.output
    assert "Nothing was installed" in result.output
    assert installed_packs() == []


def test_the_official_phq9_form_is_put_in_use(world: World, tmp_path: Path) -> None:
    raw = shared_file("instruments/phq9-fhir-r4.json").read_bytes()
    result = run(tmp_path, raw)
    assert result.exit_code == 0, result.output
    assert [pack.instrument_key for pack in installed_packs()] == ["phq-9"]
