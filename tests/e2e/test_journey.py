"""One person's whole care, walked through in the browser by the roles that do it in life."""

from datetime import timedelta
from pathlib import Path

import pytest

from stepdown.clinic.people.roles import Role
from tests.e2e.browser import Visitors
from tests.e2e.journey import assessment, care, evening, first_days, progress
from tests.e2e.journey.clinic import FIRST_DAY, TOMORROW, on, open_clinic
from tests.clinic.world import TODAY

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
        evening.call_roll(evening.open_session(clinic, "Roll call"))
    with on(FIRST_DAY, 20, 30):
        desk = evening.open_session(clinic, "Continue: Close a roll")
        evening.close_roll(desk)
        evening.note_names_nobody(desk)
        evening.each_has_an_own_note(clinic, code)

    with on(FIRST_DAY + timedelta(days=1), 10):
        desk = clinic.desk(Role.COUNSELOR)
        assessment.score(desk, code, "mood", [1, 1, 1, 0, 0, 0, 0, 0, 0])
        progress.read_progress(desk, code)
        progress.step_down(desk)
        progress.plan_fewer_hours(desk)
        assert progress.seats_taken(clinic, FIRST_DAY + timedelta(days=7))
        progress.hold_and_end(desk, code)
