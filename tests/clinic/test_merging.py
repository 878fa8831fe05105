"""Two records of one person are joined and separated; nothing is lost, moved twice or rewritten."""

from datetime import date, timedelta

import pytest

from stepdown.clinic.chart.queries import altered_entries, timeline
from stepdown.clinic.merging.operations import merge_records, undo_merge
from stepdown.clinic.people.models import Merge, Patient
from stepdown.clinic.people.roles import Role
from tests.clinic.care import assess
from tests.clinic.snapshots import every_row
from tests.clinic.world import NOW, World

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def kept(world: World) -> Patient:
    return world.patient("Dana", phone="410 555 0142")


@pytest.fixture
def merged(world: World) -> Patient:
    return world.patient("Danuta", family_name="Marsch", birth_on=date(1990, 5, 17))


def join(world: World, kept: Patient, merged: Patient, **details: object) -> Merge:
    for each in (kept, merged):
        each.refresh_from_db()
    wanted = {
        "reason": "Same birth date; she says she called twice.",
        "expected_version": kept.version + merged.version,
        "now": LATER,
        **details,
    }
    return merge_records(actor=world.actor(Role.INTAKE), kept=kept, merged=merged, **wanted)  # type: ignore[arg-type]


def separate(world: World, merge: Merge, **details: object) -> None:
    wanted = {"reason": "Two sisters.", "now": LATER + timedelta(hours=1), **details}
    undo_merge(actor=world.actor(Role.INTAKE), merge=merge, **wanted)  # type: ignore[arg-type]


def test_what_was_signed_is_read_in_the_record_that_stays(
    world: World, kept: Patient, merged: Patient
) -> None:
    assess(world, merged)
    signed = len(timeline(merged))
    join(world, kept, merged)
    found = timeline(kept)
    assert len(found) == signed
    assert {entry.signed_for_id for entry in found} == {merged.pk}
    assert timeline(merged) == []
    assert altered_entries() == []


def test_joined_and_separated_every_table_is_as_before(
    world: World, kept: Patient, merged: Patient
) -> None:
    assess(world, kept)
    assess(world, merged)
    before = every_row()
    merge = join(world, kept, merged)
    assert every_row() != before
    separate(world, merge)
    assert every_row() == before
    assert altered_entries() == []
