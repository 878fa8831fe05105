"""The board of requests under a flood: what says the same is one line, and goes with one click."""

from datetime import timedelta

import pytest

from stepdown.clinic.intake.models import CallRequest
from stepdown.clinic.intake.waiting import MOST_LINES, close_with_alike, waiting_board
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.roles import Role
from tests.clinic.test_asking import asked
from tests.clinic.world import NOW, World

pytestmark = pytest.mark.django_db


def flood(world: World, requests: int) -> None:
    for number in range(requests):
        asked(world, words="Buy now", now=NOW - timedelta(minutes=number))


def close_all(world: World, request: CallRequest, version: int) -> None:
    close_with_alike(
        actor=world.actor(Role.INTAKE),
        code=request.code,
        reason="This was sent by a robot",
        expected_version=version,
        now=NOW,
    )


def test_a_real_request_keeps_its_line_in_a_flood(world: World) -> None:
    real = asked(world, now=NOW - timedelta(minutes=2))
    flood(world, 5)
    board = waiting_board(world.actor(Role.INTAKE))
    assert [(line.request.words, line.alike) for line in board.lines] == [
        ("Buy now", 4),
        (real.words, 0),
    ]
    assert (board.count, board.more) == (6, 0)


def test_one_patient_more_of_the_same_doctor_is_a_line_of_its_own(world: World) -> None:
    for name in ("D. M.", "T. K."):
        asked(world, about_name=name, organization="Ridge Hospital", urgency="today")
    lines = waiting_board(world.actor(Role.INTAKE)).lines
    assert [line.request.about_name for line in lines] == ["D. M.", "T. K."]


def test_what_says_the_same_is_closed_together_each_with_its_event(world: World) -> None:
    real = asked(world)
    flood(world, 3)
    first = waiting_board(world.actor(Role.INTAKE)).lines[0].request
    close_all(world, first, first.version)
    assert [line.request for line in waiting_board(world.actor(Role.INTAKE)).lines] == [real]
    assert LedgerEvent.objects.filter(verb="call.closed").count() == 3


def test_a_stale_page_closes_nothing(world: World) -> None:
    flood(world, 3)
    first = waiting_board(world.actor(Role.INTAKE)).lines[0].request
    with pytest.raises(UnableToSave):
        close_all(world, first, first.version + 1)
    assert waiting_board(world.actor(Role.INTAKE)).count == 3


def test_the_board_says_how_many_lines_wait_behind_it(world: World) -> None:
    for number in range(MOST_LINES + 2):
        asked(world, words=f"Request {number}", now=NOW + timedelta(seconds=number))
    board = waiting_board(world.actor(Role.INTAKE))
    assert (len(board.lines), board.more, board.count) == (MOST_LINES, 2, MOST_LINES + 2)
    assert board.lines[0].request.words == "Request 0"
