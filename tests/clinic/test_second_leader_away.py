"""The second leader of a session is away, or the leader while there is a second one."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Permission, Role
from stepdown.clinic.sessions.days import sessions_of_day, unfinished_sessions
from stepdown.clinic.timetable.absences import arrange_absence, end_absence
from stepdown.clinic.timetable.changes import change_of
from stepdown.clinic.timetable.clinic_week import clinic_week
from stepdown.clinic.timetable.co_leading import name_co_leader
from stepdown.clinic.timetable.covering import Uncovered, uncovered_by
from stepdown.clinic.timetable.make_up import make_up_times
from stepdown.clinic.timetable.models import MeetingChange, Series, StaffAbsence
from stepdown.clinic.timetable.offering import UnableToOffer
from stepdown.clinic.timetable.queries import dated, week_of
from stepdown.clinic.treatment.services import Service
from tests.clinic.evenings import open_evening, take_seats
from tests.clinic.test_leading import friday_group, name, once_a_week, set_rule
from tests.clinic.weeks import MONDAY, weekly
from tests.clinic.world import NOW, World, add_member

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 11, 27)
MORNING = NOW + timedelta(days=3, hours=19)


@pytest.fixture
def second(world: World) -> Account:
    return world.accounts[Role.PSYCHOLOGIST]


@pytest.fixture
def helper(world: World) -> Account:
    return add_member(world, Role.COUNSELOR, "helper@harbor.example")


@pytest.fixture
def group(world: World, second: Account) -> Series:
    """Led by a counselor and the psychologist, with Dana and Ben."""
    held = friday_group(world)
    name(world, held, second)
    for given_name in ("Dana", "Ben"):
        take_seats(world, once_a_week(world, given_name), [held])
    return held


def dana() -> Patient:
    return Patient.objects.get(given_name="Dana")


def found(world: World, account: Account) -> Uncovered:
    (one,) = uncovered_by(
        site=world.site, account=account, first_on=FRIDAY, last_on=FRIDAY, now=NOW
    )
    return one


def ways(world: World, account: Account) -> list[tuple[str, str]]:
    return [(way.how, way.name) for way in found(world, account).ways]


def arrange(world: World, account: Account, way: str) -> StaffAbsence:
    return arrange_absence(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        account=account,
        first_on=FRIDAY,
        last_on=FRIDAY,
        chosen={found(world, account).key: way},
        now=NOW,
    )


def take_back(world: World, absence: StaffAbsence) -> None:
    end_absence(actor=world.actor(Role.DIRECTOR), absence=absence, expected_version=1, now=NOW)


def leaders(group: Series) -> str:
    group = Series.objects.get(pk=group.pk)
    return dated(group, FRIDAY, change_of(group, FRIDAY)).session.leader


def told(account: Account) -> list[str]:
    messages = OutboxMessage.objects.filter(address=account.email, withdrawn_at=None)
    return [one.body.split("\n")[0].partition(" pm ")[2] for one in messages.order_by("pk")]


def opens(account: Account) -> bool:
    actor = actor_for(account, now=MORNING)
    return patients_open_to(actor, Permission.READ_CHART, MORNING).filter(pk=dana().pk).exists()


def test_a_stand_in_for_the_second_leader_is_shown_told_and_opens_the_records(
    world: World, group: Series, second: Account, helper: Account
) -> None:
    set_rule(world, group.program, per_leader=1)
    assert ways(world, second) == [("lead", "Helper"), ("cancel", "")]
    absence = arrange(world, second, f"lead-{helper.pk}")
    assert leaders(group) == "Counselor and Helper"
    (week,) = [one for one in week_of(dana(), monday=MONDAY) if one.on == FRIDAY]
    assert week.session.leader == "Counselor and Helper"
    (shown,) = [
        one for one in clinic_week([world.site.pk], on=MONDAY) if one.session.series_id == group.pk
    ]
    assert shown.instead_of == "Psychologist"
    for account, days in ((helper, 1), (group.leader, 1), (second, 0)):
        assert len(sessions_of_day(actor_for(account, now=MORNING), FRIDAY)) == days
    assert opens(helper)
    assert told(helper) == ["is new: you stand in for somebody."]
    take_back(world, absence)
    assert leaders(group) == "Counselor and Psychologist"
    assert not opens(helper)
    assert told(helper) == ["is free again."]


def test_one_leader_is_left_alone_with_no_more_people_than_one_may_have(
    world: World, group: Series, second: Account
) -> None:
    set_rule(world, group.program, per_leader=1)
    assert "alone" not in dict(ways(world, second))
    set_rule(world, group.program, per_leader=2)
    assert ways(world, second)[0] == ("alone", "Counselor")
    assert found(world, second).proposed == "alone"
    absence = arrange(world, second, "alone")
    assert leaders(group) == "Counselor"
    assert told(group.leader) == ["is yours alone this time."]
    assert not OutboxMessage.objects.filter(patient_id=dana().pk, subject__startswith="A change")
    take_back(world, absence)
    assert leaders(group) == "Counselor and Psychologist"
    assert told(group.leader) == ["is as it was before."]


def test_the_second_leads_alone_and_owes_what_a_leader_owes(
    world: World, group: Series, second: Account, helper: Account
) -> None:
    arrange(world, group.leader, "alone")
    assert leaders(group) == "Psychologist"
    session = open_evening(world, group, FRIDAY)
    for account, owes in ((second, 1), (group.leader, 0)):
        actor = actor_for(account, now=session.ends_at)
        assert len(unfinished_sessions(actor, session.ends_at)) == owes


def test_both_are_away_and_each_is_back_by_themselves(
    world: World, group: Series, second: Account, helper: Account
) -> None:
    first = arrange(world, group.leader, f"lead-{helper.pk}")
    assert leaders(group) == "Helper and Psychologist"
    assert dict(ways(world, second)) == {"alone": "Helper", "cancel": ""}
    arrange(world, second, "alone")
    assert leaders(group) == "Helper"
    take_back(world, first)
    assert leaders(group) == "Counselor"


def test_the_one_who_was_left_alone_is_away_as_well(
    world: World, group: Series, second: Account, helper: Account
) -> None:
    first = arrange(world, group.leader, "alone")
    assert dict(ways(world, second)) == {"lead": "Helper", "cancel": ""}
    arrange(world, second, f"lead-{helper.pk}")
    assert leaders(group) == "Helper"
    take_back(world, first)
    assert leaders(group) == "Counselor and Helper"


def test_who_leads_with_somebody_away_hears_that_it_is_cancelled_and_on_again(
    world: World, group: Series, second: Account
) -> None:
    absence = arrange(world, second, "cancel")
    assert told(group.leader) == ["does not take place."]
    take_back(world, absence)
    assert told(group.leader) == ["is as it was before."]
    assert MeetingChange.objects.filter(undone_at=None).count() == 0


def test_nobody_more_comes_on_a_day_with_one_leader_too_few(
    world: World, group: Series, second: Account
) -> None:
    one: dict[str, Any] = {"service": Service.GROUP, "room": world.site.rooms.get(name="Room B")}
    one |= {"leader": world.accounts[Role.MEDICAL], "seats": 2}
    set_rule(world, group.program, per_leader=2, roles=[])
    wednesday = weekly(world, group.program, 2, "18:00", 135, 120, **one)
    ana = once_a_week(world, "Ana")
    take_seats(world, ana, [wednesday])
    missed = next(
        one for one in week_of(ana.patient, monday=MONDAY) if one.session.series_id == wednesday.pk
    )

    def offered() -> set[int]:
        return {one.session.series_id for one in make_up_times(ana, missed, now=NOW)}

    assert group.pk in offered()
    arrange(world, second, "alone")
    assert group.pk not in offered()


def test_who_is_second_stays_while_a_day_ahead_hangs_on_it(
    world: World, group: Series, second: Account, helper: Account
) -> None:
    arrange(world, second, f"lead-{helper.pk}")
    group.refresh_from_db()
    with pytest.raises(UnableToOffer, match="One of two leaders is away on a day ahead"):
        name_co_leader(
            actor=world.actor(Role.DIRECTOR),
            series=group,
            co_leader=None,
            expected_version=group.version,
            now=NOW,
        )


def test_each_of_two_leaders_has_one_change(world: World, group: Series, second: Account) -> None:
    arrange(world, second, "alone")
    made = MeetingChange.objects.get()
    values = {"series": made.series, "on": made.on, "absence": made.absence, "made_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingChange.objects.create(of_second=True, made_by=made.made_by, **values)
    MeetingChange.objects.create(made_by=made.made_by, is_cancelled=True, **values)


def test_a_week_with_two_leaders_asks_no_more(world: World, group: Series, second: Account) -> None:
    patient, asked = dana(), []
    for co_leader in (second, None):
        Series.objects.exclude(leader=second).update(co_leader=co_leader)
        with CaptureQueriesContext(connection) as found:
            week_of(patient, monday=MONDAY)
        asked.append(len(found))
    assert asked[0] == asked[1]
