"""A missed session on Today, and the page on which somebody writes what came of the call."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from stepdown.clinic.outreach.models import OutreachTry
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from tests.clinic.evenings import mark, open_evening, take_seats
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import TODAY, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


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
