"""Two people of one group whose short names are alike are told apart on every screen of it."""

import pytest

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.names import told_apart
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.day_sheet import open_day_sheets
from stepdown.clinic.sessions.queries import roster
from tests.clinic.evenings import open_evening, take_seats
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World


def named(*names: tuple[str, str]) -> list[str]:
    people = [
        Patient(pk=number, given_name=first, family_name=last, code=f"c{number}")
        for number, (first, last) in enumerate(names, 1)
    ]
    return list(told_apart(people).values())


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ((("Ana", "Lee"), ("Ben", "Lee")), ["Ana L.", "Ben L."]),
        ((("Ana", "Lee"), ("Ana", "Long")), ["Ana Le.", "Ana Lo."]),
        ((("Ana", "Marsh"), ("Ana", "Martin")), ["Ana Mars.", "Ana Mart."]),
        ((("Ana", "Lee"), ("Ana", "Leeds")), ["Ana Lee", "Ana Lee."]),
        ((("Ana", "Lee"), ("Ana", "Lee")), ["Ana Lee (c1)", "Ana Lee (c2)"]),
        ((("Ana", ""), ("Ana", ""), ("Ana", "Lee")), ["Ana (c1)", "Ana (c2)", "Ana L."]),
    ],
)
def test_no_two_are_called_alike(names: tuple[tuple[str, str], ...], shown: list[str]) -> None:
    assert named(*names) == shown


@pytest.mark.django_db
def test_the_roll_and_the_paper_tell_them_apart(world: World) -> None:
    group = add_evening_program(world)[0]
    for family in ("Marsh", "Mills"):
        take_seats(world, in_care(world, world.patient("Dana", family_name=family)), [group])
    actor = world.actor(Role.COUNSELOR)
    roll = roster(actor, open_evening(world, group), NOW).people
    assert [one.short_name for one in roll] == ["Dana Ma.", "Dana Mi."]
    sheet = open_day_sheets(actor=actor, on=TODAY, now=NOW)[0]
    assert [one.short_name for one in sheet.people] == ["Dana Ma.", "Dana Mi."]
