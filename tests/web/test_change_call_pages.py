"""Calls about a closed day on Today, in their list, and what came of one."""

from typing import Any
from uuid import uuid4

import pytest
import time_machine

from stepdown.clinic.people.roles import Role
from tests.clinic.seated import seated
from tests.clinic.test_change_calls import close_monday
from tests.clinic.world import NOW, World
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@time_machine.travel(NOW, tick=False)
def test_a_call_goes_from_today_to_the_list_and_off_it(world: World) -> None:
    dana = seated(world)
    dana.phone = "410 555 0100"
    dana.save()
    close_monday(world)
    desk = signed_in_client(world.accounts[Role.COUNSELOR])
    assert "Call Dana M. about a change" in text(desk.get("/today"))
    assert f"/p/{dana.code}/call" in text(desk.get("/timetable/calls"))
    path = f"/p/{dana.code}/call"
    page = text(desk.get(path))
    assert "do not take place" in page
    assert "Leave no message" in page
    assert "Left a neutral word" not in page
    call = dana.change_calls.get()
    sent = {"once": str(uuid4()), "calls": call.pk}
    assert desk.post(path, sent).status_code == 422
    again = desk.post(path, {**sent, "once": str(uuid4()), "outcome": "not_reached"}, follow=True)
    assert "Not reached, Mon" in text(again)
    done = desk.post(path, {**sent, "once": str(uuid4()), "outcome": "told"}, follow=True)
    assert "Nobody has to be called." in text(done)
    late = desk.post(path, {**sent, "once": str(uuid4()), "outcome": "told"})
    assert late.status_code == 422
    assert "Call Dana M." not in text(desk.get("/today"))
