"""A referral as its page shows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from stepdown.clinic.consents.topics import words_of
from stepdown.clinic.intake.queries import inquiry_of
from stepdown.clinic.intake.referrals import referral_of
from stepdown.clinic.intake.replying import consents_to_reply, replies, statuses
from stepdown.clinic.intake.words import day
from stepdown.clinic.ledger.queries import MailState
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.web.staff.intake.presenters import moment

MAIL_WORDS = {
    MailState.WAITING: "By e-mail, on its way",
    MailState.SENT: "By e-mail",
    MailState.WITHDRAWN: "Not sent: the consent ended first",
    None: "On the phone",
}


@dataclass(frozen=True)
class ReferralCard:
    """Who sent the person, beside their time."""

    kind: str
    name: str
    organization: str
    is_residential: bool
    has_record_to_review: bool


@dataclass(frozen=True)
class StatusLine:
    """One thing that the sender may want to know."""

    key: str
    words: str
    is_so: bool
    may_be_told: bool


@dataclass(frozen=True)
class AgreedLine:
    """One consent that holds now."""

    sharing_id: int
    topics: tuple[str, ...]
    until: str
    signed_name: str


@dataclass(frozen=True)
class ReferralPage:
    """`record`: waiting, taken_in, left_out, or empty where none came."""

    card: ReferralCard
    phone: str
    email: str
    may_write: bool
    referred_on: str
    leaves_on: str
    record: str
    record_words: str
    statuses: tuple[StatusLine, ...]
    agreed: tuple[AgreedLine, ...]
    told: tuple[tuple[str, str], ...]

    @property
    def may_tell_something(self) -> bool:
        return any(each.may_be_told for each in self.statuses)


def referral_card(patient: OpenedPatient) -> ReferralCard | None:
    found = referral_of(patient)
    return _card(found) if found else None


def is_referred(patient: OpenedPatient) -> bool:
    """Whether a professional called or wrote for the person."""
    inquiry = inquiry_of(patient)
    return inquiry is not None and inquiry.asked_by == "professional"


def _card(referral: Any) -> ReferralCard:
    return ReferralCard(
        kind=referral.get_kind_display(),
        name=referral.name,
        organization=referral.organization,
        is_residential=referral.kind == "residential",
        has_record_to_review=bool(referral.file_name),
    )


def referral_page(patient: OpenedPatient, now: datetime) -> ReferralPage | None:
    """None where nobody wrote down who referred."""
    referral = referral_of(patient)
    if referral is None:
        return None
    site = patient.site
    state, words = _record(referral, patient)
    return ReferralPage(
        card=_card(referral),
        phone=referral.phone,
        email=referral.email,
        may_write=referral.email_is_ok and bool(referral.email),
        referred_on=moment(local_now(site, referral.referred_at)),
        leaves_on=day(referral.leaves_on),
        record=state,
        record_words=words,
        statuses=tuple(
            StatusLine(each.topic.value, each.words, each.is_so, each.may_be_told)
            for each in statuses(referral, now)
        ),
        agreed=tuple(_agreed(each, patient) for each in consents_to_reply(referral, now)),
        told=tuple(
            (
                each.words,
                f"{MAIL_WORDS[each.mail]}, {moment(local_now(site, each.told_at))}, by {each.by}",
            )
            for each in replies(patient, now)
        ),
    )


def _record(referral: Any, patient: OpenedPatient) -> tuple[str, str]:
    if referral.file_name:
        return "waiting", "It came with the referral and is in no chart yet."
    if referral.arrival:
        on = moment(local_now(patient.site, referral.arrival.received_at))
        return "taken_in", f"In the chart. Reviewed by {referral.arrival.received_by.name}, {on}."
    if referral.left_out_because:
        return "left_out", f"Left out of the chart. {referral.left_out_because}."
    return "", ""


def _agreed(sharing: Any, patient: OpenedPatient) -> AgreedLine:
    last = local_now(patient.site, sharing.lasts_until - timedelta(seconds=1))
    topics = words_of(sharing.scope.topics)
    return AgreedLine(sharing.pk, topics, day(last.date()), sharing.signed_name)
