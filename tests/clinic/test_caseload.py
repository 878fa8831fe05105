"""The people on whose team somebody is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.people.operations import shut_out
from stepdown.clinic.people.roles import Permission, Role
from stepdown.clinic.treatment.caseload import Caseload, case_of
from stepdown.clinic.treatment.models import Episode
from tests.clinic.weeks import in_care
from tests.clinic.world import NOW, World

pytestmark = pytest.mark.django_db


def test_own_people_come_with_the_step_they_are_in(world: World) -> None:
    episode = in_care(world, world.patient("Dana"))
    (case,) = Caseload(world.actor(Role.COUNSELOR), NOW).active(Permission.PLAN_CARE)
    assert (case.episode, case.phase) == (episode, episode.phases.get(number=1))
    assert case_of(episode.patient) == case


def test_permissions_that_open_the_same_records_ask_once(world: World) -> None:
    in_care(world, world.patient("Dana"))
    own = Caseload(world.actor(Role.COUNSELOR), NOW)
    found = own.of(Permission.PLAN_CARE)
    with CaptureQueriesContext(connection) as asked:
        assert own.of(Permission.DECIDE_STEPS) == found
    assert len(asked) == 0
    assert own.of(Permission.OWN_RECORD) == []


def test_who_is_on_hold_is_own_and_not_active(world: World) -> None:
    episode = in_care(world, world.patient("Dana"))
    Episode.objects.filter(pk=episode.pk).update(status="hold", hold_reason="Travel")
    own = Caseload(world.actor(Role.COUNSELOR), NOW)
    assert [one.episode for one in own.of(Permission.READ_CHART)] == [episode]
    assert own.active(Permission.READ_CHART) == []


def test_a_record_that_is_shut_is_nobodys_own(world: World) -> None:
    dana = world.patient("Dana")
    in_care(world, dana)
    counselor = world.accounts[Role.COUNSELOR]
    shut_out(actor=world.actor(Role.DIRECTOR), patient=dana, account=counselor, now=NOW)
    assert Caseload(world.actor(Role.COUNSELOR), NOW).of(Permission.READ_CHART) == []
