"""The week in which the clock changes: every page and the calendar say the same wall time."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import Series
from tests.clinic.seated import own_account, seated
from tests.clinic.world import NOW, make_world
from tests.e2e.browser import PHONE, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)
NEW_YORK = ZoneInfo("America/New_York")
SPRING, AUTUMN = date(2027, 3, 14), date(2027, 11, 7)  # Sundays


@pytest.mark.parametrize(("sunday", "hours"), [(SPRING, (23, 22)), (AUTUMN, (22, 23))])
def test_six_in_the_evening_stays_six_in_the_evening(
    visitors: Visitors, sunday: date, hours: tuple[int, int]
) -> None:
    # given: Dana has a group on Mondays at six
    monday = sunday + timedelta(days=1)
    with time_machine.travel(NOW, tick=True):
        world = make_world()
        dana = seated(world)
        account = own_account(world, dana)
    group = Series.objects.get(service="group", weekday=0)

    # when: she looks on the Saturday before the clock changes
    with time_machine.travel(
        datetime.combine(sunday, NOW.time(), NEW_YORK) - timedelta(days=1), tick=True
    ):
        phone = visitors.enter(account, width=PHONE)
        phone.goto("/me")
        expect(phone.get_by_text("6:00 pm").first).to_be_visible()
        check_page(phone)
        phone.goto(f"/me/week?from={monday}")
        expect(phone.get_by_text("6:00 pm").first).to_be_visible()
        assert in_calendar(phone, monday) == [
            (monday - timedelta(days=7), 18, hours[0]),
            (monday, 18, hours[1]),
        ]

    # then: the roll begins at six by the clock on the wall, on the Monday after
    with time_machine.travel(datetime.combine(monday, time(18, 5), NEW_YORK), tick=True):
        desk = visitors.enter(world.accounts[Role.COUNSELOR])
        desk.goto(f"/s/series/{group.pk}/{monday}")
        expect(desk.get_by_text("6:00").first).to_be_visible()
        expect(desk.get_by_text("Dana M.").first).to_be_visible()


def in_calendar(phone: Page, monday: date) -> list[tuple[date, int, int]]:
    """(day, hour on the wall, hour in UTC) of the group on this Monday and the one before."""
    calendar = icalendar.Calendar.from_ical(phone.request.get("/me/week.ics").body())
    found = []
    for on in (monday - timedelta(days=7), monday):
        for event in recurring_ical_events.of(calendar).between(on, on + timedelta(days=1)):
            starts = event["DTSTART"].dt
            if starts.hour == 18:
                found.append((starts.date(), starts.hour, starts.astimezone(ZoneInfo("UTC")).hour))
    return found
