"""The page of one signed entry, its correction, and the correction of a mark."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import latest
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.treatment.facts import open_safety_step
from stepdown.clinic.treatment.histories import UseHistory
from tests.clinic.care import agree, drinking, make_ready, score_form, take_vitals, tell_history
from tests.clinic.evenings import close, mark, open_evening, sign, take_seats, write
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
PHQ = [1, 1, 1, 1, 1, 0, 0, 0, 0]


@pytest.fixture(autouse=True)
def an_hour_later(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW + timedelta(hours=1))


@made_once
def dana(world: World) -> Patient:
    patient = world.patient()
    agree(world, patient)
    return patient


def client_of(world: World, role: Role = Role.COUNSELOR) -> Client:
    return signed_in_client(world.accounts[role])


def url(entry: Entry, page: str = "") -> str:
    return f"/p/{entry.patient.code}/entry/{entry.pk}{page}"


def text(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def as_drawn(answer: Any) -> dict[str, str]:
    """The fields of the page's form as a browser would send them back unchanged."""
    form = answer.context["form"]
    sent = {"once": str(uuid4())}
    for part in (form, *getattr(form, "rows", ())):
        for bound in part:
            value = bound.value()
            if value is not None and value is not False and value != "":
                sent[bound.html_name] = "on" if value is True else str(value)
    return sent


def correct(client: Client, entry: Entry, **changes: str) -> Any:
    drawn = as_drawn(client.get(url(entry, "/correct")))
    return client.post(url(entry, "/correct"), {**drawn, "reason": "Typed wrong.", **changes})


def newest(patient: Patient, kind: EntryKind) -> Entry:
    found = latest(patient, kind)
    assert found is not None
    return found


def test_the_timeline_leads_to_the_whole_entry(world: World, dana: Patient) -> None:
    entry = take_vitals(world, dana)
    client = client_of(world)
    assert f'href="{url(entry)}"' in client.get(f"/p/{dana.code}").content.decode()
    shown = text(client.get(url(entry)))
    assert "Pulse, a minute 76" in shown
    assert "Has chest pain No" in shown
    assert "By Technician Role Technician Credential RN, A1, MD" in shown
    assert "As signed: nothing was changed since." in shown
    assert "Late entry" not in shown


def test_a_late_entry_shows_both_times(world: World, dana: Patient) -> None:
    entry = take_vitals(world, dana)
    late = NOW + timedelta(days=1)
    Entry.objects.bulk_create(
        [
            Entry(
                patient=dana,
                kind=EntryKind.VITALS,
                happened_at=NOW,
                body=entry.body,
                author=entry.author,
                signed_as=entry.signed_as,
                signed_at=late,
                digest="0" * 64,
            )
        ]
    )
    newer = Entry.objects.latest("pk")
    client = client_of(world)
    shown = text(client.get(url(newer)))
    assert "Late entry" in shown
    assert "Happened Mon, Nov 23, 2026, 12:00 pm Signed Tue, Nov 24, 2026, 12:00 pm" in shown
    assert "Not what was signed." in shown
    assert "Late entry" in text(client.get(f"/p/{dana.code}"))


@pytest.mark.parametrize("page", ["", "/correct"])
def test_an_entry_of_another_person_is_not_there(world: World, dana: Patient, page: str) -> None:
    entry, other = take_vitals(world, dana), world.patient("Luis")
    answer = client_of(world).get(f"/p/{other.code}/entry/{entry.pk}{page}")
    assert answer.status_code == 404


def test_vitals_are_corrected_on_the_form_as_it_was_signed(world: World, dana: Patient) -> None:
    entry = take_vitals(world, dana)
    client = client_of(world, Role.TECHNICIAN)
    answer = correct(client, entry, pulse_per_minute="67")
    new = newest(dana, EntryKind.VITALS)
    assert answer["Location"] == url(new)
    assert new.body["values"] == {**entry.body["values"], "pulse_per_minute": 67}
    assert new.body["danger_signs"] == entry.body["danger_signs"]
    assert new.happened_at == entry.happened_at
    shown = client.get(url(new)).content.decode()
    assert f'href="{url(entry)}"' in shown
    assert "Typed wrong." in shown
    assert f'href="{url(new)}"' in client.get(url(entry)).content.decode()


@pytest.mark.parametrize("kind", [EntryKind.VITALS, EntryKind.INSTRUMENT, EntryKind.USE_HISTORY])
def test_a_form_sent_back_as_it_was_changes_nothing(
    world: World, dana: Patient, kind: EntryKind
) -> None:
    take_vitals(world, dana)
    score_form(
        world, dana, "dsm-5-count", [1] * 6 + [0] * 5, substance="alcohol", only_as_prescribed=False
    )
    noon_here = NOW.astimezone(ZoneInfo(dana.site.zone))  # as the page signs it
    tell_history(world, dana, drinking(now=noon_here, name="Beer", years=3), pregnant=None)
    answer = correct(client_of(world), newest(dana, kind))
    assert answer.status_code == 422
    assert "Nothing is different from what was signed." in text(answer)


def test_a_use_history_keeps_every_line_that_was_signed(world: World, dana: Patient) -> None:
    lines = [drinking(name=f"Drink {n}", hours_ago=100 + n) for n in range(8)]
    entry = tell_history(world, dana, *lines)
    correct(client_of(world), entry, **{"s8-name": "Cider"})
    told = UseHistory.from_body(newest(dana, EntryKind.USE_HISTORY).body)
    assert [used.name for used in told.substances] == [*(f"Drink {n}" for n in range(7)), "Cider"]
    before = UseHistory.from_body(entry.body)
    assert [u.last_use_at for u in told.substances] == [u.last_use_at for u in before.substances]


def test_a_corrected_answer_leads_to_the_safety_step(world: World, dana: Patient) -> None:
    entry = score_form(world, dana, "phq-9", PHQ)
    answer = correct(client_of(world), entry, item_9="1")
    assert answer["Location"] == f"/p/{dana.code}/assessment/safety"
    assert open_safety_step(dana) == newest(dana, EntryKind.INSTRUMENT)


def test_a_correction_reads_the_same_limits_as_before(world: World, dana: Patient) -> None:
    entry = score_form(world, dana, "audit-c", [1, 1, 1], sex="male")
    assert entry.body["findings"]["positive"] is False
    assert correct(client_of(world), entry).status_code == 422, "nothing is different"
    assert correct(client_of(world), entry, item_1="0", item_2="2").status_code == 302
    assert newest(dana, EntryKind.INSTRUMENT).body["findings"]["positive"] is False


@pytest.mark.parametrize(("last", "words"), [(0, "No"), (1, "Yes")])
def test_what_a_score_found_is_read_in_words(
    world: World, dana: Patient, last: int, words: str
) -> None:
    """A truth is not the number of an entry: the page opens and says yes or no."""
    entry = score_form(world, dana, "phq-9", [*PHQ[:-1], last])
    shown = text(client_of(world).get(url(entry)))
    assert f"Item 9 above zero {words}" in shown
    assert "See this entry" not in shown


def test_another_time_can_be_corrected(world: World, dana: Patient) -> None:
    entry = score_form(world, dana, "cows", [0] * 11)
    correct(client_of(world), entry, taken_at="11:30")
    assert newest(dana, EntryKind.INSTRUMENT).happened_at == NOW - timedelta(minutes=30)


def test_a_scale_without_a_score_gets_its_score(world: World, dana: Patient) -> None:
    entry = score_form(world, dana, "cows", [0] * 11)
    client = client_of(world)
    drawn = as_drawn(client.get(url(entry, "/correct")))
    unrated = {key: value for key, value in drawn.items() if not key.startswith("item_")}
    unrated |= {"cannot_be_scored": "No interpreter", "reason": "Was not rated."}
    assert client.post(url(entry, "/correct"), unrated).status_code == 302
    without = newest(dana, EntryKind.INSTRUMENT)
    assert without.body["total"] is None
    scores = {f"item_{n}": "0" for n in range(1, 12)}
    answer = correct(client, without, cannot_be_scored="", **scores)
    assert answer.status_code == 302
    assert newest(dana, EntryKind.INSTRUMENT).body["total"] == 0


def test_without_a_reason_everything_typed_stays(world: World, dana: Patient) -> None:
    entry = take_vitals(world, dana)
    answer = correct(client_of(world), entry, pulse_per_minute="67", reason="")
    assert answer.status_code == 422
    assert "Write why it is corrected" in text(answer)
    assert 'value="67"' in answer.content.decode()


def test_an_older_version_leads_to_the_newer(world: World, dana: Patient) -> None:
    entry = take_vitals(world, dana)
    client = client_of(world)
    sent = {**as_drawn(client.get(url(entry, "/correct"))), "reason": "Twice", "once": str(uuid4())}
    correct(client, entry, pulse_per_minute="67")
    new = newest(dana, EntryKind.VITALS)
    page = client.get(url(entry, "/correct"))
    assert page.context.get("form") is None
    assert f'href="{url(new)}"' in page.content.decode()
    refused = client.post(url(entry, "/correct"), {**sent, "pulse_per_minute": "70"})
    assert refused.status_code == 422
    assert "has a correction already" in text(refused)
    assert 'value="70"' in refused.content.decode()
    assert newest(dana, EntryKind.VITALS) == new


@pytest.mark.parametrize(
    "kind", [EntryKind.PLACEMENT, EntryKind.SAFETY_STEP, EntryKind.CONSENT], ids=str
)
def test_decisions_are_corrected_in_words(world: World, kind: EntryKind) -> None:
    patient = world.patient("Ruth")
    make_ready(world, patient)
    entry = newest(patient, kind)
    client = client_of(world)
    assert correct(client, entry, words="The reason was the sister's help.").status_code == 302
    new = newest(patient, kind)
    assert new.body == {**entry.body, "what_is_right": "The reason was the sister's help."}
    assert "What is right: The reason was the sister's help." in text(
        client.get(f"/p/{patient.code}")
    )


def test_who_may_not_sign_it_is_told_who_may(world: World) -> None:
    patient = world.patient("Ruth")
    make_ready(world, patient)
    entry, client = newest(patient, EntryKind.PLACEMENT), client_of(world, Role.TECHNICIAN)
    page = client.get(url(entry))
    assert "Those who may sign this may correct it" in text(page)
    assert url(entry, "/correct") not in page.content.decode()
    answer = client.post(
        url(entry, "/correct"), {"once": str(uuid4()), "words": "Other", "reason": "Other"}
    )
    assert answer.status_code == 422
    assert "Your role cannot sign this." in text(answer)


def test_advice_has_no_form_of_its_own(world: World) -> None:
    patient = world.patient("Ruth")
    make_ready(world, patient)
    entry, client = newest(patient, EntryKind.ADVICE), client_of(world)
    assert "Correct the finding" in text(client.get(url(entry, "/correct")))
    assert client.post(url(entry, "/correct"), {"once": str(uuid4())}).status_code == 422
    assert "Ruleset version" in text(client.get(url(entry)))


def test_the_director_reads_and_does_not_correct(world: World, dana: Patient) -> None:
    entry, client = take_vitals(world, dana), client_of(world, Role.DIRECTOR)
    assert url(entry, "/correct") not in client.get(url(entry)).content.decode()
    assert client.get(url(entry, "/correct")).status_code in {403, 404}


@made_once
def session(world: World, dana: Patient) -> Session:
    """Dana and Luis in a group of the evening whose roll is closed."""
    group = add_evening_program(world)[0]
    luis = world.patient("Luis", family_name="Ortega")
    for one in (dana, luis):
        take_seats(world, in_care(world, one), [group])
    held = open_evening(world, group)
    mark(world, held, {dana: "here", luis: "missed"})
    close(world, held)
    return held


def note_of(world: World, session: Session, dana: Patient) -> Entry:
    write(world, session, {dana: "Named payday."})
    sign(world, session)
    return newest(dana, EntryKind.SESSION_NOTE)


def test_a_note_is_corrected_with_its_minutes(
    world: World, session: Session, dana: Patient, time_machine: TimeMachineFixture
) -> None:
    entry = note_of(world, session, dana)
    time_machine.move_to(session.ends_at + timedelta(hours=1))
    client = client_of(world)
    drawn = as_drawn(client.get(url(entry, "/correct")))
    assert (drawn["own_line"], drawn["how"]) == ("Named payday.", "here")
    answer = correct(client, entry, own_line="Named rent day.", left_early_minutes="20")
    assert answer.status_code == 302
    new = newest(dana, EntryKind.SESSION_NOTE)
    assert (new.body["own_line"], new.body["minutes"]) == ("Named rent day.", 100)
    assert Attendance.objects.get(patient=dana).note == new


def test_a_note_with_a_name_is_asked_about(
    world: World, session: Session, dana: Patient, time_machine: TimeMachineFixture
) -> None:
    entry = note_of(world, session, dana)
    time_machine.move_to(session.ends_at + timedelta(hours=1))
    client = client_of(world)
    refused = correct(client, entry, own_line="Walked with Luis.")
    assert refused.status_code == 422
    assert "No person of this group is meant" in text(refused)
    answer = correct(client, entry, own_line="Walked Luis Street.", not_a_person="on")
    assert answer.status_code == 302


def mark_page(session: Session, patient: Patient) -> str:
    found = Attendance.objects.get(session=session, patient=patient)
    return f"/s/{session.pk}/mark/{found.pk}"


def test_a_mark_is_corrected_from_the_closed_roll(
    world: World, session: Session, time_machine: TimeMachineFixture
) -> None:
    luis = Patient.objects.get(given_name="Luis")
    time_machine.move_to(session.ends_at + timedelta(hours=1))
    client, page = client_of(world), mark_page(session, luis)
    assert f'href="{page}"' in client.get(f"/s/{session.pk}").content.decode()
    sent = {"once": str(uuid4()), "version": "2", "how": "late", "late_minutes": "15"}
    assert client.post(page, {**sent, "reason": ""}).status_code == 422
    stored = Attendance.objects.get(patient=luis)
    sent |= {"version": str(stored.version), "reason": "Sat in the back."}
    assert client.post(page, {**sent, "once": str(uuid4())}).status_code == 302
    stored.refresh_from_db()
    assert (stored.status, stored.attended_minutes) == ("late", 105)
    assert "Corrected: Sat in the back." in text(client.get(f"/s/{session.pk}"))


def test_a_stale_mark_is_not_overwritten(
    world: World, session: Session, time_machine: TimeMachineFixture
) -> None:
    luis = Patient.objects.get(given_name="Luis")
    time_machine.move_to(session.ends_at + timedelta(hours=1))
    sent = {"once": str(uuid4()), "version": "1", "how": "here", "reason": "Was here."}
    Attendance.objects.filter(patient=luis).update(version=7)
    answer = client_of(world).post(mark_page(session, luis), sent)
    assert answer.status_code == 409
    assert "Not here, 0 minutes" in text(answer)


def test_late_minutes_need_the_mark_late(
    world: World, session: Session, time_machine: TimeMachineFixture
) -> None:
    luis = Patient.objects.get(given_name="Luis")
    time_machine.move_to(session.ends_at + timedelta(hours=1))
    sent = {"once": str(uuid4()), "version": "2", "how": "here", "late_minutes": "5"}
    answer = client_of(world).post(mark_page(session, luis), {**sent, "reason": "Late"})
    assert answer.status_code == 422
    assert "Choose “Late”, or take these minutes away" in text(answer)


def test_with_a_signed_note_the_roll_leads_to_the_note(
    world: World, session: Session, dana: Patient, time_machine: TimeMachineFixture
) -> None:
    entry = note_of(world, session, dana)
    time_machine.move_to(session.ends_at + timedelta(hours=1))
    client = client_of(world)
    assert url(entry, "/correct") in client.get(f"/s/{session.pk}").content.decode()
    assert client.get(mark_page(session, dana))["Location"] == url(entry, "/correct")
    sent = {"once": str(uuid4()), "version": "4", "how": "missed", "reason": "Was not here."}
    answer = client.post(mark_page(session, dana), sent)
    assert answer.status_code == 422
    assert "Correct the note" in text(answer)


def test_a_mark_of_another_session_is_not_there(
    world: World, session: Session, dana: Patient, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(session.ends_at + timedelta(hours=1))
    found = Attendance.objects.get(patient=dana)
    assert client_of(world).get(f"/s/{session.pk + 1}/mark/{found.pk}").status_code == 404
    assert client_of(world).get(f"/s/{session.pk}/mark/{found.pk + 99}").status_code == 404
