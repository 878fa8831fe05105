"""Separated, both records are again what they were; what was written since is dealt with."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import altered_entries, standing_entries, timeline
from stepdown.clinic.chart.receiving import receive_record
from stepdown.clinic.intake.operations import book_time, cancel_booking, hold_time
from stepdown.clinic.merging.obstacles import obstacles
from stepdown.clinic.merging.queries import written_since
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import ask_contact_permission, shut_out
from stepdown.clinic.people.queries import contact_permission
from stepdown.clinic.people.roles import Permission, Role
from stepdown.clinic.timetable.models import Series
from stepdown.clinic.treatment.advising import open_detox_need
from stepdown.clinic.treatment.operations import (
    PlacementDecision,
    correct_vitals,
    end_episode,
    set_emergency_contact,
    settle_detox_need,
)
from stepdown.fhir.reader import read_bundle
from tests.clinic.care import NO_DANGER, VALUES, agree, assess, decide, set_work_week, take_vitals
from tests.clinic.evenings import hold_evening, take_seats
from tests.clinic.joining import JOINED_AT, contact, examine, join, separate
from tests.clinic.snapshots import every_row
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World
from tests.fhir.bundles import LOW_MOOD, bundle
from tests.web.front_door import open_time

pytestmark = pytest.mark.django_db
BETWEEN = JOINED_AT + timedelta(hours=1)
Step = Callable[[World, Patient], object]


def emergency(world: World, patient: Patient) -> None:
    set_emergency_contact(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        name="Rosa Marsh",
        relation="Sister",
        phone="410 555 0177",
        expected_version=0,
        now=NOW,
    )


def need(world: World, patient: Patient) -> None:
    decide(world, patient, PlacementDecision.DETOX)


def answer_need(world: World, patient: Patient) -> None:
    if open_detox_need(patient):
        settle(world, patient)


def settle(world: World, patient: Patient) -> None:
    settle_detox_need(
        actor=world.actor(Role.MEDICAL),
        patient=patient,
        outcome="cleared",
        note="Examined; no signs.",
        now=NOW,
    )


def hold(world: World, patient: Patient) -> None:
    slot = open_time(world, places=2)
    hold_time(actor=world.actor(Role.INTAKE), patient=patient, time=slot, now=BETWEEN)


def cancelled(world: World, patient: Patient) -> None:
    actor = world.actor(Role.INTAKE)
    booking = book_time(actor=actor, patient=patient, time=open_time(world, places=2), now=NOW)
    cancel_booking(
        actor=actor, booking=booking, expected_version=booking.version, reason="Ill.", now=NOW
    )


def arrival(world: World, patient: Patient) -> None:
    raw = bundle(LOW_MOOD)
    receive_record(
        actor=world.actor(Role.INTAKE),
        site=world.site,
        patient=patient,
        arrived=read_bundle(raw),
        raw=raw,
        source="Ridge Hospital",
        now=NOW,
    )


def neighbor(world: World, patient: Patient) -> None:
    account = world.accounts[Role.TECHNICIAN]
    shut_out(actor=world.actor(Role.DIRECTOR), patient=patient, account=account, now=NOW)


def was_in_care(world: World, patient: Patient) -> None:
    """A course of care with an evening that was noted, ended."""
    episode = in_care(world, patient)
    take_seats(world, episode, world_series(world)[:1])
    hold_evening(world, world_series(world)[0], TODAY, {patient: "here"})
    end_episode(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        expected_version=episode.version,
        end_reason="completed",  # type: ignore[arg-type] # stored as its value
        reason="Completed.",
        now=NOW,
    )


def world_series(world: World) -> list[Series]:
    return list(Series.objects.order_by("pk")) or add_evening_program(world)


ONCE: tuple[Step, ...] = (
    assess,
    contact,
    emergency,
    need,
    answer_need,
    hold,
    cancelled,
    arrival,
    neighbor,
    set_work_week,
)


@settings(max_examples=15)
@given(
    ours=st.lists(st.sampled_from(ONCE), unique=True, max_size=6),
    theirs=st.lists(st.sampled_from(ONCE), unique=True, max_size=6),
)
def test_joined_and_separated_every_table_is_as_before(
    world: World, ours: list[Step], theirs: list[Step]
) -> None:
    with transaction.atomic():
        _there_and_back(world, ours, theirs)
        transaction.set_rollback(True)


def _there_and_back(world: World, ours: list[Step], theirs: list[Step]) -> None:
    kept, merged = world.patient("Dana"), world.patient("Danuta")
    for patient, steps in ((kept, ours), (merged, theirs)):
        for step in steps:
            step(world, patient)
            patient.refresh_from_db()
    before = every_row()
    if obstacles(kept, merged):
        assert hold in ours
        assert hold in theirs
        return
    separate(world, join(world, kept, merged))
    assert every_row() == before
    assert altered_entries() == []


def test_care_that_ended_goes_there_and_back(world: World) -> None:
    kept, merged = world.patient("Dana"), world.patient("Danuta")
    assess(world, kept)
    was_in_care(world, merged)
    before = every_row()
    merge = join(world, kept, merged)
    assert kept.episodes.count() == kept.seats.count() == kept.attendances.count() == 1
    assert merged.episodes.count() == merged.seats.count() == merged.attendances.count() == 0
    separate(world, merge)
    assert every_row() == before


def test_what_was_written_since_stays_and_is_counted(world: World) -> None:
    kept, merged = world.patient("Dana"), world.patient("Danuta")
    examine(world, merged)
    merge = join(world, kept, merged)
    take_vitals(world, kept, now=BETWEEN)
    assert [(each.label, each.count) for each in written_since(merge)] == [("chart.Entry", 1)]
    separate(world, merge)
    assert [len(timeline(each)) for each in (kept, merged)] == [1, 4]


def test_a_correction_goes_back_with_what_it_corrects(world: World) -> None:
    kept, merged = world.patient("Dana"), world.patient("Danuta")
    wrong = examine(world, merged)
    merge = join(world, kept, merged)
    correct_vitals(
        actor=world.actor(Role.COUNSELOR),
        patient=kept,
        entry_id=wrong.pk,
        values={**VALUES, "pulse_per_minute": 98},
        danger_signs=NO_DANGER,
        reason="Read from the wrong line.",
        taken_at=NOW,
        now=BETWEEN,
    )
    separate(world, merge)
    assert timeline(kept) == []
    (standing,) = standing_entries(merged, EntryKind.VITALS)
    assert standing.body["values"]["pulse_per_minute"] == 98
    assert standing.signed_for_id == kept.pk
    assert altered_entries() == []


def test_a_need_that_was_settled_meanwhile_is_open_again(world: World) -> None:
    """Whoever settled it looked at two people's charts: detox first, until somebody looks anew."""
    kept, merged = world.patient("Dana"), world.patient("Danuta")
    need(world, merged)
    merge = join(world, kept, merged)
    assert open_detox_need(kept) is not None
    settle(world, kept)
    assert open_detox_need(kept) is None
    separate(world, merge)
    assert open_detox_need(merged) is not None
    assert open_detox_need(kept) is None


def test_a_need_settled_before_stays_settled(world: World) -> None:
    kept, merged = world.patient("Dana"), world.patient("Danuta")
    need(world, merged)
    settle(world, merged)
    separate(world, join(world, kept, merged))
    assert open_detox_need(merged) is None


def test_a_colleague_shut_out_meanwhile_stays_shut_out_of_both(world: World) -> None:
    kept, merged = world.patient("Dana"), world.patient("Danuta")
    merge = join(world, kept, merged)
    neighbor(world, kept)
    separate(world, merge)
    technician = world.actor(Role.TECHNICIAN)
    assert list(patients_open_to(technician, Permission.READ_CHART, BETWEEN)) == []


def test_an_answer_given_meanwhile_is_kept(world: World) -> None:
    kept, merged = world.patient("Dana"), world.patient("Danuta")
    contact(world, kept)
    contact(world, merged, yes=False)
    merge = join(world, kept, merged)
    ask_contact_permission(
        actor=world.actor(Role.INTAKE),
        patient=kept,
        may_leave_message=False,
        email_is_ok=False,
        sender_name="",
        now=BETWEEN,
    )
    separate(world, merge)
    ours = contact_permission(kept)
    assert ours is not None
    assert not ours.email_is_ok


def test_consents_are_read_in_the_joined_record_and_go_back(world: World) -> None:
    kept, merged = world.patient("Dana"), world.patient("Danuta")
    agree(world, merged)
    merge = join(world, kept, merged)
    assert kept.consents.filter(ends_at=None).count() == 3
    separate(world, merge)
    assert kept.consents.count() == 0
    assert Entry.objects.filter(patient=merged, signed_for=None).count() == 3
