"""Staff see that somebody may be here twice, compare, join and separate."""

from datetime import timedelta

import pytest
from time_machine import TimeMachineFixture

from stepdown.clinic.people.models import Merge, Patient
from stepdown.clinic.people.operations import shut_out
from stepdown.clinic.people.roles import Role
from tests.clinic.care import assess
from tests.clinic.joining import join
from tests.clinic.world import NOW, World, make_world
from tests.layers import made_once
from tests.web.front_door import as_role, post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_hours_later(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW + timedelta(hours=2))


@made_once
def kept(world: World) -> Patient:
    return world.patient("Dana", phone="410 555 0142")


@made_once
def twin(world: World) -> Patient:
    return world.patient("Danuta", family_name="Mársh")


def page(world: World, role: Role, path: str) -> str:
    answer = as_role(world, role).get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


@pytest.mark.parametrize("path", ["/p/{}/details", "/inquiries/{}"])
def test_intake_is_told_of_another_record(
    world: World, kept: Patient, twin: Patient, path: str
) -> None:
    found = page(world, Role.INTAKE, path.format(kept.code))
    assert "There may be another record of this person" in found
    assert "Compare. Same birth date, family name" in found
    assert "Danuta" not in found


def test_clinical_staff_are_told_too_and_ask_intake(
    world: World, kept: Patient, twin: Patient
) -> None:
    found = page(world, Role.COUNSELOR, f"/p/{kept.code}")
    assert "ask intake to compare" in found
    assert f'href="/p/{twin.code}"' in found
    assert "/same/" not in found
    assert "Danuta" not in found


def test_a_birth_date_alone_is_shown_to_those_who_look_and_told_to_nobody_else(
    world: World, kept: Patient
) -> None:
    other = world.patient("Luis", family_name="Ortega")
    assert other.birth_on == kept.birth_on
    assert "another record of this" not in page(world, Role.INTAKE, f"/inquiries/{kept.code}")
    assert "Luis Ortega" in page(world, Role.INTAKE, f"/p/{kept.code}/same")


def test_nobody_learns_of_a_person_who_is_shut_to_them(
    world: World, kept: Patient, twin: Patient
) -> None:
    for role in (Role.COUNSELOR, Role.INTAKE):
        shut_out(
            actor=world.actor(Role.DIRECTOR), patient=twin, account=world.accounts[role], now=NOW
        )
    assert "another record of this" not in page(world, Role.COUNSELOR, f"/p/{kept.code}")
    assert "another record of this" not in page(world, Role.INTAKE, f"/p/{kept.code}/details")
    intake = as_role(world, Role.INTAKE)
    assert intake.get(f"/p/{kept.code}/same/{twin.code}").status_code == 404


def test_nobody_of_another_site_is_proposed(world: World, kept: Patient) -> None:
    make_world("Ridge", roles=(Role.INTAKE,)).patient("Dana")
    assert "another record" not in page(world, Role.INTAKE, f"/inquiries/{kept.code}")


def fields(kept: Patient, twin: Patient, **changes: object) -> dict[str, object]:
    return {
        "stays": kept.code,
        "reason": "She called twice; the birth date is the same.",
        "compared": "on",
        "version": kept.version + twin.version,
        **changes,
    }


def test_two_records_are_joined_from_the_page(world: World, kept: Patient, twin: Patient) -> None:
    assess(world, twin)
    client = as_role(world, Role.INTAKE)
    answer = post(client, f"/p/{kept.code}/same/{twin.code}", **fields(kept, twin))
    assert answer.status_code == 302
    assert "Joined here" in page(world, Role.INTAKE, f"/p/{kept.code}/details")
    timeline = page(world, Role.COUNSELOR, f"/p/{kept.code}")
    assert "Written in the record of Danuta Mársh, which was joined here" in timeline


@pytest.mark.parametrize(
    "changes", [{"compared": ""}, {"reason": " "}, {"stays": ""}, {"stays": "zzzzzzzz"}]
)
def test_nothing_is_joined_without_choice_reason_and_comparison(
    world: World, kept: Patient, twin: Patient, changes: dict[str, str]
) -> None:
    client = as_role(world, Role.INTAKE)
    path = f"/p/{kept.code}/same/{twin.code}"
    assert post(client, path, **fields(kept, twin, **changes)).status_code == 422
    assert not Merge.objects.exists()


def test_a_page_that_is_out_of_date_joins_nothing(
    world: World, kept: Patient, twin: Patient
) -> None:
    client = as_role(world, Role.INTAKE)
    path = f"/p/{kept.code}/same/{twin.code}"
    assert post(client, path, **fields(kept, twin, version=9)).status_code == 409
    assert not Merge.objects.exists()


def test_the_address_of_a_joined_record_leads_to_the_one_that_stays(
    world: World, kept: Patient, twin: Patient
) -> None:
    join(world, kept, twin)
    answer = as_role(world, Role.INTAKE).get(f"/p/{twin.code}/details")
    assert answer.headers["Location"] == f"/p/{kept.code}/details"
    elsewhere = make_world("Ridge", roles=(Role.INTAKE,))
    assert as_role(elsewhere, Role.INTAKE).get(f"/p/{twin.code}/details").status_code == 404
    assert as_role(world, Role.BILLER).get(f"/p/{twin.code}/details").status_code == 404


def test_what_is_sent_to_a_joined_record_is_shown_and_not_written(
    world: World, kept: Patient, twin: Patient
) -> None:
    join(world, kept, twin)
    answer = post(
        as_role(world, Role.INTAKE),
        f"/p/{twin.code}/details",
        given_name="Somebody",
        family_name="Else",
        sex="unknown",
        version=kept.version,
    )
    assert answer.status_code == 409
    assert "Somebody" in answer.content.decode()
    kept.refresh_from_db()
    twin.refresh_from_db()
    assert {kept.given_name, twin.given_name} == {"Dana", "Danuta"}


def test_a_join_is_undone_from_the_page(world: World, kept: Patient, twin: Patient) -> None:
    merge = join(world, kept, twin)
    client = as_role(world, Role.INTAKE)
    path = f"/p/{kept.code}/joined/{merge.pk}"
    assert "Nothing was written since" in page(world, Role.INTAKE, path)
    assert post(client, path, reason="").status_code == 422
    assert post(client, path, reason="Two cousins.").status_code == 302
    assert client.get(f"/p/{twin.code}/details").status_code == 200
    assert client.get(path).status_code == 404


def test_two_people_are_not_proposed_again(world: World, kept: Patient, twin: Patient) -> None:
    client = as_role(world, Role.INTAKE)
    assert post(client, f"/p/{kept.code}/same/{twin.code}/two").status_code == 302
    for each in (kept, twin):
        assert "another record of this" not in page(world, Role.INTAKE, f"/inquiries/{each.code}")


def test_another_record_is_found_by_letters(world: World, kept: Patient) -> None:
    other = world.patient("Rosa", family_name="Quint", birth_on=None)
    client = as_role(world, Role.INTAKE)
    answer = post(client, f"/p/{kept.code}/same", letters="quint").content.decode()
    assert f"/p/{kept.code}/same/{other.code}" in answer
    assert "Nobody here looks the same" in answer
