"""One person's whole care, walked through in the browser by the roles that do it in life."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from stepdown.clinic.people.roles import Role
from tests.clinic.care import assess
from tests.clinic.world import TODAY
from tests.e2e.browser import Visitors
from tests.e2e.journey import assessment, care, evening, first_days, progress
from tests.e2e.journey.clinic import FIRST_DAY, TOMORROW, hold_weeks, on, open_clinic

WEEK = timedelta(days=7)
REVIEW_DAY = FIRST_DAY + 8 * WEEK  # the first step is planned for eight weeks
pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_first_call_to_fewer_hours_and_an_end(visitors: Visitors, tmp_path: Path) -> None:
    with on(TODAY, 12, 5):
        clinic = open_clinic(visitors)
        code = first_days.call_book_and_move(clinic)
        first_days.receive_record(clinic, tmp_path)

    with on(TOMORROW, 11, 2):
        first_days.come_in(clinic, code)
        assessment.assess(clinic, code)
        assessment.see_that_admission_waits(clinic, code)
        assessment.handle_withdrawal_here(clinic, code)
        desk = clinic.desk(Role.COUNSELOR)
        assessment.decide_on_level(desk, code)
        care.admit(desk, code)
        care.find_week(desk, code)
        care.see_own_week(clinic, code)

    with on(FIRST_DAY, 18, 4):
        desk = clinic.desk(Role.COUNSELOR)
        evening.call_roll(evening.open_session(desk, "Roll call"), "2 here, 1 not here")
    with on(FIRST_DAY, 20, 30):
        desk = clinic.desk(Role.COUNSELOR)
        evening.open_session(desk, "Continue: Close a roll")
        evening.close_roll(desk)
        evening.note_names_nobody(desk)
        evening.each_has_an_own_note(clinic, code)

    with on(REVIEW_DAY, 10):
        hold_weeks(clinic, code, weeks=8)
        desk = clinic.desk(Role.COUNSELOR)
        assessment.score(desk, code, "mood", [1, 1, 1, 0, 0, 0, 0, 0, 0])
        progress.read_progress(desk, code)
        before = progress.seats_taken(clinic, REVIEW_DAY + WEEK)
        progress.step_down(desk)
        progress.plan_fewer_hours(desk)
        fewer = progress.seats_taken(clinic, REVIEW_DAY + WEEK)
        progress.hold_and_end(desk, code)
        after = progress.seats_taken(clinic, REVIEW_DAY + WEEK)

    assert [sum(before), sum(fewer), sum(after)] == [8, 6, 2]  # Luis and Mateo keep theirs


def test_the_main_path_works_without_javascript(visitors: Visitors) -> None:
    with on(TODAY, 12, 5):
        clinic = open_clinic(visitors)
        desk = clinic.desk_without_scripts(Role.INTAKE)
        first_days.take_call(desk)
        first_days.save_call(desk)
        dana = clinic.world.patient("Nora", family_name="Lind")
        assess(clinic.world, dana)
        desk = clinic.desk_without_scripts(Role.COUNSELOR)
        assessment.decide_on_level(desk, dana.code)
        expect(desk.get_by_role("heading", name="3 things before admission")).to_be_visible()

    with on(TODAY, 18, 4):
        desk = clinic.desk_without_scripts(Role.COUNSELOR)
        evening.call_roll(evening.open_session(desk, "Roll call"), "1 here, 1 not here")
    with on(TODAY, 20, 30):
        desk = clinic.desk_without_scripts(Role.COUNSELOR)
        evening.close_roll(evening.open_session(desk, "Continue: Close a roll"))
        evening.write_note(desk, evening.SHARED, ["Luis O."])
        evening.sign_notes(desk, 1)
