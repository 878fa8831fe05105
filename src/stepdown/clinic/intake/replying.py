"""Telling who referred a person what became of it: within the person's consent, or nothing.

What may be told is asked of the consent in the same transaction that writes the account and
queues the message (42 CFR 2.31, 2.32; that somebody came is itself a disclosure).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import standing_entries
from stepdown.clinic.consents.models import Disclosure, Sharing
from stepdown.clinic.consents.notices import redisclosure_notice
from stepdown.clinic.consents.queries import account_of_disclosures, live_sharings
from stepdown.clinic.consents.sharing import (
    How,
    Recipient,
    RecipientKind,
    UnableToTell,
    agree_to_share,
    mail_matter,
    tell,
)
from stepdown.clinic.consents.topics import FOR_REFERRERS, words_of
from stepdown.clinic.intake.models import Inquiry, Referral
from stepdown.clinic.intake.referrals import UnableToRefer, referral_of
from stepdown.clinic.ledger.operations import queue_mail, writing
from stepdown.clinic.ledger.queries import MailState, mail_states
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.rules.consent import Topic, may_tell

PURPOSE = "So that who referred me knows what became of it"
STATUS_WORDS = {
    Topic.REACHED: "We have talked with them.",
    Topic.BOOKED: "They have a time for a first visit.",
    Topic.CAME: "They came for the first visit.",
    Topic.DECIDED: "We decided together with them what comes next.",
}


@dataclass(frozen=True)
class Status:
    """One thing a referrer may want to know: whether it is so, and whether it may be told."""

    topic: Topic
    words: str
    is_so: bool
    may_be_told: bool


@dataclass(frozen=True)
class Reply:
    """One line of the account. `mail` is None for what was said on the phone."""

    words: str
    told_at: datetime
    by: str
    mail: MailState | None


def referral_to_answer(patient: Patient) -> Referral:
    """Raises UnableToRefer where nobody referred the person."""
    referral = referral_of(patient)
    if referral is None:
        raise UnableToRefer("Write down who referred the person first.")
    return referral


def consents_to_reply(referral: Referral, now: datetime) -> list[Sharing]:
    """The consents that hold now and name who referred, the newest first."""
    named = live_sharings(referral.inquiry.patient, now).filter(
        recipient_kind=RecipientKind.PROFESSIONAL,
        recipient_name=referral.name,
        recipient_is=referral.organization,
    )
    return [each for each in named if each.scope.topics & set(FOR_REFERRERS)]


def agree_to_reply(
    *,
    actor: Actor,
    patient: Patient,
    topics: Iterable[Topic],
    last_day: date,
    signed_name: str,
    now: datetime,
) -> Sharing:
    """The person agrees that who referred them is told these things, to the end of `last_day`."""
    require(actor, Permission.TAKE_CALLS, site_id=patient.site_id)
    referral = referral_to_answer(patient)
    end = datetime.combine(last_day + timedelta(days=1), time(), ZoneInfo(patient.site.zone))
    return agree_to_share(
        actor=actor,
        patient=patient,
        recipient=Recipient(RecipientKind.PROFESSIONAL, referral.name, referral.organization),
        topics=[topic for topic in topics if topic in FOR_REFERRERS],
        purpose=PURPOSE,
        lasts_until=end,
        signed_name=signed_name,
        now=now,
    )


def statuses(referral: Referral, now: datetime) -> list[Status]:
    """Everything a referrer may want to know, in the order in which it happens."""
    live = consents_to_reply(referral, now)
    return [
        Status(
            topic,
            STATUS_WORDS[topic],
            _is_so(referral.inquiry, topic),
            any(may_tell(each.scope, topic, now) for each in live),
        )
        for topic in FOR_REFERRERS
    ]


def _is_so(inquiry: Inquiry, topic: Topic) -> bool:
    if topic == Topic.DECIDED:
        decisions = standing_entries(inquiry.patient, EntryKind.PLACEMENT)
        return decisions.filter(signed_at__gte=inquiry.first_contact_at).exists()
    so_far = {
        Topic.REACHED: list(Inquiry.Status),
        Topic.BOOKED: [Inquiry.Status.BOOKED, Inquiry.Status.SEEN],
        Topic.CAME: [Inquiry.Status.SEEN],
    }
    return inquiry.status in so_far[topic]


def tell_referrer(
    *, actor: Actor, patient: Patient, topic: Topic, how: How, now: datetime
) -> Disclosure:
    """Tells one status, by mail or as it was said on the phone. The same one is told once.

    Raises UnableToTell without a live consent that names them and this, and UnableToRefer for
    what is not so, or mail that they did not want.
    """
    require(actor, Permission.TAKE_CALLS, site_id=patient.site_id)
    with writing():
        referral = referral_to_answer(patient)
        if topic not in FOR_REFERRERS or not _is_so(referral.inquiry, topic):
            raise UnableToRefer("This is not so yet. Look at the page again.")
        if how == How.MAIL and not (referral.email_is_ok and referral.email):
            raise UnableToRefer("They gave no e-mail address that we may use. Call them instead.")
        sharing = _allowing(referral, topic, now)
        words = STATUS_WORDS[topic]
        body = _letter(referral, sharing, words) if how == How.MAIL else words
        told = tell(
            actor=actor,
            sharing_id=sharing.pk,
            topic=topic,
            how=how,
            what=body,
            now=now,
            once_key=f"referral-{referral.pk}-{topic.value}-{sharing.pk}-{how.value}",
        )
        if how == How.MAIL:
            _queue(referral, sharing, told, now)
    return told


def _allowing(referral: Referral, topic: Topic, now: datetime) -> Sharing:
    for sharing in consents_to_reply(referral, now):
        if may_tell(sharing.scope, topic, now):
            return sharing
    raise UnableToTell(
        "Nothing goes out: no consent that holds now names them and this. Ask the person first."
    )


def _letter(referral: Referral, sharing: Sharing, words: str) -> str:
    """Initials only. The scope of the consent goes along (42 CFR 2.32), and the law's words."""
    patient = referral.inquiry.patient
    zone = ZoneInfo(patient.site.zone)
    on, until = referral.referred_at.astimezone(zone), sharing.lasts_until.astimezone(zone)
    last = until - timedelta(seconds=1)
    agreed = "; ".join(line[:1].lower() + line[1:] for line in words_of(sharing.scope.topics))
    return (
        f"You asked us about {_initials(patient)} on {on:%B} {on.day}. {words}\n\n"
        f"They agreed that you may know: {agreed}; until {last:%B} {last.day}, {last.year}.\n"
        f"{redisclosure_notice().text}\n\n"
        f"Questions: {patient.site.phone}"
    )


def _initials(patient: Patient) -> str:
    return "".join(f"{name[0]}." for name in (patient.given_name, patient.family_name) if name)


def _queue(referral: Referral, sharing: Sharing, told: Disclosure, now: datetime) -> None:
    patient = referral.inquiry.patient
    on = referral.referred_at.astimezone(ZoneInfo(patient.site.zone))
    queue_mail(
        once_key=_mail_key(told),
        address=referral.email,
        sender_name=patient.site.quiet_name,
        subject=f"Your message of {on:%B} {on.day}",
        body=told.what,
        due_at=now,
        good_until=sharing.lasts_until,
        about=mail_matter(sharing),
        patient_id=patient.pk,
    )


def _mail_key(told: Disclosure) -> str:
    return f"told-{told.pk}"


def replies(patient: Patient, now: datetime) -> list[Reply]:
    """What professionals were told so far and what became of each message, the newest first."""
    found = account_of_disclosures(patient).filter(
        sharing__recipient_kind=RecipientKind.PROFESSIONAL
    )
    told = list(found)
    states = mail_states([_mail_key(each) for each in told], now=now)
    return [
        Reply(
            STATUS_WORDS.get(Topic(each.topic), each.what),
            each.told_at,
            each.told_by.name if each.told_by else "",
            states.get(_mail_key(each)),
        )
        for each in told
    ]
