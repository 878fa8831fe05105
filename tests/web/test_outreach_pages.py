"""A missed session on Today, and the page on which somebody writes what came of the call."""

from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from stepdown.clinic.ledger.operations import writing
from stepdown.clinic.outreach.models import OutreachTry
from stepdown.clinic.people.access import grant_access
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.operations import ask_contact_permission
from stepdown.clinic.people.reaching import CallTimes
from stepdown.clinic.people.roles import Purpose, Role
from stepdown.clinic.timetable.leaders import open_to_stand_in
from tests.clinic.evenings import mark, open_evening, take_seats
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World, add_member
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
LATE_MONDAY = NOW + timedelta(hours=9)


@made_once
def dana(world: World) -> Patient:
    group = add_evening_program(world)[0]
    patient = world.patient(phone="410 555 0100")
    take_seats(world, in_care(world, patient), [group])
    session = open_evening(world, group)
    mark(world, session, {patient: "missed"}, now=session.ends_at)
    return patient


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_missed_session_is_called_after_and_goes_off_today(world: World, dana: Patient) -> None:
    session = open_evening(world, dana.seats.get().series)
    with time_machine.travel(session.ends_at + timedelta(hours=1), tick=False):
        desk = signed_in_client(world.accounts[Role.COUNSELOR])
        today = text(desk.get("/today"))
        assert "Call Dana M.: we missed them" in today
        assert "Leave no message: nobody asked yet." in today
        assert "410 555 0100" not in today
        page = f"/p/{dana.code}/outreach"
        shown = text(desk.get(page))
        assert "Call 410 555 0100" in shown
        assert "Left a neutral word" not in shown
        sent = {"once": str(uuid4()), "outcome": "not_reached", "words": "Busy line."}
        refused = desk.post(page, sent)
        assert refused.status_code == 422
        assert "Choose the day of the next try" in text(refused)
        assert "Busy line." in text(refused)
        sent |= {"once": str(uuid4()), "next_on": (TODAY + timedelta(days=1)).isoformat()}
        done = text(desk.post(page, sent, follow=True))
        assert "Not reached. Busy line. Next try Tuesday" in done
        assert "Call Dana M. again" in text(desk.get("/today"))
        desk.post(page, {"once": str(uuid4()), "outcome": "reached"})
        assert "Call Dana M." not in text(desk.get("/today"))
    assert OutreachTry.objects.count() == 2


def agree(world: World, dana: Patient, *days: int) -> None:
    ask_contact_permission(
        actor=world.actor(Role.INTAKE),
        patient=dana,
        may_leave_message=False,
        email_is_ok=False,
        sender_name="",
        times=CallTimes(days, time(9), time(22)),
        now=NOW,
    )


def pages(account: Account, dana: Patient) -> list[str]:
    client = signed_in_client(account)
    return [text(client.get(f"/p/{dana.code}/{page}".rstrip("/"))) for page in ("outreach", "")]


def test_the_team_sees_the_number_and_whether_now_is_within_the_agreed_times(
    world: World, dana: Patient
) -> None:
    agree(world, dana, 0)
    for at, is_now in ((LATE_MONDAY, True), (LATE_MONDAY + timedelta(days=1), False)):
        with time_machine.travel(at, tick=False):
            for page in pages(world.accounts[Role.COUNSELOR], dana):
                assert "By phone, Monday, 9:00 am to 10:00 pm. No message." in page
                assert "Call 410 555 0100" in page
                assert ("Now is outside these times." in page) != is_now


def test_who_stands_in_sees_the_number_and_nobody_else_does(world: World, dana: Patient) -> None:
    helper = add_member(world, Role.COUNSELOR, "helper@harbor.example")
    series = dana.seats.get().series
    with writing():
        open_to_stand_in(dana, helper.pk, (series.pk, TODAY), NOW)
    with time_machine.travel(LATE_MONDAY, tick=False):
        for page in pages(helper, dana):
            assert "410 555 0100" in page
    director = world.accounts[Role.DIRECTOR]
    with time_machine.travel(NOW + timedelta(days=2), tick=False), writing():
        grant_access(
            patient=dana,
            site_id=world.site.pk,
            role=Role.DIRECTOR,
            purpose=Purpose.CARE,
            why="the role alone",
            now=NOW,
        )
        for page in pages(director, dana):
            assert "410 555 0100" not in page
            assert "By phone" not in page
        today = text(signed_in_client(director).get("/today"))
        assert "Somebody of their team calls." in today
