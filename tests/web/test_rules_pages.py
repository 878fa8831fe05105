"""The rules in pages: read by the team, changed and approved by medicine."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.rule_versions import rules_in_force, versions_at
from stepdown.rules.placement import default_rule_set
from stepdown.web.staff.assessment.words import THRESHOLD_WORDS
from tests.clinic.world import NOW, World, make_world
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
SHIPPED = default_rule_set().version


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        yield


def as_role(world: World, role: Role) -> Client:
    return signed_in_client(world.accounts[role])


def post(client: Client, path: str, **typed: str) -> Any:
    return client.post(path, {"once": str(uuid4()), **typed})


def shown(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_every_number_has_words() -> None:
    assert set(THRESHOLD_WORDS) == set(default_rule_set().thresholds)


@pytest.mark.parametrize("role", [Role.MEDICAL, Role.COUNSELOR, Role.TECHNICIAN, Role.DIRECTOR])
def test_those_who_read_charts_read_the_rules(world: World, role: Role) -> None:
    text = shown(as_role(world, role).get("/rules"))
    assert f"{SHIPPED}, approved by Medical" in text
    assert "CIWA-Ar from which withdrawal care comes first" in text
    assert "15 points" in text
    assert ("Change<span" in text) is (role is Role.MEDICAL)


def test_a_number_is_changed_and_approved(world: World) -> None:
    client = as_role(world, Role.MEDICAL)
    path = f"/rules/{world.site.pk}/number/pulse-high"
    assert "From 100 to 140" in shown(client.get(path))
    typed = {"value": "130", "source": "Policy 4.2", "why": "Many runners", "version": "1"}
    refused = post(client, path, **{**typed, "value": "400"})
    assert refused.status_code == 422
    assert "from 100 to 140" in shown(refused)
    assert post(client, path, **typed).status_code == 302
    text = shown(client.get("/rules"))
    assert f"Version {SHIPPED}.2</b> waits for approval" in text
    assert "In force: 121" in text
    stale = post(client, path, **{**typed, "value": "135"})
    assert "Somebody else changed the rules meanwhile" in shown(stale)
    approved = post(client, f"/rules/{world.site.pk}/approve", version="2")
    assert approved.status_code == 302
    in_force = rules_in_force(world.site)
    assert in_force is not None
    assert in_force.rules.numbers["pulse_high"] == 130
    assert len(versions_at(world.site)) == 2
    again = post(client, f"/rules/{world.site.pk}/approve", version="2")
    assert "approved already" in shown(again)


def test_before_any_approval_the_page_says_that_nobody_is_admitted(world: World) -> None:
    other = make_world("Mill", roles=(Role.COUNSELOR,))
    text = shown(as_role(other, Role.COUNSELOR).get("/rules"))
    assert "Nobody can be admitted" in text
    assert "A medical professional with a valid credential approves it." in text


def test_other_sites_and_other_roles_change_nothing(world: World) -> None:
    other = make_world("Mill")
    stranger = as_role(other, Role.MEDICAL)
    assert stranger.get(f"/rules/{world.site.pk}").status_code == 404
    assert post(stranger, f"/rules/{world.site.pk}/approve", version="1").status_code == 404
    counselor = as_role(world, Role.COUNSELOR)
    path = f"/rules/{world.site.pk}/number/pulse-high"
    assert counselor.get(path).status_code == 403
    assert as_role(world, Role.MEDICAL).get(path.replace("pulse", "luck")).status_code == 404
