"""A clinic's rules: each change a version, each approval a license, no admission before."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import latest
from stepdown.clinic.people.models import Credential, Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.advising import advice_for
from stepdown.clinic.treatment.models import PlacementRules
from stepdown.clinic.treatment.operations import (
    UnableToAdmit,
    UnableToChangeRules,
    approve_rules,
    change_threshold,
)
from stepdown.clinic.treatment.rule_versions import (
    UnableToReplay,
    replay_advice,
    rules_in_force,
    signed_advice,
    versions_at,
)
from stepdown.rules.placement import Outcome, default_rule_set
from tests.clinic.care import admit, assess, decide, make_ready, score_form, take_vitals
from tests.clinic.world import NOW, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
SHIPPED = default_rule_set().version


@made_once
def unapproved(world: World) -> World:
    """A clinic where nobody has approved any rules."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("DELETE FROM treatment_placementrules")
            cursor.execute("SET session_replication_role = origin")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'rules_stay'")
            (text,) = cursor.fetchone()
            cursor.execute("DROP TRIGGER rules_stay")
            cursor.execute("DELETE FROM treatment_placementrules")
            cursor.execute(text)
    return world


def change(world: World, *, role: Role = Role.MEDICAL, **details: Any) -> PlacementRules:
    wanted: dict[str, Any] = {
        "threshold_id": "pulse_high",
        "value": 130,
        "source": "Our medical policy 4.2",
        "is_confirmed": True,
        "why": "Many runners here",
        "expected_number": 1,
        "now": LATER,
        **details,
    }
    return change_threshold(actor=world.actor(role), site=world.site, **wanted)


def approve(world: World, number: int, *, role: Role = Role.MEDICAL) -> None:
    approve_rules(actor=world.actor(role), site=world.site, number=number, now=LATER)


def test_until_the_rules_are_approved_nobody_is_admitted(unapproved: World) -> None:
    dana = unapproved.patient()
    make_ready(unapproved, dana)
    assert advice_for(dana, now=NOW).advice.outcome is Outcome.IOP
    with pytest.raises(UnableToAdmit, match="rules of placement are not approved here"):
        admit(unapproved, dana)
    approve(unapproved, 1)
    assert admit(unapproved, dana).status == "active"


def test_the_database_refuses_an_episode_without_approved_rules(unapproved: World) -> None:
    dana = unapproved.patient()
    make_ready(unapproved, dana)
    placement = latest(dana, EntryKind.PLACEMENT)
    assert placement is not None
    values = (NOW.date(), dana.pk, dana.site_id, placement.pk, placement.pk)
    with (
        pytest.raises(IntegrityError, match="rules of placement are not approved"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO treatment_episode (version, status, admitted_on, level_code,"
            " criteria_edition, phase_number, hold_reason, end_reason, patient_id, site_id,"
            " placement_id, admission_id)"
            " VALUES (1, 'active', %s, '2.1', '3rd', 1, '', '', %s, %s, %s, %s)",
            values,
        )


def test_a_change_waits_for_approval_and_the_old_version_stays(world: World) -> None:
    dana = world.patient()
    assess(world, dana)
    take_vitals(world, dana, pulse_per_minute=125)
    assert advice_for(dana, now=NOW).advice.outcome is Outcome.MEDICAL_TODAY
    made = change(world)
    assert (made.number, made.version) == (2, f"{SHIPPED}.2")
    assert advice_for(dana, now=NOW).advice.outcome is Outcome.MEDICAL_TODAY
    in_force = rules_in_force(world.site)
    assert in_force is not None
    assert in_force.number == 1
    approve(world, 2)
    assert advice_for(dana, now=NOW).advice.outcome is Outcome.IOP
    assert [one.rules.version for one in versions_at(world.site)] == [f"{SHIPPED}.2", SHIPPED]
    assert [one.rules.numbers["pulse_high"] for one in versions_at(world.site)] == [130, 121]
    assert change(world, value=125, expected_number=2).version == f"{SHIPPED}.3"


@pytest.mark.parametrize(
    ("details", "says"),
    [
        ({"value": 500}, "from 100 to 140"),
        ({"source": " "}, "where this number comes from"),
        ({"why": " "}, "why this number changes"),
        ({"threshold_id": "luck"}, "no such number"),
        ({"expected_number": 7}, "Somebody else changed"),
        ({"expected_number": 0}, "Somebody else changed"),
        (
            {
                "value": 121,
                "source": default_rule_set().thresholds["pulse_high"].source,
                "is_confirmed": False,
            },
            "Nothing is different",
        ),
    ],
)
def test_a_change_that_cannot_be_is_a_sentence(
    world: World, details: dict[str, Any], says: str
) -> None:
    with pytest.raises(UnableToChangeRules, match=says):
        change(world, **details)
    assert PlacementRules.objects.count() == 1


@pytest.mark.parametrize("role", [Role.COUNSELOR, Role.DIRECTOR, Role.ADMINISTRATOR])
def test_only_medical_professionals_change_and_approve(world: World, role: Role) -> None:
    with pytest.raises(NotAllowed):
        change(world, role=role)
    with pytest.raises(NotAllowed):
        approve(world, 1, role=role)


def test_a_lapsed_license_approves_nothing(world: World) -> None:
    change(world)
    Credential.objects.filter(role=Role.MEDICAL).update(valid_until=NOW.date())
    with pytest.raises(UnableToChangeRules, match="valid credential"):
        approve(world, 2)


def test_only_the_newest_version_is_approved_and_only_once(world: World) -> None:
    with pytest.raises(UnableToChangeRules, match="approved already"):
        approve(world, 1)
    change(world)
    with pytest.raises(UnableToChangeRules, match="newer version"):
        approve(world, 1)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE treatment_placementrules SET content = '{}'",
        "UPDATE treatment_placementrules SET version = 'other'",
        "UPDATE treatment_placementrules SET approved_at = NULL, approved_by_id = NULL,"
        " approved_with_id = NULL",
        "DELETE FROM treatment_placementrules",
    ],
)
def test_a_version_is_neither_changed_nor_removed(world: World, sql: str) -> None:
    with (
        pytest.raises(IntegrityError, match="version of the rules cannot be"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_signed_advice_is_made_again_to_the_same_answer_after_a_change(world: World) -> None:
    dana = world.patient()
    assess(world, dana)
    take_vitals(world, dana, pulse_per_minute=125)
    score_form(world, dana, "phq-9", [1] * 5 + [0] * 4)
    decide(world, dana)
    change(world)
    approve(world, 2)
    decide(world, dana, now=LATER)
    first, second = signed_advice()
    assert first.body["advice"]["outcome"] == "medical_today"
    assert second.body["advice"]["outcome"] == "iop"
    replays = [replay_advice(entry) for entry in (first, second)]
    assert [one.differs for one in replays] == [(), ()]
    assert [one.version for one in replays] == [SHIPPED, f"{SHIPPED}.2"]


def test_a_replay_names_what_comes_out_otherwise(world: World) -> None:
    dana = world.patient()
    assess(world, dana)
    decide(world, dana)
    (entry,) = signed_advice()
    entry.body["advice"]["outcome"] = "other_level"
    assert replay_advice(entry).differs == ("outcome",)
    entry.body["ruleset_version"] = "lost"
    with pytest.raises(UnableToReplay, match="lost are not kept at this site"):
        replay_advice(entry)


def test_advice_by_rules_that_nobody_approved_can_be_made_again_too(unapproved: World) -> None:
    dana: Patient = unapproved.patient()
    assess(unapproved, dana)
    decide(unapproved, dana)
    (entry,) = signed_advice(latest_advice(dana))
    assert entry.body["ruleset_approved"] is False
    assert replay_advice(entry).differs == ()


def latest_advice(patient: Patient) -> int:
    entry = latest(patient, EntryKind.ADVICE)
    assert entry is not None
    return entry.pk
