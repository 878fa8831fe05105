"""`stepdown fhir import`: what it says, and what it never does by itself."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stepdown.clinic.chart.models import Arrival, ArrivedFact
from stepdown.clinic.people.models import Patient
from stepdown.commands.program import program
from stepdown.fhir.invented import invented_bundle
from tests.clinic.world import TODAY, World, make_world
from tests.fhir.bundles import LOW_MOOD, PATIENT, bundle
from tests.layers import made_once

pytestmark = pytest.mark.django_db


@made_once
def world() -> World:
    return make_world()


def run(tmp_path: Path, raw: bytes, *words: str) -> Result:
    file = tmp_path / "from elsewhere.json"
    file.write_bytes(raw)
    return CliRunner().invoke(program, ["fhir", "import", str(file), *words])


def test_a_record_is_read_into_the_chart_of_a_new_person(world: World, tmp_path: Path) -> None:
    result = run(tmp_path, invented_bundle(2, today=TODAY, resources=120))
    person = Patient.objects.get()
    assert result.exit_code == 0, result.output
    assert "Understood" in result.output
    assert "not confirmed" in result.output
    assert person.code in result.output
    assert person.family_name not in result.output
    assert ArrivedFact.objects.filter(patient=person).exists()


def test_a_record_is_read_into_the_chart_of_a_known_person(world: World, tmp_path: Path) -> None:
    known = world.patient()
    result = run(tmp_path, bundle(LOW_MOOD), "--person", known.code, "--source", "Ridge Hospital")
    assert result.exit_code == 0, result.output
    assert Arrival.objects.get().patient == known
    assert Arrival.objects.get().source == "Ridge Hospital"
    assert "not confirmed" not in result.output


@pytest.mark.parametrize("again", [1, 2])
def test_the_same_file_again_is_nothing_new(world: World, tmp_path: Path, again: int) -> None:
    for _ in range(again):
        run(tmp_path, bundle(LOW_MOOD))
    result = run(tmp_path, bundle(LOW_MOOD))
    assert result.exit_code == 0
    assert "Nothing new" in result.output
    assert (Patient.objects.count(), ArrivedFact.objects.count()) == (1, 1)


def test_a_word_of_death_and_an_age_outside_are_said(world: World, tmp_path: Path) -> None:
    child = {**PATIENT, "birthDate": "2015-01-01", "deceasedBoolean": True}
    output = run(tmp_path, bundle(patient=child)).output
    assert "says that this person has died" in output
    assert "outside the ages" in output


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[]", b'{"resourceType": "Bundle"}'])
def test_a_file_that_cannot_be_read_is_one_sentence_and_exit_2(
    world: World, tmp_path: Path, raw: bytes
) -> None:
    result = run(tmp_path, raw)
    assert result.exit_code == 2
    assert "Nothing was saved." in result.output
    assert Patient.objects.count() == 0


def test_an_unknown_person_is_refused(world: World, tmp_path: Path) -> None:
    result = run(tmp_path, bundle(LOW_MOOD), "--person", "nobody22")
    assert result.exit_code == 2
    assert "no person with the code nobody22" in result.output


def test_a_person_of_another_site_is_refused(world: World, tmp_path: Path) -> None:
    other = make_world("Ridge")
    result = run(tmp_path, bundle(LOW_MOOD), "--person", other.patient().code, "--site", "Harbor")
    assert result.exit_code == 2
    assert "belongs to another site" in result.output


def test_the_first_site_receives_unless_another_is_named(world: World, tmp_path: Path) -> None:
    make_world("Ridge")
    first = run(tmp_path, bundle(LOW_MOOD))
    assert "at Harbor." in first.output
    unknown = run(tmp_path, bundle(LOW_MOOD), "--site", "Elsewhere")
    assert "There are: Harbor, Ridge." in unknown.output
    assert run(tmp_path, bundle(LOW_MOOD), "--site", "ridge").exit_code == 0
    assert [person.site.name for person in Patient.objects.order_by("pk")] == ["Harbor", "Ridge"]


def test_a_file_that_is_not_there_is_refused(world: World) -> None:
    result = CliRunner().invoke(program, ["fhir", "import", "/nowhere/at/all.json"])
    assert result.exit_code == 2
