"""What the page of a hand-over shows."""

from dataclasses import dataclass
from datetime import datetime

from stepdown.clinic.consents.queries import account_of_disclosures
from stepdown.clinic.intake.words import day
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.keeping import kept_place_of
from stepdown.clinic.treatment.facts import assessment_parts
from stepdown.clinic.treatment.referrals import (
    NEXT,
    Naloxone,
    OpenReferral,
    Transport,
    hand_over,
    newest_referral,
    steps_of,
)
from stepdown.web.staff.assessment.moments import moment_words
from stepdown.web.staff.assessment.presenters import LISTED
from stepdown.web.staff.referral.words import ITEMS, hand_over_lines


@dataclass(frozen=True)
class StepLine:
    """What happened and when, who noted it."""

    status: str
    when: str
    who: str
    words: str


@dataclass(frozen=True)
class ToldLine:
    when: str
    how: str
    what: str


@dataclass(frozen=True)
class ReferralPage:
    """A referral as it stands. `ask_again`: what grew old while the person was away."""

    referral_id: int
    version: int
    status: str
    is_over: bool
    is_back: bool
    place: str
    phone: str
    facts: tuple[tuple[str, str], ...]
    due: str
    is_overdue: bool
    steps: tuple[StepLine, ...]
    told: tuple[ToldLine, ...]
    lines: tuple[tuple[str, str], ...]
    ask_again: tuple[str, ...]
    kept: str
    may_move: bool
    may_tell: bool


def referral_page(patient: OpenedPatient, actor: Actor, now: datetime) -> ReferralPage | None:
    """The newest referral; None where there never was one."""
    referral = newest_referral(patient)
    if referral is None:
        return None
    may_write = actor.can(Permission.WRITE_CHART, site_id=patient.site_id)
    is_over = referral.status in OpenReferral.OVER
    body, zone = referral.entry.body, patient.site.zone
    kept = kept_place_of(patient, now)
    return ReferralPage(
        referral_id=referral.pk,
        version=referral.version,
        status=referral.get_status_display(),
        is_over=is_over,
        is_back=referral.status == "returned",
        place=referral.place_name,
        phone=referral.place_phone,
        facts=tuple(_facts(referral)),
        due=moment_words(referral.due_at, patient, now) if referral.due_at else "",
        is_overdue=bool(referral.due_at and referral.due_at <= now),
        steps=tuple(
            StepLine(
                one.get_status_display(),
                moment_words(one.noted_at, patient, now),
                one.noted_by.name,
                one.words,
            )
            for one in steps_of(referral)
        ),
        told=_told(referral, patient, now),
        lines=tuple((ITEMS[k], words) for k, words in hand_over_lines(body, zone).items()),
        ask_again=_ask_again(patient, now) if referral.status == "returned" else (),
        kept=f"{kept.program.name}, until {kept.until_on:%b} {kept.until_on.day}" if kept else "",
        may_move=may_write and referral.status in NEXT,
        may_tell=may_write and not is_over and referral.sharing is not None,
    )


def _facts(referral: OpenReferral) -> list[tuple[str, str]]:
    body = referral.entry.body
    found = [
        ("Owner", referral.owner.name),
        ("Way there", Transport(referral.transport).label),
        ("Goes along", body["escort"]),
        ("Naloxone", Naloxone(referral.naloxone).label),
        ("Interpreter, help", body["interpreter"]),
        ("Insurance", body["authorization"]),
        ("Back here on", day(referral.returns_on) if referral.returns_on else ""),
        ("Agreed by", referral.sharing.signed_name if referral.sharing else "Nothing may be told"),
        ("Why not", referral.over_reason),
        ("Beds there", referral.capacity_note),
        ("Told about the risk", referral.risk_advice),
    ]
    return [(name, value) for name, value in found if value]


def _told(referral: OpenReferral, patient: OpenedPatient, now: datetime) -> tuple[ToldLine, ...]:
    if referral.sharing is None:
        return ()
    lines = account_of_disclosures(patient).filter(sharing=referral.sharing)
    return tuple(
        ToldLine(moment_words(one.told_at, patient, now), one.get_how_display(), one.what)
        for one in lines
    )


def _ask_again(patient: OpenedPatient, now: datetime) -> tuple[str, ...]:
    """Only what is too old to count; everything else stands and is not asked a second time."""
    parts = assessment_parts(patient, now=now)
    return tuple(label for key, label, *_ in LISTED if parts[key].entry and not parts[key].is_fresh)


def items_now(patient: OpenedPatient, now: datetime) -> dict[str, str]:
    """What could be told about somebody who is referred now."""
    return hand_over_lines(hand_over(patient, now=now), patient.site.zone)


def items_of(referral: OpenReferral) -> dict[str, str]:
    return hand_over_lines(referral.entry.body, referral.patient.site.zone)
