"""A list of many asks the database as often as a list of few."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.chart.receiving import receive_record
from stepdown.clinic.coming.models import SessionAnswer
from stepdown.clinic.consents.inviting import invite
from stepdown.clinic.consents.sharing import How, Recipient, RecipientKind, agree_to_share, tell
from stepdown.clinic.intake.models import AssessmentTime
from stepdown.clinic.intake.operations import book_time, take_call
from stepdown.clinic.intake.telling import file_told, tell_clinic
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.models import AccessGrant, Account, Patient
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Session
from stepdown.clinic.timetable.choices import Service
from stepdown.clinic.timetable.models import Program
from stepdown.clinic.timetable.offering import add_room, add_series
from stepdown.fhir.invented import invented_bundle
from stepdown.fhir.reader import read_bundle
from stepdown.rules.consent import Topic
from tests.clinic.world import NOW, TODAY
from tests.sweep.clinic import Clinic
from tests.sweep.planted import hire
from tests.sweep.visitors import everybody
from tests.sweep.visits import Visitor

pytestmark = pytest.mark.once

MORE = 3
LETTERS = "abcdef"
LISTS = (
    ("counselor", "/today"),
    ("technician", "/today"),
    ("medical", "/today"),
    ("director", "/today"),
    ("intake", "/today"),
    ("intake", "/inquiries"),
    ("counselor", "/people"),
    ("director", "/people"),
    ("director", "/timetable"),
    ("counselor", "/timetable"),
    ("technician", "/sheets"),
    ("intake", "/sheets"),
    ("biller", "/hours"),
    ("director", "/setup"),
    ("director", "/staff"),
    ("intake", "/inquiries/new"),
    ("intake", "/told"),
)
OF_ONE_PERSON = (
    *("", "/assessment", "/care", "/plan", "/week", "/progress"),
    *("/record", "/told", "/sharing"),
)


@pytest.fixture
def people(clinic: Clinic) -> dict[str, Visitor]:
    """Each has opened a page before: the first one of a session notes that it is in use."""
    found = {who.name: who for who in everybody(clinic)}
    for who in found.values():
        who.ask("GET", "/roles")
    return found


def count(who: Visitor, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        answer = who.ask("GET", path)
    assert answer.status_code == 200, path
    return len(asked)


def leave_few(clinic: Clinic) -> None:
    """Of the people in care only the one with the marks stays open to anybody."""
    active = Patient.objects.filter(site=clinic.first, episodes__status="active")
    AccessGrant.objects.filter(patient__in=active.exclude(pk=clinic.target.pk)).delete()


def cannot_come(patient: Patient) -> None:
    """They wait for another time, as others do."""
    seat = patient.seats.filter(ends_on=None).latest("pk")
    SessionAnswer.objects.create(
        patient=patient, series=seat.series, on=TODAY, says="away", wish="call", said_at=NOW
    )


def add_people(clinic: Clinic) -> None:
    """More who called, more who are booked, more whose record arrived first."""
    intake = actor_for(clinic.accounts["intake@harbor.example"], now=NOW)
    times = AssessmentTime.objects.filter(site=clinic.first, on__gte=TODAY, bookings=None)
    for number in range(2 * MORE):
        inquiry = take_call(
            actor=intake,
            site=clinic.first,
            now=NOW,
            given_name=f"Ada{LETTERS[number]}",
            family_name="More",
            phone=f"410 555 01{number:02}",
            email="",
            danger_signs=[],
            may_leave_message=True,
            email_is_ok=False,
            asked_by="self",
            reason="",
            last_use="",
            work_hours="",
            payer="",
        )
        if number < MORE:
            place = times.order_by("-on", "pk")[number]
            book_time(actor=intake, patient=inquiry.patient, time=place, now=NOW)
    for number in range(MORE):
        _receive(clinic, None, number)
        _tell(clinic, number)
        _tell(clinic, number, about=clinic.target)


def _tell(clinic: Clinic, number: int, about: Patient | None = None) -> None:
    """One more message of a loved one: in the chart of `about`, or waiting."""
    told = tell_clinic(
        actor=THE_PROGRAM,
        site_id=clinic.first.pk,
        now=NOW,
        about_name=f"Ada{LETTERS[number]}",
        about_more="",
        teller_name="Robin",
        teller_is="friend",
        words="All is well.",
        is_danger=False,
        may_say_who=True,
        may_call=False,
        phone="",
        email="",
    )
    if about is not None:
        file_told(
            actor=actor_for(clinic.accounts["intake@harbor.example"], now=NOW),
            code=told.code,
            patient_code=about.code,
            expected_version=told.version,
            now=NOW,
        )


def _share(clinic: Clinic, person: Patient, number: int) -> None:
    """One more loved one with a code, who was told something on the phone."""
    counselor = actor_for(clinic.accounts["counselor@harbor.example"], now=NOW)
    sharing = agree_to_share(
        actor=counselor,
        patient=person,
        recipient=Recipient(RecipientKind.LOVED_ONE, f"Ada{LETTERS[number]}", "friend"),
        topics=[Topic.EMERGENCY],
        purpose="At my request",
        lasts_until=NOW + timedelta(days=30),
        signed_name=person.full_name,
        now=NOW,
    )
    invite(actor=counselor, patient=person, sharing_id=sharing.pk, now=NOW)
    tell(
        actor=counselor,
        sharing_id=sharing.pk,
        topic=Topic.EMERGENCY,
        how=How.PHONE,
        what="All is well.",
        now=NOW,
    )


def _receive(clinic: Clinic, patient: Patient | None, number: int) -> None:
    raw = invented_bundle(900 + number, today=TODAY, resources=80)
    receive_record(
        actor=THE_PROGRAM,
        site=clinic.first,
        patient=patient,
        arrived=read_bundle(raw),
        raw=raw,
        source="Ridge Hospital",
        now=NOW,
    )


def offer_more(clinic: Clinic) -> None:
    """More rooms, sessions and colleagues."""
    program = Program.objects.filter(site=clinic.first).earliest("pk")
    for number in range(MORE):
        account = hire(clinic.first, f"more{number}@harbor.example", Role.COUNSELOR)
        room = add_room(
            actor=THE_PROGRAM, site=clinic.first, name=f"Room {number}", seats=8, now=NOW
        )
        add_series(
            actor=THE_PROGRAM,
            program=program,
            service=Service.GROUP,
            title=f"More {number}",
            room=room,
            leader=account,
            weekday=TODAY.weekday(),
            starts=time(21),
            minutes=60,
            clinical_minutes=60,
            seats=8,
            starts_on=TODAY - timedelta(days=7),
            now=NOW,
        )


def test_lists_of_many_ask_as_often_as_lists_of_few(
    clinic: Clinic, people: dict[str, Visitor]
) -> None:
    cannot_come(clinic.target)
    full = {key: count(people[key[0]], key[1]) for key in LISTS}
    add_people(clinic)
    offer_more(clinic)
    many = {key: count(people[key[0]], key[1]) for key in LISTS}
    assert many == full
    leave_few(clinic)
    few = {key: count(people[key[0]], key[1]) for key in LISTS}
    assert few == full


def test_the_fullest_pages_stay_within_their_budget(
    clinic: Clinic, people: dict[str, Visitor]
) -> None:
    """Sign-in, the ledger's event and the frame of the page included."""
    week = f"/p/{clinic.target.code}/week"
    budget = {
        ("counselor", "/today"): 41,
        ("director", "/today"): 26,
        ("counselor", week): 32,
        ("the person", "/me"): 27,  # a missed class is there to read
    }
    asked = {key: count(people[key[0]], key[1]) for key in budget}
    assert {key: one for key, one in asked.items() if one > budget[key]} == {}


def test_found_people_ask_as_often_as_one(clinic: Clinic, people: dict[str, Visitor]) -> None:
    add_people(clinic)
    asked = []
    for letters in ("Adaa", "Ada"):
        with CaptureQueriesContext(connection) as queries:
            people["intake"].send("/find", {"letters": letters})
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_roll_of_many_asks_as_often_as_a_roll_of_one(
    clinic: Clinic, people: dict[str, Visitor]
) -> None:
    marked = Session.objects.filter(attendances__patient=clinic.target).order_by("-on", "-pk")
    fullest = max(marked[:6], key=lambda session: session.attendances.count())
    assert fullest.attendances.count() > 2
    path = f"/s/{fullest.pk}"
    many = count(people["technician"], path)
    leave_few(clinic)
    assert count(people["technician"], path) == many


def test_a_long_record_asks_as_often_as_a_short_one(
    clinic: Clinic, people: dict[str, Visitor]
) -> None:
    who, person = people["counselor"], clinic.target
    before = {part: count(who, f"/p/{person.code}{part}") for part in OF_ONE_PERSON}
    details = count(people["intake"], f"/p/{person.code}/details")
    for entry in Entry.objects.filter(patient=person, kind__in=["vitals", "instrument"])[:MORE]:
        sign_entry(
            actor=actor_for(Account.objects.get(pk=entry.author_id), now=NOW),
            patient=person,
            kind=EntryKind(entry.kind),
            body=entry.body,
            happened_at=entry.happened_at,
            now=NOW,
        )
    for number in range(MORE):
        _receive(clinic, person, number)
        _tell(clinic, number, about=person)
        _share(clinic, person, number)
    assert {part: count(who, f"/p/{person.code}{part}") for part in OF_ONE_PERSON} == before
    assert count(people["intake"], f"/p/{person.code}/details") == details


def test_a_person_with_many_weeks_asks_as_often_as_one_with_few(
    clinic: Clinic, people: dict[str, Visitor]
) -> None:
    """A week without a session asks nothing less either."""
    weeks = ("/me/week?from=2026-11-23", "/me/week?from=2027-05-03")
    assert len({count(people["the person"], path) for path in weeks}) == 1


def test_the_counting_sees_a_query_for_each_row(clinic: Clinic) -> None:
    """As a page would that asks for one person after the other."""
    with CaptureQueriesContext(connection) as asked:
        assert [patient.site.name for patient in Patient.objects.all()]
    assert len(asked) > MORE
