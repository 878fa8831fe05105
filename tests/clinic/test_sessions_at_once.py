"""Two members of staff at the same moment: nothing is lost, nothing is signed twice."""

import pytest

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.queries import ledger_faults
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.operations import UnableToSignNotes
from tests.clinic.evenings import close, mark, open_evening, sign, take_seats, write
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import make_world
from tests.threads import run_in_threads

pytestmark = pytest.mark.django_db(transaction=True)


def test_marks_of_two_desks_are_all_kept_and_notes_are_signed_once() -> None:
    world = make_world()
    group = add_evening_program(world)[0]
    people = [world.patient(name) for name in ("Ann", "Ben", "Cyd", "Dee", "Eli", "Fay")]
    for one in people:
        take_seats(world, in_care(world, one), [group])
    session = open_evening(world, group)
    desks = (Role.COUNSELOR, Role.TECHNICIAN, Role.PSYCHOLOGIST)

    def desk(number: int) -> None:
        mine = dict.fromkeys(people[number * 2 : number * 2 + 2], "here")
        mark(world, Session.objects.get(pk=session.pk), mine, role=desks[number])

    assert run_in_threads(3, desk) == [None, None, None]
    assert Attendance.objects.filter(status="here").count() == 6

    close(world, session)
    write(world, session, {one: f"Own words of person {one.pk}." for one in people})

    def pen(number: int) -> int:
        return sign(world, Session.objects.get(pk=session.pk), lines_are_meant=True)

    answers = run_in_threads(3, pen)
    assert answers.count(6) == 1
    assert sum(isinstance(answer, UnableToSignNotes) for answer in answers) == 2
    assert Entry.objects.filter(kind=EntryKind.SESSION_NOTE).count() == 6
    assert ledger_faults() == []
