"""Somebody is away: what can be done for each session, and what one confirmation does."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.coming.operations import answer_session, arrange_away
from stepdown.clinic.coming.queries import Says, open_wishes_of
from stepdown.clinic.ledger.models import LedgerEvent, OutboxMessage
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.models import AccessGrant, Account, Patient
from stepdown.clinic.people.operations import NotAllowed, shut_out
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Permission, Role
from stepdown.clinic.sessions.days import sessions_of_day
from stepdown.clinic.sessions.queries import roster
from stepdown.clinic.timetable.absences import UnableToCover, arrange_absence, end_absence
from stepdown.clinic.timetable.closing import DAY_BEGINS, close_time
from stepdown.clinic.timetable.covering import Uncovered, uncovered_by
from stepdown.clinic.timetable.models import MeetingChange, Seat, Series, StaffAbsence
from stepdown.clinic.timetable.queries import week_of
from stepdown.clinic.treatment.services import Service
from tests.clinic.evenings import open_evening
from tests.clinic.reminded import let_write
from tests.clinic.seated import on_first_evenings, own_actor, seated
from tests.clinic.test_treatment_checklist import apart
from tests.clinic.weeks import MONDAY, weekly
from tests.clinic.world import NOW, World, add_member
from tests.layers import made_once

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1)
MORNING_OF_TUESDAY = NOW + timedelta(hours=19)


@made_once
def dana(world: World) -> Patient:
    patient = on_first_evenings(world)
    let_write(world, patient)
    return patient


@made_once
def helper(world: World) -> Account:
    """Another counselor, who leads nothing and has nobody's record open."""
    return add_member(world, Role.COUNSELOR, "helper@harbor.example")


def found(world: World, **more: Any) -> list[Uncovered]:
    return uncovered_by(
        **{
            "site": world.site,
            "account": world.accounts[Role.COUNSELOR],
            "first_on": TUESDAY,
            "last_on": TUESDAY,
            "now": NOW,
            **more,
        }
    )


def arrange(world: World, chosen: Any = None, **more: Any) -> StaffAbsence:
    if chosen is None:
        chosen = {one.key: one.proposed for one in found(world)}
    days = {"first_on": TUESDAY, "last_on": TUESDAY}
    return arrange_absence(
        **{
            "actor": world.actor(Role.DIRECTOR),
            "site": world.site,
            "account": world.accounts[Role.COUNSELOR],
            "chosen": chosen,
            "now": NOW,
            **days,
            **more,
        }
    )


def told(patient: Patient) -> list[str]:
    messages = OutboxMessage.objects.filter(patient_id=patient.pk, withdrawn_at=None)
    changes = messages.filter(subject__startswith="A change").order_by("pk")
    return [one.body.split("\n")[0] for one in changes]


def ways(one: Uncovered) -> list[tuple[str, str]]:
    return [(way.how, way.name) for way in one.ways]


def group(patient: Patient) -> Any:
    week = week_of(patient, monday=MONDAY)
    return next(one for one in week if one.on == TUESDAY and one.session.service == "group")


def parallel(world: World, *, seats: int = 4) -> Series:
    """A group of the same kind at the same time, led by the psychologist."""
    first = Series.objects.get(weekday=1, service="group")
    small = Series.objects.filter(service="individual")[0].room
    small.seats = seats
    small.save()
    return weekly(
        world,
        first.program,
        1,
        "18:00",
        135,
        120,
        service=Service(first.service),
        room=small,
        leader=world.accounts[Role.MEDICAL],
        seats=seats,
        title="Group beside",
    )


def test_whoever_is_here_and_free_can_stand_in(world: World, dana: Patient) -> None:
    (one,) = found(world)
    assert one.people == 1
    able = {name for how, name in ways(one) if how == "lead"}
    assert able == {"Medical", "Technician", "Psychologist"}
    assert one.proposed.startswith("lead-")


def test_nobody_stands_in_who_is_shut_out_or_away(world: World, dana: Patient) -> None:
    for role in (Role.MEDICAL, Role.TECHNICIAN):
        shut_out(
            actor=world.actor(Role.ADMINISTRATOR),
            patient=dana,
            account=world.accounts[role],
            now=NOW,
        )
    psychologist = world.accounts[Role.PSYCHOLOGIST]
    hers = {one.key: "cancel" for one in found(world, account=psychologist)}
    arrange(world, hers, account=psychologist)
    (one,) = found(world)
    assert ways(one) == [("cancel", "")]
    assert one.proposed == "cancel"


def test_a_stand_in_is_shown_everywhere_and_opens_the_records(
    world: World, dana: Patient, helper: Account
) -> None:
    (one,) = found(world)
    arrange(world, {one.key: f"lead-{helper.pk}"})
    assert group(dana).session.leader == "Helper"
    assert not group(dana).is_cancelled
    at = MORNING_OF_TUESDAY
    actor = actor_for(helper, now=at)
    assert [each.title for each in sessions_of_day(actor, TUESDAY)] == ["Group 1"]
    assert sessions_of_day(world.actor(Role.COUNSELOR), TUESDAY) == []
    for now, is_open in ((NOW, False), (at, True), (at + timedelta(days=14), False)):
        people = patients_open_to(actor, Permission.LEAD_SESSIONS, now)
        assert people.filter(pk=dana.pk).exists() == is_open
    assert told(dana) == []  # nothing moves for anybody in a group
    words = OutboxMessage.objects.get(address=helper.email).body
    assert "at 6:00 pm is new: you stand in for somebody." in words


def test_somebody_seated_later_is_open_to_the_stand_in_too(
    world: World, dana: Patient, helper: Account
) -> None:
    (one,) = found(world)
    arrange(world, {one.key: f"lead-{helper.pk}"})
    later = seated(world, "Ana", days=4)
    assert later.seats.filter(series__weekday=1, series__service="group").exists()
    assert AccessGrant.objects.filter(patient=later, account=helper).exists()


def test_who_cannot_come_is_not_expected_in_the_group_beside(world: World, dana: Patient) -> None:
    group = Series.objects.get(weekday=1, service="group")
    beside = parallel(world)
    said: dict[str, Any] = {"patient": dana, "actor": own_actor(world, dana), "now": NOW}
    answer_session(series_id=group.pk, on=TUESDAY, says=Says.AWAY, **said)
    one = next(one for one in found(world) if one.meeting.session.series_id == group.pk)
    chosen = {each.key: each.proposed for each in found(world)}
    arrange_away(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        account=world.accounts[Role.COUNSELOR],
        chosen={**chosen, one.key: f"join-{beside.pk}"},
        first_on=TUESDAY,
        last_on=TUESDAY,
        now=NOW,
    )
    (person,) = roster(world.actor(Role.MEDICAL), open_evening(world, beside, TUESDAY), NOW).people
    assert person.is_away
    assert [wish.missed.session.series_id for wish in open_wishes_of(dana, now=NOW)] == [group.pk]


def test_people_join_the_group_beside_for_that_day(world: World, dana: Patient) -> None:
    beside = parallel(world)
    (one,) = found(world)
    assert ("join", "Group beside, Room B, with Medical") in ways(one)
    arrange(world, {one.key: f"join-{beside.pk}"})
    tuesday = [each for each in week_of(dana, monday=MONDAY) if each.on == TUESDAY]
    shown = {each.session.title: each.is_cancelled for each in tuesday}
    assert shown["Group 1"]
    assert not shown["Group beside"]
    (words,) = told(dana)
    assert words == (
        "Your appointment on Tuesday, November 24, at 6:00 pm is in another room this time."
    )


@pytest.mark.parametrize("why", ["full", "apart"])
def test_no_group_takes_people_without_seats_or_whom_they_must_not_meet(
    world: World, dana: Patient, why: str
) -> None:
    beside = parallel(world, seats=1)
    other = seated(world, "Ana", days=4)
    Seat.objects.filter(patient=other).delete()
    plan = other.episodes.get().week_plans.get()
    if why == "apart":
        Series.objects.filter(pk=beside.pk).update(seats=4)
    Seat.objects.create(series=beside, plan=plan, patient=other, place=1, starts_on=MONDAY)
    if why == "apart":
        apart(world, dana, other)
    (one,) = found(world)
    assert "join" not in {how for how, _ in ways(one)}


def test_a_cancelled_session_is_told_once_with_another_time(world: World, dana: Patient) -> None:
    (one,) = found(world)
    arrange(world, {one.key: "cancel"})
    assert group(dana).is_cancelled
    assert told(dana) == [
        "Your appointment on Tuesday, November 24, at 6:00 pm does not take place."
    ]
    assert LedgerEvent.objects.filter(verb="absence.arranged").count() == 1


def test_nothing_is_arranged_that_was_not_seen(world: World, dana: Patient) -> None:
    for chosen in ({}, {f"1-{TUESDAY}": "cancel"}, {found(world)[0].key: "lead-99999"}):
        with pytest.raises(UnableToCover, match="Look at it again"):
            arrange_absence(
                actor=world.actor(Role.DIRECTOR),
                site=world.site,
                account=world.accounts[Role.COUNSELOR],
                first_on=TUESDAY,
                last_on=TUESDAY,
                chosen=chosen,
                now=NOW,
            )
    assert not MeetingChange.objects.exists()


def test_what_cannot_be_entered_is_said(world: World, dana: Patient) -> None:
    for days, words in (
        ({"last_on": MONDAY}, "before the first"),
        ({"first_on": TUESDAY - timedelta(9), "last_on": TUESDAY - timedelta(8)}, "are over"),
        ({"last_on": TUESDAY + timedelta(90)}, "at most 62 days"),
    ):
        with pytest.raises(UnableToCover, match=words):
            arrange(world, **days)
    with pytest.raises(NotAllowed):
        arrange(world, actor=world.actor(Role.TECHNICIAN))


@pytest.mark.parametrize("how", ["cancel", "join", "lead"])
def test_back_early_all_is_as_before(
    world: World, dana: Patient, helper: Account, how: str
) -> None:
    beside = parallel(world)
    key = {"cancel": "cancel", "join": f"join-{beside.pk}", "lead": f"lead-{helper.pk}"}[how]
    absence = arrange(world, {found(world)[0].key: key})
    end_absence(actor=world.actor(Role.DIRECTOR), absence=absence, expected_version=1, now=NOW)
    assert group(dana).session.leader == "Counselor"
    assert not group(dana).is_cancelled
    assert [one.session.title for one in week_of(dana, monday=MONDAY) if one.on == TUESDAY] == [
        "Group 1",
        "Class 1",
    ]
    actor = actor_for(helper, now=MORNING_OF_TUESDAY)
    people = patients_open_to(actor, Permission.LEAD_SESSIONS, MORNING_OF_TUESDAY)
    assert not people.filter(pk=dana.pk).exists()
    after = {"cancel": ["takes place after all"], "join": ["is in its own room again"], "lead": []}
    assert [words.partition(" pm ")[2].rstrip(".") for words in told(dana)] == after[how]


def test_back_on_a_closed_day_promises_nothing(world: World, dana: Patient) -> None:
    absence = arrange(world, {found(world)[0].key: "cancel"})
    close_time(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        on=TUESDAY,
        starts=DAY_BEGINS,
        ends=None,
        why="weather",
        now=NOW,
    )
    end_absence(actor=world.actor(Role.DIRECTOR), absence=absence, expected_version=1, now=NOW)
    assert group(dana).is_cancelled
    assert not any("after all" in words for words in told(dana))


def test_who_stands_in_may_be_away_as_well(world: World, dana: Patient, helper: Account) -> None:
    arrange(world, {found(world)[0].key: f"lead-{helper.pk}"})
    (one,) = found(world, account=helper)
    medical = world.accounts[Role.MEDICAL]
    second = arrange(world, {one.key: f"lead-{medical.pk}"}, account=helper)
    assert group(dana).session.leader == "Medical"
    end_absence(actor=world.actor(Role.DIRECTOR), absence=second, expected_version=1, now=NOW)
    assert group(dana).session.leader == "Helper"


def test_a_meeting_has_one_change(world: World, dana: Patient) -> None:
    absence = arrange(world, {found(world)[0].key: "cancel"})
    made = MeetingChange.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingChange.objects.create(
            series=made.series,
            on=made.on,
            leader=world.accounts[Role.MEDICAL],
            absence=absence,
            made_at=NOW,
            made_by=made.made_by,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingChange.objects.filter(pk=made.pk).update(leader=world.accounts[Role.MEDICAL])


def test_who_is_away_for_a_part_of_a_day_is_covered_then_and_leads_the_rest(
    world: World, dana: Patient, helper: Account
) -> None:
    before, during = (time(9), time(18)), (time(19), time(22))
    assert found(world, starts=before[0], ends=before[1]) == [], "it begins at six"
    ahead = found(world, starts=during[0], ends=during[1])
    assert len(ahead) == 1
    chosen = {one.key: one.proposed for one in ahead}
    absence = arrange(world, chosen, starts=during[0], ends=during[1])
    assert absence.changes.get().leader == helper
    arrange(world, account=helper, starts=before[0], ends=before[1], chosen={})
    helping = found(world, account=helper)
    assert [one.meeting.on for one in helping] == [TUESDAY], "still at work in the evening"


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ({"starts": time(9)}, "both times"),
        ({"starts": time(9), "ends": time(9)}, "ends before it begins"),
        (
            {"starts": time(9), "ends": time(12), "last_on": TUESDAY + timedelta(days=1)},
            "part of one day",
        ),
    ],
)
def test_a_part_of_a_day_is_one_stretch_of_one_day(
    world: World, times: dict[str, Any], words: str
) -> None:
    with pytest.raises(UnableToCover, match=words):
        arrange(world, {"none": "cancel"}, **times)
    values = {"first_on": TUESDAY, "last_on": TUESDAY, **times}
    counselor = world.accounts[Role.COUNSELOR]
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffAbsence.objects.create(
            site=world.site, account=counselor, made_at=NOW, made_by=counselor, **values
        )
