"""By when a referral is answered, in working hours of the site, and who is told that it was not."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.clinic.intake.answer_by import URGENCIES, answer_by, late_referrals
from stepdown.clinic.people.roles import Role
from tests.clinic.referred import asked, called_back
from tests.clinic.world import NOW, World, make_world

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("asked_at", "urgency", "due"),
    [
        ("2026-11-23 09:00", "today", "2026-11-23 11:00"),
        ("2026-11-23 16:00", "today", "2026-11-24 10:00"),
        ("2026-11-23 12:00", "this_week", "2026-11-24 12:00"),
        ("2026-11-23 12:00", "no_hurry", "2026-11-25 12:00"),
        ("2026-11-27 16:30", "today", "2026-11-30 10:30"),
        ("2026-11-28 03:00", "today", "2026-11-30 11:00"),
        ("2026-11-23 22:00", "", "2026-11-24 17:00"),
        ("2026-10-30 16:00", "this_week", "2026-11-02 16:00"),
    ],
)
def test_working_hours_are_counted_on_the_sites_clock(
    asked_at: str, urgency: str, due: str
) -> None:
    begins = datetime.fromisoformat(asked_at).replace(tzinfo=NEW_YORK)
    found = answer_by(begins, urgency, "America/New_York").astimezone(NEW_YORK)
    assert f"{found:%Y-%m-%d %H:%M}" == due


@given(
    at=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from(["America/New_York", "America/Phoenix", "Asia/Kolkata"]),
)
def test_the_more_urgent_is_never_due_later(at: datetime, zone: str) -> None:
    due = [answer_by(at, urgency, zone) for urgency in URGENCIES]
    assert due == sorted(due)
    for each in due:
        here = each.astimezone(ZoneInfo(zone))
        assert each > at
        assert here.weekday() < 5
        assert 9 <= here.hour <= 17


@pytest.mark.django_db
def test_intake_and_director_see_who_was_not_answered_in_time(world: World) -> None:
    make_world("Millbrook", roles=(Role.INTAKE,))
    slow = asked(world, urgency="this_week")
    urgent = asked(world, urgency="today")
    asked(world, urgency="no_hurry")
    roles = (Role.INTAKE, Role.DIRECTOR)
    for role in roles:
        assert late_referrals(world.actor(role), now=NOW - timedelta(minutes=1)) == []
    after = NOW + timedelta(hours=24)
    for role in roles:
        found = late_referrals(world.actor(role), now=after)
        assert [request for request, _ in found] == [urgent, slow]
    assert late_referrals(world.actor(Role.BILLER), now=after) == []
    called_back(world, urgent)
    assert [request for request, _ in late_referrals(world.actor(Role.INTAKE), now=after)] == [slow]
