"""What has to be settled before two records are joined, and what is settled the careful way."""

from datetime import date, timedelta

import pytest

from stepdown.clinic.consents.operations import withdraw_consent
from stepdown.clinic.consents.queries import ConsentKind
from stepdown.clinic.intake.operations import book_time, hold_time
from stepdown.clinic.merging.columns import UnableToMerge
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import contact_permission
from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.advising import open_detox_need
from stepdown.clinic.treatment.facts import open_safety_step
from stepdown.clinic.treatment.operations import admission_requirements
from stepdown.rules.placement import SuicideRisk
from tests.clinic.care import (
    agree,
    drinking,
    judge_safety,
    make_ready,
    score_form,
    tell_history,
)
from tests.clinic.evenings import hold_evening, take_seats
from tests.clinic.joining import JOINED_AT, contact, join, separate
from tests.clinic.test_merging_back import emergency, need, was_in_care, world_series
from tests.clinic.weeks import in_care
from tests.clinic.world import NOW, TODAY, World, add_member, make_world
from tests.layers import made_once
from tests.web.front_door import open_time

pytestmark = pytest.mark.django_db
AFRAID: list[int] = [1] * 8 + [2]  # PHQ-9 with an answer on self-harm


@made_once
def kept(world: World) -> Patient:
    return world.patient("Dana")


@made_once
def merged(world: World) -> Patient:
    return world.patient("Danuta")


def refused(world: World, kept: Patient, merged: Patient, words: str) -> None:
    with pytest.raises(UnableToMerge, match=words):
        join(world, kept, merged)


def test_records_of_two_sites_are_not_joined(world: World, kept: Patient) -> None:
    other = make_world("Ridge", roles=(Role.INTAKE,)).patient("Dana")
    refused(world, kept, other, "not open any more")  # not even seen


def test_different_birth_dates_are_corrected_first(world: World, kept: Patient) -> None:
    refused(world, kept, world.patient("Dan", birth_on=date(1991, 5, 17)), "dates of birth differ")


def test_an_unknown_birth_date_stands_in_nobodys_way(world: World, kept: Patient) -> None:
    join(world, kept, world.patient("Dan", birth_on=None))


def test_a_word_of_death_is_settled_first(world: World, kept: Patient) -> None:
    refused(world, kept, world.patient("Dan", is_deceased=True), "has died")


def test_the_record_in_care_is_the_one_that_stays(
    world: World, kept: Patient, merged: Patient
) -> None:
    in_care(world, merged)
    refused(world, kept, merged, "Keep the record in which the care goes on")
    join(world, merged, kept)


def test_two_courses_of_care_are_not_joined(world: World, kept: Patient, merged: Patient) -> None:
    in_care(world, kept)
    in_care(world, merged)
    refused(world, kept, merged, "End the care in one")


def test_two_assessment_times_are_not_joined(world: World, kept: Patient, merged: Patient) -> None:
    slot = open_time(world, places=2)
    for each in (kept, merged):
        book_time(actor=world.actor(Role.INTAKE), patient=each, time=slot, now=NOW)
    refused(world, kept, merged, "Cancel one")


def test_a_hold_that_lapsed_stands_in_nobodys_way(
    world: World, kept: Patient, merged: Patient
) -> None:
    slot = open_time(world, places=2)
    hold_time(actor=world.actor(Role.INTAKE), patient=kept, time=slot, now=NOW)
    book_time(actor=world.actor(Role.INTAKE), patient=merged, time=slot, now=NOW)
    join(world, kept, merged)
    assert kept.bookings.filter(state="booked").count() == 1


def test_the_record_that_signs_in_stays(world: World, kept: Patient, merged: Patient) -> None:
    account = add_member(world, Role.LOVED_ONE, "dana@example.org")
    give_own_access(actor=world.actor(Role.INTAKE), patient=merged, account=account, now=NOW)
    refused(world, kept, merged, "Keep the one with the sign-in")
    join(world, merged, kept)


def test_both_present_at_one_session_are_two_people(
    world: World, kept: Patient, merged: Patient
) -> None:
    series = world_series(world)[0]
    for each in (kept, merged):
        take_seats(world, in_care(world, each), [series])
    hold_evening(world, series, TODAY, {kept: "here", merged: "late"}, noted=False)
    refused(world, kept, merged, "two people sat there")


def test_a_consent_that_was_taken_back_is_not_overruled(
    world: World, kept: Patient, merged: Patient
) -> None:
    agree(world, kept)
    agree(world, merged)
    withdraw_consent(
        actor=world.actor(Role.COUNSELOR),
        patient=merged,
        kind=ConsentKind.TREATMENT,
        words="No more.",
        now=NOW + timedelta(minutes=5),
    )
    refused(world, kept, merged, "Consent to treatment: taken back")
    refused(world, merged, kept, "Consent to treatment: taken back")


def test_a_safety_step_of_either_record_is_open_in_the_joined_one(
    world: World, kept: Patient, merged: Patient
) -> None:
    agree(world, merged)
    score_form(world, merged, "phq-9", AFRAID)
    join(world, kept, merged)
    assert open_safety_step(kept) is not None


@pytest.mark.parametrize("is_turned", [False, True])
def test_a_later_safety_contact_with_the_other_record_hides_no_open_step(
    world: World, kept: Patient, merged: Patient, is_turned: bool
) -> None:
    agree(world, merged)
    score_form(world, merged, "phq-9", AFRAID)
    judge_safety(world, kept, risk=SuicideRisk.NONE)
    pair = (merged, kept) if is_turned else (kept, merged)
    refused(world, *pair, "waits for the clinical team")
    judge_safety(world, merged)
    join(world, *pair)


def test_an_open_detox_need_of_either_record_keeps_the_door_shut(
    world: World, kept: Patient, merged: Patient
) -> None:
    make_ready(world, kept)
    need(world, merged)
    join(world, kept, merged)
    unmet = {each.key for each in admission_requirements(kept, now=JOINED_AT) if not each.is_met}
    assert unmet == {"detox", "placement"}


def test_what_only_both_records_together_show_opens_a_need(world: World) -> None:
    """The one knows that the person is 76, the other that they drank heavily until Thursday."""
    kept = world.patient("Dana", birth_on=date(1950, 5, 17))
    merged = world.patient("Danuta", birth_on=None)
    for each in (kept, merged):
        agree(world, each)
    tell_history(world, merged, drinking(hours_ago=100))
    assert [open_detox_need(each) for each in (kept, merged)] == [None, None]
    merge = join(world, kept, merged)
    assert open_detox_need(kept) is not None
    separate(world, merge)
    assert open_detox_need(kept) is not None  # only a medical professional closes it
    assert open_detox_need(merged) is None


def test_a_placement_decision_from_before_is_signed_again(
    world: World, kept: Patient, merged: Patient
) -> None:
    make_ready(world, kept)
    merge = join(world, kept, merged)
    unmet = [each.key for each in admission_requirements(kept, now=JOINED_AT) if not each.is_met]
    assert unmet == ["placement"]
    separate(world, merge)
    assert all(each.is_met for each in admission_requirements(kept, now=JOINED_AT))


@pytest.mark.parametrize(("ours", "theirs"), [(True, False), (False, True), (True, True)])
def test_a_message_is_left_only_where_both_records_allow_it(
    world: World, kept: Patient, merged: Patient, ours: bool, theirs: bool
) -> None:
    contact(world, kept, yes=ours)
    contact(world, merged, yes=theirs)
    merge = join(world, kept, merged)
    joined = contact_permission(kept)
    assert joined is not None
    assert joined.may_leave_message is (ours and theirs)
    separate(world, merge)
    after = contact_permission(kept)
    assert after is not None
    assert after.may_leave_message is ours


def test_nothing_is_sent_where_the_record_that_stays_was_not_asked(
    world: World, kept: Patient, merged: Patient
) -> None:
    contact(world, merged)
    join(world, kept, merged)
    assert contact_permission(kept) is None


def test_the_second_emergency_contact_stays_where_it_was(
    world: World, kept: Patient, merged: Patient
) -> None:
    emergency(world, kept)
    emergency(world, merged)
    join(world, kept, merged)
    assert kept.emergency_contact != merged.emergency_contact


def test_care_that_ended_is_read_with_the_care_that_goes_on(
    world: World, kept: Patient, merged: Patient
) -> None:
    in_care(world, kept)
    was_in_care(world, merged)
    join(world, kept, merged)
    assert sorted(kept.episodes.values_list("status", flat=True)) == ["active", "ended"]
