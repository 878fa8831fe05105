"""Tests and medicines of a record that is joined go with it, and back when it is separated."""

from stepdown.clinic.drug_tests.models import DrugTest, RandomPlan, Specimen
from stepdown.clinic.medicines.models import Medicine
from stepdown.clinic.medicines.operations import add_medicine
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from tests.clinic.joining import join, separate
from tests.clinic.tested import collect, coming_person, drawn_test, ordered_today, screen
from tests.clinic.world import NOW, World


def owners(patient: Patient) -> list[int]:
    """How many tests, random tests, samples and medicines are read in this record."""
    kinds = (DrugTest, RandomPlan, Medicine)
    samples = Specimen.objects.filter(test__patient=patient).count()
    return [*(kind._default_manager.filter(patient=patient).count() for kind in kinds), samples]


def test_tests_and_medicines_go_with_their_record_and_back(world: World) -> None:
    kept = coming_person(world)
    drawn_test(world, kept)
    twin = world.patient("Dana")
    test = ordered_today(world, twin)
    collect(world, test)
    screen(world, test, cocaine=False)
    add_medicine(
        actor=world.actor(Role.MEDICAL),
        patient=twin,
        name="Sertraline",
        how="",
        known_key="",
        is_prescribed=True,
        is_taken=True,
        now=NOW,
    )
    merge = join(world, kept, twin)
    assert owners(kept) == [2, 1, 1, 1]
    assert owners(twin) == [0, 0, 0, 0]
    separate(world, merge)
    assert owners(kept) == [1, 1, 0, 0]
    assert owners(twin) == [1, 0, 1, 1]
