"""What the sweep adds to the demo's clinic: marked words in one record, and odd accounts."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.chart.receiving import put_aside, receive_record
from stepdown.clinic.consents.inviting import accept, invitation_code, invite, join
from stepdown.clinic.consents.models import Consent, Sharing
from stepdown.clinic.consents.operations import give_consent
from stepdown.clinic.consents.sharing import (
    Recipient,
    RecipientKind,
    agree_to_share,
    end_sharing,
)
from stepdown.clinic.intake.asking import (
    AskedBy,
    AttachedFile,
    FileKind,
    ask_for_call,
    close_request,
)
from stepdown.clinic.intake.models import AssessmentTime, Inquiry, Referral
from stepdown.clinic.intake.operations import hold_time
from stepdown.clinic.intake.referrals import take_over
from stepdown.clinic.intake.replying import agree_to_reply
from stepdown.clinic.intake.telling import file_told, tell_clinic
from stepdown.clinic.measures.operations import answer_form, ask_form
from stepdown.clinic.merging.operations import merge_records
from stepdown.clinic.people.access import grant_access
from stepdown.clinic.people.actors import THE_PROGRAM, Actor
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Account, Patient, Site
from stepdown.clinic.people.operations import (
    add_account,
    add_post,
    correct_details,
    register_patient,
    shut_out,
)
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Purpose, Role
from stepdown.clinic.sessions.models import Attendance
from stepdown.clinic.sessions.operations import session_for
from stepdown.clinic.timetable.models import Seat, Series
from stepdown.clinic.treatment.checklist import checklist_of
from stepdown.clinic.treatment.models import EmergencyContact
from stepdown.clinic.treatment.operations import (
    ItemAnswer,
    answer_checklist,
    set_emergency_contact,
    sign_agreement,
)
from stepdown.fhir.reader import read_bundle
from stepdown.rules.consent import Topic
from tests.clinic.world import NOW, TODAY
from tests.fhir.bundles import LOW_MOOD, SUBJECT, bundle
from tests.sweep.feeds import give_feed
from tests.sweep.planned import plan_marked_goal
from tests.sweep.tested import plan_marked_test
from tests.sweep.told import tell_marked_part

HARBOR, MILLBROOK = "Harbor Street", "Millbrook"
SHUT_OUT, GONE = "shutout@harbor.example", "gone@harbor.example"
ELSEWHERE = "elsewhere@millbrook.example"
SISTER, ENDED, WAITING = "sister@example.org", "former@example.org", "waiting@example.org"
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
    _refer(target, first)
    for email in (SHUT_OUT, GONE):
        hire(first, email, Role.MEDICAL)
    _shut_out(target)
    _ready_to_admit(first)
    _asked(target)
    _on_the_phone(first)
    _evening_of_today(first)
    _called_twice(target, first)
    other = Patient.objects.filter(site=second).earliest("pk")
    account = _account(ELSEWHERE, other.full_name)
    give_own_access(actor=THE_PROGRAM, patient=other, account=account, now=NOW)
    _loved_ones(target, first)
    give_feed(target)
    plan_marked_test(_actor(f"{Role.MEDICAL}@harbor.example"), target, Mark.CARE)
    plan_marked_goal(_actor(f"{Role.COUNSELOR}@harbor.example"), target, Mark.CARE)


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
    tell_marked_part(_actor("counselor@harbor.example"), target, f"{Mark.CARE} said so")
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


def _refer(target: Patient, site: Site) -> None:
    """Somebody referred the person and sent a record that waits; the person agreed to one thing."""
    request = ask_for_call(
        actor=THE_PROGRAM,
        site_id=site.pk,
        asked_by=AskedBy.PROFESSIONAL,
        now=NOW,
        attached=AttachedFile(FileKind.FHIR, bundle(LOW_MOOD)),
        caller_name=f"Dr. {Mark.REACH}",
        phone="410 555 0103",
        email="doctor@example.org",
        may_leave_message=True,
        email_is_ok=True,
        best_time="",
        words=f"{Mark.REACH} words",
        organization=f"{Mark.REACH} Practice",
        referrer_kind="residential",
    )
    inquiry = Inquiry.objects.filter(patient=target).latest("first_contact_at")
    referral = Referral.objects.filter(inquiry=inquiry)
    if referral.exists():  # the demo wrote one down for those whom a professional called for
        referral.delete()
    take_over(request, inquiry)
    for topics in ([Topic.REACHED, Topic.CAME], [Topic.REACHED]):
        agree_to_reply(
            actor=_actor("intake@harbor.example"),
            patient=target,
            topics=topics,
            last_day=TODAY + timedelta(days=90),
            signed_name=f"{Mark.REACH} signed",
            now=NOW,
        )
    close_request(
        actor=_actor("intake@harbor.example"),
        code=request.code,
        reason="We talked, and they are in our records already",
        expected_version=request.version,
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
    sign_agreement(actor=counselor, patient=person, signed_name=person.full_name, now=NOW)
    keys = [item.key for item in checklist_of(site) if item.key != "agreement"]
    answers = {key: ItemAnswer("done") for key in keys}
    answer_checklist(actor=counselor, patient=person, answers=answers, now=NOW)


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


def _called_twice(target: Patient, site: Site) -> None:
    """The person is here twice; both records were joined. Somebody else looks the same."""
    intake, names = _actor("intake@harbor.example"), (("Twin", "One"), ("Twin", "Two"))
    made = [
        register_patient(
            actor=intake,
            site=site,
            given_name=given_name,
            family_name=family_name,
            birth_on=target.birth_on,
            now=NOW,
        )
        for given_name, family_name in names
    ]
    merge_records(
        actor=intake,
        kept=target,
        merged=made[0],
        reason="Called twice.",
        expected_version=target.version + made[0].version,
        now=NOW,
    )


def _evening_of_today(site: Site) -> None:
    """The sessions of today are open; nobody is marked yet."""
    taken = Seat.objects.filter(ends_on=None, series__program__site=site).values("series")
    for series in Series.objects.filter(pk__in=taken, weekday=TODAY.weekday()):
        session_for(actor=actor_for(series.leader, now=NOW), series=series, on=TODAY, now=NOW)


def _loved_ones(target: Patient, site: Site) -> None:
    """One who is connected to the person, one whose sharing ended, one whose link waits, and
    what was told about the person."""
    _connect(target, SISTER, "Sister", [Topic.ATTENDANCE])
    ended = _connect(target, ENDED, "Former", [Topic.ATTENDANCE, Topic.PROGRESS])
    counselor = _actor("counselor@harbor.example")
    end_sharing(actor=counselor, patient=target, sharing_id=ended.pk, now=NOW)
    other = Patient.objects.filter(site=site, inquiries__status="new").exclude(pk=target.pk)
    _accept(_share(other.earliest("pk"), "Waiting", [Topic.PROGRESS]), WAITING)
    told = tell_clinic(
        actor=THE_PROGRAM,
        site_id=site.pk,
        now=NOW,
        about_name="Somebody",
        about_more="",
        teller_name="Cousin",
        teller_is="cousin",
        words=f"{Mark.CARE} was told to us.",
        is_danger=False,
        may_say_who=True,
        may_call=False,
        phone="",
        email="",
    )
    file_told(
        actor=_actor(GONE),
        code=told.code,
        patient_code=target.code,
        expected_version=told.version,
        now=NOW,
    )


def _connect(patient: Patient, email: str, name: str, topics: list[Topic]) -> Sharing:
    sharing = _share(patient, name, topics)
    join(actor=THE_PROGRAM, key=_accept(sharing, email), password=PASSWORD, now=NOW)
    return sharing


def _share(patient: Patient, name: str, topics: list[Topic]) -> Sharing:
    return agree_to_share(
        actor=_actor("counselor@harbor.example"),
        patient=patient,
        recipient=Recipient(RecipientKind.LOVED_ONE, name, "kin"),
        topics=topics,
        purpose="At my request",
        lasts_until=NOW + timedelta(days=90),
        signed_name=patient.full_name,
        now=NOW,
    )


def _accept(sharing: Sharing, email: str) -> str:
    """The key of the link that went to their mailbox."""
    counselor, keys = _actor("counselor@harbor.example"), list[str]()

    def page_of(key: str) -> str:
        keys.append(key)
        return f"https://harbor.example/join/{key}"

    invitation = invite(actor=counselor, patient=sharing.patient, sharing_id=sharing.pk, now=NOW)
    accept(
        actor=THE_PROGRAM,
        code=invitation_code(invitation),
        first_name=sharing.recipient_name,
        email=email,
        page_of=page_of,
        now=NOW,
    )
    return keys[0]


def _actor(email: str) -> Actor:
    return actor_for(Account.objects.get(email=email), now=NOW)
