"""A group's note is kept as it is typed, and what a colleague wrote meanwhile stays theirs."""

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Attendance
from tests.clinic.evenings import mark, open_evening, take_seats, write
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, make_world
from tests.e2e.browser import Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)


def test_lines_are_kept_and_nobody_is_written_over(visitors: Visitors) -> None:
    # given: an evening with Dana and Luis here, open on the counselor's screen
    with time_machine.travel(NOW, tick=True):
        world = make_world()
        group = add_evening_program(world)[0]
        dana, luis = world.patient("Dana"), world.patient("Luis", family_name="Ortega")
        for one in (dana, luis):
            take_seats(world, in_care(world, one), [group])
        evening = open_evening(world, group)
        mark(world, evening, {dana: "here", luis: "here"})

    with time_machine.travel(evening.ends_at - timedelta(minutes=5), tick=True):
        page = visitors.enter(world.accounts[Role.COUNSELOR])
        page.goto(f"/s/{evening.pk}")

        # when: a colleague writes about Luis, and she about Dana
        write(world, evening, {luis: "Brought a plan."}, shared="", role=Role.PSYCHOLOGIST)
        type_line(page, "Dana M.", "Named payday.")
        expect(page.get_by_text("Kept at")).to_be_visible()
        check_page(page)

        # and: she changes a mark of the same roll without saving her note
        page.get_by_role("group", name="How Dana M. came").get_by_label("Late").check()
        page.get_by_role("button", name="Save marks").click()
        expect(page.get_by_text("1 here, 1 late")).to_be_visible()

        # then: both lines stand, and the page shows them
        assert lines() == {"Dana": "Named payday.", "Luis": "Brought a plan."}
        luis_line = page.get_by_role("group", name="Luis O.").get_by_label("Response and progress")
        expect(luis_line).to_have_value("Brought a plan.")

        # and: a line that both change is not written over
        write(world, evening, {luis: "Brought a plan and read it."}, role=Role.PSYCHOLOGIST)
        type_line(page, "Luis O.", " Left early.")
        expect(page.get_by_text("Not kept. Save it yourself to see why")).to_be_visible()
        page.get_by_role("button", name="Save and check").click()
        expect(page.get_by_role("alert")).to_contain_text("Somebody else changed Luis O.'s line")
        assert lines()["Luis"] == "Brought a plan and read it."


def type_line(page: Page, name: str, words: str) -> None:
    line = page.get_by_role("group", name=name).get_by_label("Response and progress")
    line.press("End")
    line.press_sequentially(words)


def lines() -> dict[str, str]:
    return dict(Attendance.objects.values_list("patient__given_name", "own_line"))
