"""What the pages of sharing show: each consent in a line, and one of them whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from stepdown.clinic.consents.inviting import invitation_code
from stepdown.clinic.consents.queries import account_of_disclosures, live_sharings, past_sharings
from stepdown.clinic.consents.topics import TOPIC_WORDS, words_of
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.progress.shared import shared_view
from stepdown.rules.consent import Topic
from stepdown.web.ui.sharing.seen import SharedPage, day_words, shared_page

MOST_LINES = 100  # of the account on a page; a person may ask for all of it


@dataclass(frozen=True)
class SharingLine:
    """One consent. `state`: where the invitation stands; empty for a professional."""

    sharing_id: int
    recipient: str
    topics: tuple[str, ...]
    until: str
    state: str
    is_loved_one: bool


@dataclass(frozen=True)
class ToldLine:
    """One line of the account of what was told."""

    when: str
    to: str
    about: str
    how: str
    by: str


@dataclass(frozen=True)
class SharingList:
    live: tuple[SharingLine, ...]
    past: tuple[SharingLine, ...]
    told: tuple[ToldLine, ...]


@dataclass(frozen=True)
class SharingView:
    """One consent whole: its code while that works, and what the loved one sees now."""

    line: SharingLine
    purpose: str
    signed_by: str
    code: str
    code_until: str
    may_have_code: bool
    preview: SharedPage


def sharing_list(patient: OpenedPatient, now: datetime) -> SharingList:
    zone = ZoneInfo(patient.site.zone)
    told = account_of_disclosures(patient)[:MOST_LINES]
    return SharingList(
        live=tuple(_lines(live_sharings(patient, now), zone, now)),
        past=tuple(_lines(past_sharings(patient, now), zone, now)),
        told=tuple(_told(one, zone) for one in told),
    )


def _lines(sharings: Iterable[Any], zone: ZoneInfo, now: datetime) -> Iterable[SharingLine]:
    return (_line(sharing, zone, now) for sharing in sharings)


def _line(sharing: Any, zone: ZoneInfo, now: datetime) -> SharingLine:
    end = min(sharing.lasts_until, sharing.ended_at or sharing.lasts_until)
    is_loved_one = sharing.recipient_kind == "loved_one"
    return SharingLine(
        sharing_id=sharing.pk,
        recipient=sharing.recipient,
        topics=words_of(sharing.scope.topics),
        until=day_words(end.astimezone(zone).date()),
        state=_state(sharing, now) if is_loved_one and sharing.scope.is_live(now) else "",
        is_loved_one=is_loved_one,
    )


def _state(sharing: Any, now: datetime) -> str:
    invitation = getattr(sharing, "invitation", None)
    if invitation is None:
        return "Not invited yet"
    if invitation.account_id:
        return "Is here"
    if invitation.used_at:
        return "Said yes; the link waits in their mail"
    return "Has a code" if invitation.expires_at > now else "The code is too old"


def _told(one: Any, zone: ZoneInfo) -> ToldLine:
    local = one.told_at.astimezone(zone)
    return ToldLine(
        when=day_words(local.date()),
        to=one.sharing.recipient,
        about=TOPIC_WORDS[Topic(one.topic)],
        how=one.get_how_display(),
        by=one.told_by.name if one.told_by and one.how != "page" else "",
    )


def sharing_view(patient: OpenedPatient, sharing_id: int, now: datetime) -> SharingView | None:
    """None for one that is not theirs, or has ended."""
    sharing = live_sharings(patient, now).filter(pk=sharing_id).first()
    if sharing is None:
        return None
    zone = ZoneInfo(patient.site.zone)
    invitation = getattr(sharing, "invitation", None)
    code = code_until = ""
    if invitation and not invitation.used_at and invitation.expires_at > now:
        code = invitation_code(invitation)
        code_until = day_words(invitation.expires_at.astimezone(zone).date())
    line = _line(sharing, zone, now)
    return SharingView(
        line=line,
        purpose=sharing.purpose,
        signed_by=sharing.signed_name,
        code=code,
        code_until=code_until,
        may_have_code=line.is_loved_one and not (invitation and invitation.account_id),
        preview=shared_page(shared_view(sharing, now)),
    )
