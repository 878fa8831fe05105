"""One session's page: roll, close, note and signatures, as forms that need no script."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.timetable.models import Series
from tests.clinic.evenings import (
    SHARED,
    close,
    confirm_place,
    mark,
    open_evening,
    take_seats,
    write,
)
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World, make_world
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
MINUTES = timedelta(minutes=1)


@dataclass
class Evening:
    """A group with Dana and Luis, seen by its leader."""

    world: World
    group: Series
    session: Session
    dana: Patient
    luis: Patient

    @property
    def leader(self) -> Client:
        """Signed in now: a session that was left alone is locked."""
        return self.client(Role.COUNSELOR)

    def client(self, role: Role) -> Client:
        return signed_in_client(self.world.accounts[role])

    def page(self, client: Client | None = None) -> Any:
        return (client or self.leader).get(f"/s/{self.session.pk}")

    def post(self, part: str, client: Client | None = None, /, **values: str) -> Any:
        values.setdefault("once", str(uuid4()))
        return (client or self.leader).post(f"/s/{self.session.pk}/{part}", values)

    def seen(self, response: Any, kind: str = "roll_rows") -> dict[str, str]:
        """The hidden fields of a page as a browser would send them back."""
        rows = response.context[kind]
        return {f"seen_{row.person.patient_id}": row.seen for row in rows}


@contextmanager
def clock(session: Session, minutes: int) -> Iterator[None]:
    with time_machine.travel(session.starts_at + minutes * MINUTES, tick=False):
        yield


@made_once
def evening(world: World) -> Evening:
    group = add_evening_program(world)[0]
    people = [world.patient("Dana"), world.patient("Luis", family_name="Ortega")]
    for one in people:
        take_seats(world, in_care(world, one), [group])
    session = open_evening(world, group)
    return Evening(world, group, session, people[0], people[1])


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def marks() -> dict[str, str]:
    return dict(Attendance.objects.values_list("patient__given_name", "status"))


def test_a_session_is_opened_by_its_day(evening: Evening) -> None:
    with clock(evening.session, 5):
        answer = evening.leader.get(f"/s/series/{evening.group.pk}/{TODAY.isoformat()}")
    assert answer["Location"] == f"/s/{evening.session.pk}"


@pytest.mark.parametrize("day", ["2026-11-24", "yesterday", "2026-13-40", "9999-99-99", "²"])
def test_a_day_without_this_session_is_not_there(evening: Evening, day: str) -> None:
    with clock(evening.session, 5):
        assert evening.leader.get(f"/s/series/{evening.group.pk}/{day}").status_code == 404


def test_before_the_start_there_is_a_roster_and_no_form(evening: Evening) -> None:
    with clock(evening.session, -30):
        page = evening.page()
    assert "The roll opens when the session begins, at 6:00 pm" in text(page)
    assert "Save marks" not in text(page)


def test_the_screen_shows_first_names_and_initials_only(evening: Evening) -> None:
    with clock(evening.session, 5):
        page = text(evening.page())
    assert "Luis O." in page
    assert "Ortega" not in page


def test_nothing_is_chosen_beforehand(evening: Evening) -> None:
    with clock(evening.session, 5):
        assert " checked" not in text(evening.page())


def test_marking_the_rest_here_keeps_the_exceptions(evening: Evening) -> None:
    with clock(evening.session, 5):
        hidden = evening.seen(evening.page())
        status = {f"status_{evening.luis.pk}": "excused"}
        answer = evening.post("roll", rest="here", **hidden, **status)
    assert answer.status_code == 302
    assert marks() == {"Dana": "here", "Luis": "excused"}


def test_two_desks_mark_at_once_and_untouched_rows_stay(evening: Evening) -> None:
    with clock(evening.session, 5):
        mark(evening.world, evening.session, {evening.dana: "here"})
        drawn = evening.seen(evening.page())
        mark(evening.world, evening.session, {evening.dana: "late"}, role=Role.TECHNICIAN)
        confirm_place(evening.world, evening.session, evening.luis)
        values = {f"status_{evening.dana.pk}": "here", f"status_{evening.luis.pk}": "video"}
        answer = evening.post("roll", **drawn, **values)
    assert answer.status_code == 302
    assert marks() == {"Dana": "late", "Luis": "video"}


def test_the_same_mark_changed_by_both_is_refused_and_the_choice_stays(evening: Evening) -> None:
    with clock(evening.session, 5):
        drawn = evening.seen(evening.page())
        mark(evening.world, evening.session, {evening.dana: "late"}, role=Role.TECHNICIAN)
        answer = evening.post("roll", **drawn, **{f"status_{evening.dana.pk}": "missed"})
        assert answer.status_code == 409
        assert "Dana M. is marked “Late” now" in text(answer)
        assert f'value="missed" id="id_status_{evening.dana.pk}_4" checked' in text(answer)
        again = evening.post(
            "roll", **evening.seen(answer), **{f"status_{evening.dana.pk}": "missed"}
        )
    assert again.status_code == 302
    assert marks() == {"Dana": "missed"}


def test_the_same_form_sent_twice_is_carried_out_once(evening: Evening) -> None:
    with clock(evening.session, 5):
        values = {"once": str(uuid4()), f"status_{evening.dana.pk}": "here"}
        first, second = evening.post("roll", **values), evening.post("roll", **values)
    assert first["Location"] == second["Location"]
    assert LedgerEvent.objects.filter(verb="attendance.marked").count() == 1


@pytest.mark.parametrize("status", ["present", "", "🙂", "\x00", "here\u202e", "x" * 10_000])
def test_a_mark_that_does_not_exist_writes_nothing(evening: Evening, status: str) -> None:
    with clock(evening.session, 5):
        answer = evening.post("roll", **{f"status_{evening.dana.pk}": status})
    assert answer.status_code in {302, 422}
    assert marks() == {}


def test_the_close_takes_minutes_and_a_name_behind_it(evening: Evening) -> None:
    with clock(evening.session, 140):
        mark(evening.world, evening.session, {evening.dana: "late", evening.luis: "video"})
        late = {f"late_{evening.dana.pk}": "12", f"video_{evening.luis.pk}": "on"}
        refused = evening.post("close", version="1", **late)
        assert refused.status_code == 422
        assert "Tick that the roll is right" in text(refused)
        values = {
            **late,
            f"early_{evening.luis.pk}": "30",
            "attested": "on",
        }
        assert evening.post("close", version="1", **values).status_code == 302
        page = text(evening.page())
    minutes = dict(Attendance.objects.values_list("patient__given_name", "attended_minutes"))
    assert minutes == {"Dana": 108, "Luis": 90}
    assert "Late 12 min" in page
    assert "Video, left 30 min early" in page


@pytest.mark.parametrize("minutes", ["-5", "many", "99999", "9" * 5000, "1e3"])
def test_impossible_minutes_are_refused_and_stay_on_screen(evening: Evening, minutes: str) -> None:
    with clock(evening.session, 140):
        mark(evening.world, evening.session, {evening.dana: "here", evening.luis: "here"})
        answer = evening.post(
            "close", version="1", attested="on", **{f"early_{evening.dana.pk}": minutes}
        )
    assert answer.status_code == 422
    assert minutes in answer.content.decode()
    assert Session.objects.get().state == "open"


def write_by_form(evening: Evening, **values: str) -> Any:
    page = evening.page()
    dana = evening.dana.pk
    values = {
        "shared": SHARED,
        "seen_shared": page.context["shared_seen"],
        f"part_{dana}": "took_part",
        f"line_{dana}": "Named payday as a trigger.",
        f"plan_{dana}": "Calls a friend at lunch.",
        **evening.seen(page, "note_rows"),
        **values,
    }
    return evening.post("note", version=str(page.context["page"].version), **values)


@made_once
def closed(evening: Evening) -> Evening:
    """The roll is closed: Dana here, Luis not here."""
    mark(evening.world, evening.session, {evening.dana: "here", evening.luis: "missed"})
    close(evening.world, evening.session)
    return evening


def test_a_note_is_written_checked_and_signed(closed: Evening) -> None:
    with clock(closed.session, 140):
        assert write_by_form(closed).status_code == 302
        page = closed.page()
        assert "Sign 1 note" in text(page)
        answer = closed.post("sign", seen=page.context["note_seen"])
        assert answer.status_code == 302
        assert "One signed note is in the chart" in text(closed.page())
    (note,) = Entry.objects.filter(kind=EntryKind.SESSION_NOTE)
    assert note.patient == closed.dana
    assert note.body["plan"] == "Calls a friend at lunch."


def test_a_full_name_leaves_no_button_to_sign(closed: Evening) -> None:
    with clock(closed.session, 140):
        write_by_form(closed, shared="Luis Ortega spoke first.")
        page = text(closed.page())
    assert "has a group member's full name" in page
    assert "Sign 1 note" not in page


def test_a_warning_needs_its_answer(closed: Evening) -> None:
    with clock(closed.session, 140):
        write_by_form(closed, shared="Read about Saint Luis and the road.")
        page = closed.page()
        assert "No person of this group is meant" in text(page)
        refused = closed.post("sign", seen=page.context["note_seen"])
        assert refused.status_code == 422
        signed = closed.post("sign", seen=page.context["note_seen"], not_a_person="on")
    assert signed.status_code == 302


def test_a_stale_signature_is_refused(closed: Evening) -> None:
    with clock(closed.session, 140):
        write_by_form(closed)
        page = closed.page()
        write(closed.world, closed.session, {closed.dana: "Other words now."})
        answer = closed.post("sign", seen=page.context["note_seen"])
    assert answer.status_code == 409
    assert Entry.objects.filter(kind=EntryKind.SESSION_NOTE).count() == 0


def test_a_line_somebody_else_changed_is_shown_beside_what_was_typed(closed: Evening) -> None:
    with clock(closed.session, 140):
        page = closed.page()
        write(closed.world, closed.session, {closed.dana: "Theirs came first."}, shared="")
        drawn = closed.seen(page, "note_rows")
        key = closed.dana.pk
        values = {f"part_{key}": "quiet", f"line_{key}": "Mine came second.", f"plan_{key}": "Rest"}
        answer = closed.post("note", seen_shared=page.context["shared_seen"], **drawn, **values)
    assert answer.status_code == 409
    assert "Theirs came first." in text(answer)
    assert "Mine came second.</textarea>" in text(answer)


@pytest.mark.parametrize("words", ["x" * 5000, "tab\x07bell", "nul\x00"])
def test_text_that_cannot_be_saved_is_kept_on_screen(closed: Evening, words: str) -> None:
    with clock(closed.session, 140):
        answer = write_by_form(closed, shared=words)
    assert answer.status_code == 422
    assert words[:20].replace("\x00", "") in answer.content.decode().replace("\x00", "")
    assert Session.objects.get().shared_note == ""


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "'; DROP TABLE x; --", "שלום 🙂"])
def test_strange_text_is_text(closed: Evening, words: str) -> None:
    with clock(closed.session, 140):
        assert write_by_form(closed, shared=words).status_code == 302
        assert "<script>alert" not in closed.page().content.decode()
    assert Session.objects.get().shared_note == words


def test_a_technician_calls_the_roll_and_signs_nothing(closed: Evening) -> None:
    with clock(closed.session, 140):
        client = closed.client(Role.TECHNICIAN)
        page = text(closed.page(client))
        assert "writes the note of this session" in page
        assert closed.post("note", client, shared="x").status_code == 403
        assert closed.post("sign", client).status_code == 403


@pytest.mark.parametrize("role", [Role.INTAKE, Role.DIRECTOR, Role.BILLER, Role.ADMINISTRATOR])
def test_who_calls_no_rolls(evening: Evening, role: Role) -> None:
    with clock(evening.session, 5):
        client = evening.client(role)
        for part in ("", "/roll", "/close", "/note", "/sign"):
            assert client.get(f"/s/{evening.session.pk}{part}").status_code == 403


def test_a_session_elsewhere_is_not_there(evening: Evening) -> None:
    other = make_world("Bayside", roles=(Role.COUNSELOR,))
    with clock(evening.session, 5):
        client = signed_in_client(other.accounts[Role.COUNSELOR])
        assert evening.page(client).status_code == 404
        assert evening.post("roll", client, rest="here").status_code == 404
    assert marks() == {}


def test_every_look_leaves_an_event(evening: Evening) -> None:
    with clock(evening.session, 5):
        evening.page()
    event = LedgerEvent.objects.get(verb="session.opened")
    assert event.actor_id == evening.world.accounts[Role.COUNSELOR].pk


def queries_of(client: Client, path: str) -> int:
    client.get(path)  # the first one also notes that the session was used
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ["/s/{}", "/today"])
def test_more_people_cost_no_more_queries(evening: Evening, path: str) -> None:
    with clock(evening.session, 5):
        mark(evening.world, evening.session, {evening.dana: "here"})
        few = queries_of(evening.leader, path.format(evening.session.pk))
    others = [evening.world.patient(name) for name in ("Ann", "Ben", "Cyd")]
    for one in others:
        take_seats(evening.world, in_care(evening.world, one), [evening.group])
    with clock(evening.session, 5):
        mark(evening.world, evening.session, dict.fromkeys(others, "here"))
        assert queries_of(evening.leader, path.format(evening.session.pk)) == few


def test_today_says_what_is_next_and_what_waits(evening: Evening) -> None:
    with time_machine.travel(NOW, tick=False):
        client = evening.client(Role.COUNSELOR)
        page = text(client.get("/today"))
    assert "Next, in 6 h" in page
    assert "2 expected" in page
    assert "First time here" in page
    assert "Nothing waits for you." in page


def test_today_of_an_empty_clinic_says_what_will_be_here(world: World) -> None:
    with time_machine.travel(NOW, tick=False):
        for role, words in (
            (Role.COUNSELOR, "You lead no session today."),
            (Role.INTAKE, "No assessment is booked for today."),
            (Role.DIRECTOR, "The middle time of those who come will stand here."),
            (Role.MEDICAL, "Nothing waits for you."),
        ):
            page = signed_in_client(world.accounts[role]).get("/today")
            assert page.status_code == 200
            assert words in text(page)


def test_notes_that_wait_stand_in_needs_you(closed: Evening) -> None:
    with clock(closed.session, 140):
        page = closed.leader.get("/today")
    assert "Sign 1 note" in text(page)
    assert f"/s/{closed.session.pk}" in text(page)


def test_the_page_of_a_session_leads_to_where_somebody_is_before_video(evening: Evening) -> None:
    path = f"/p/{evening.dana.code}/video/{evening.session.pk}"
    with clock(evening.session, 1):
        assert path in text(evening.page())
        refused = evening.post("roll", **{f"status_{evening.dana.pk}": "video"})
        assert "confirm where they are" in text(refused)
        place = {"address": "4 Elm Street", "phone": "410 555 0177", "once": str(uuid4())}
        assert evening.leader.post(path, place).status_code == 302
        assert "4 Elm Street, 410 555 0177" in text(evening.page())
