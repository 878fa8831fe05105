"""What the sweep adds to the demo's clinic: marked words in one record, and odd accounts."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.chart.receiving import put_aside, receive_record
from stepdown.clinic.consents.models import Consent
from stepdown.clinic.consents.operations import give_consent
from stepdown.clinic.intake.models import AssessmentTime, Inquiry
from stepdown.clinic.intake.operations import hold_time
from stepdown.clinic.measures.operations import answer_form, ask_form
from stepdown.clinic.people.access import grant_access
from stepdown.clinic.people.actors import THE_PROGRAM, Actor
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Account, Patient, Site
from stepdown.clinic.people.operations import (
    add_account,
    add_post,
    correct_details,
    shut_out,
)
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Purpose, Role
from stepdown.clinic.sessions.models import Attendance
from stepdown.clinic.sessions.operations import session_for
from stepdown.clinic.timetable.models import Seat, Series
from stepdown.clinic.treatment.models import EmergencyContact
from stepdown.clinic.treatment.operations import set_emergency_contact
from stepdown.fhir.reader import read_bundle
from tests.clinic.world import NOW, TODAY
from tests.fhir.bundles import LOW_MOOD, SUBJECT, bundle

HARBOR, MILLBROOK = "Harbor Street", "Millbrook"
SHUT_OUT, GONE = "shutout@harbor.example", "gone@harbor.example"
ELSEWHERE = "elsewhere@millbrook.example"
PASSWORD = "harbor lights at night"


class Mark(StrEnum):
    """Words that stand in one person's record and nowhere else, by what they tell."""

    NAME = "Qvorl"
    REACH = "zimtach"
    CARE = "Wexquandry"


def plant() -> None:
    first, second = Site.objects.get(name=HARBOR), Site.objects.get(name=MILLBROOK)
    target = Patient.objects.get(site=first, episodes__step_reviews__isnull=False)
    _mark_reach(target)
    _mark_care(target)
    _receive(target, first)
    for email in (SHUT_OUT, GONE):
        hire(first, email, Role.MEDICAL)
    _shut_out(target)
    _ready_to_admit(first)
    _asked(target)
    _on_the_phone(first)
    _evening_of_today(first)
    other = Patient.objects.filter(site=second).earliest("pk")
    account = _account(ELSEWHERE, other.full_name)
    give_own_access(actor=THE_PROGRAM, patient=other, account=account, now=NOW)


def _mark_reach(target: Patient) -> None:
    correct_details(
        actor=THE_PROGRAM,
        patient=target,
        expected_version=target.version,
        now=NOW,
        given_name=Mark.NAME,
        family_name=f"{Mark.NAME}son",
        phone=f"410 555 0100 {Mark.REACH}",
        email=f"{Mark.REACH}@example.org",
        address=f"1 {Mark.REACH} Road",
    )
    Account.objects.filter(patient=target).update(
        name=f"{Mark.NAME} {Mark.NAME}son", email=f"{Mark.REACH}@example.org"
    )
    words = {name: f"{Mark.REACH} {name}" for name in ("reason", "last_use", "work_hours", "payer")}
    Inquiry.objects.filter(patient=target).update(**words)


def _mark_care(target: Patient) -> None:
    """One more entry of each kind that the person has, with the mark in every free text."""
    EmergencyContact.objects.filter(patient=target).update(name=f"{Mark.CARE} Aunt")
    Attendance.objects.filter(patient=target, note=None).update(own_line=f"{Mark.CARE} line")
    newest = {entry.kind: entry for entry in Entry.objects.filter(patient=target).order_by("pk")}
    for kind, entry in newest.items():
        author = actor_for(Account.objects.get(pk=entry.author_id), now=NOW)
        sign_entry(
            actor=author,
            patient=target,
            kind=EntryKind(kind),
            body=_marked(entry.body),
            happened_at=entry.happened_at,
            now=NOW,
        )


def _marked(value: Any) -> Any:
    """The same body; sentences are the mark now, keys and short codes stay."""
    if isinstance(value, dict):
        return {key: _marked(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_marked(each) for each in value]
    is_sentence = isinstance(value, str) and value.count(" ") >= 2
    return f"{Mark.CARE} said so" if is_sentence else value


def _receive(target: Patient, site: Site) -> None:
    """One record in the chart, and one that waits for somebody to say whose it is."""
    fever = {"resourceType": "Condition", "id": "f", "code": {"text": Mark.CARE}, **SUBJECT}
    raw = bundle(fever)
    receive_record(
        actor=THE_PROGRAM,
        site=site,
        patient=target,
        arrived=read_bundle(raw),
        raw=raw,
        source=f"{Mark.REACH} Hospital",
        now=NOW,
    )
    intake = Account.objects.get(posts__site=site, posts__role=Role.INTAKE)
    put_aside(
        actor=actor_for(intake, now=NOW),
        site=site,
        raw=bundle(LOW_MOOD),
        source="Ridge Hospital",
        now=NOW,
    )


def hire(site: Site, email: str, role: Role) -> Account:
    """Somebody with a post and a live credential."""
    account = _account(email, email.split("@")[0].capitalize())
    add_post(
        actor=THE_PROGRAM,
        account=account,
        site=site,
        role=role,
        starts_on=TODAY - timedelta(days=50),
        now=NOW,
        credential=("NP", "77", "NJ", TODAY + timedelta(days=500)),
    )
    return account


def _shut_out(target: Patient) -> None:
    """The account has a grant of its own and its role's; the block goes before both."""
    account = Account.objects.get(email=SHUT_OUT)
    purpose = Purpose.CARE
    grant_access(patient=target, account_id=account.pk, purpose=purpose, why="cover", now=NOW)
    shut_out(actor=THE_PROGRAM, patient=target, account=account, now=NOW)


def _account(email: str, name: str) -> Account:
    return add_account(
        actor=THE_PROGRAM, email=email, name=name, password=PASSWORD, now=NOW, is_demo=True
    )


def _ready_to_admit(site: Site) -> None:
    """Somebody for whom nothing is missing before admission."""
    decided = Entry.objects.filter(kind=EntryKind.PLACEMENT, body__decision="follow").values(
        "patient"
    )
    person = Patient.objects.get(site=site, pk__in=decided, episodes=None)
    counselor = _actor(f"{Role.COUNSELOR}@harbor.example")
    give_consent(
        actor=counselor,
        patient=person,
        kind=Consent.Kind.TREATMENT,
        signed_name=person.full_name,
        now=NOW,
    )
    set_emergency_contact(
        actor=counselor,
        patient=person,
        name="Robin Vale",
        relation="Friend",
        phone="410 555 0123",
        expected_version=0,
        now=NOW,
    )


def _asked(target: Patient) -> None:
    """A form on the person's own phone, with an answer, not finished yet."""
    form, _ = ask_form(
        actor=_actor(f"{Role.COUNSELOR}@harbor.example"),
        patient=target,
        instrument_key="readiness-rulers",
        mode="phone",
        now=NOW,
    )
    answer_form(actor=THE_PROGRAM, form_id=form.pk, answers={"ready": 7}, now=NOW)


def _on_the_phone(site: Site) -> None:
    """Somebody whose time is held while the call lasts."""
    person = Patient.objects.filter(site=site, inquiries__status="new", bookings=None).earliest(
        "pk"
    )
    time = AssessmentTime.objects.filter(site=site, on__gt=TODAY, bookings=None).earliest("pk")
    hold_time(actor=_actor("intake@harbor.example"), patient=person, time=time, now=NOW)


def _evening_of_today(site: Site) -> None:
    """The sessions of today are open; nobody is marked yet."""
    taken = Seat.objects.filter(ends_on=None, series__program__site=site).values("series")
    for series in Series.objects.filter(pk__in=taken, weekday=TODAY.weekday()):
        session_for(actor=actor_for(series.leader, now=NOW), series=series, on=TODAY, now=NOW)


def _actor(email: str) -> Actor:
    return actor_for(Account.objects.get(email=email), now=NOW)
