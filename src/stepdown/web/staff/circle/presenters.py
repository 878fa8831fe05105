"""What the page of family sessions shows."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from stepdown.clinic.circle.queries import (
    LovedOne,
    State,
    family_choices,
    family_dates,
    guests_at,
    guests_of,
    loved_ones,
)
from stepdown.clinic.intake.words import day
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.queries import OpenedSession
from stepdown.clinic.timetable.queries import DatedSession
from stepdown.clinic.treatment.services import Service
from stepdown.web.ui.charts.numbers import clock

TONES = {State.INVITED: "notice", State.CAME: "good"}


@dataclass(frozen=True)
class GuestRow:
    """One loved one at one session. `may_withdraw` before it, `may_settle` from its start on."""

    guest_id: int
    name: str
    when: str
    state: str
    tone: str
    may_withdraw: bool
    may_settle: bool
    may_note: bool
    entry_id: int | None


@dataclass(frozen=True)
class AheadRow:
    """One family session to come, who is invited, and who could be: (sharing, name)."""

    series_id: int
    on: date
    when: str
    guests: tuple[GuestRow, ...]
    others: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class FamilyPage:
    """`choices`: sessions that could be put into the person's week. `left_out`: loved ones whose
    consent does not cover dates of family sessions."""

    ahead: tuple[AheadRow, ...]
    before: tuple[GuestRow, ...]
    choices: tuple[AheadRow, ...]
    left_out: tuple[str, ...]
    knows_anybody: bool


def family_page(patient: OpenedPatient, now: datetime) -> FamilyPage:
    guests, known, ahead = guests_of(patient), loved_ones(patient, now), family_dates(patient, now)
    dates = {(one.session.series_id, one.on) for one in ahead}
    return FamilyPage(
        ahead=tuple(_ahead(one, guests, known, now) for one in ahead),
        before=tuple(_left(one, now) for one in guests if (one.series_id, one.on) not in dates),
        choices=tuple(_ahead(one, [], [], now) for one in family_choices(patient, now)),
        left_out=tuple(one.name for one in known if not one.may_come),
        knows_anybody=bool(known),
    )


def _ahead(one: DatedSession, guests: list[Any], known: list[LovedOne], now: datetime) -> AheadRow:
    series_id = one.session.series_id
    here = [each for each in guests if (each.series_id, each.on) == (series_id, one.on)]
    asked = {each.sharing_id for each in here if each.state != State.WITHDRAWN}
    others = [
        (each.sharing_id, each.name)
        for each in known
        if each.may_come and each.lasts_until > one.starts_at and each.sharing_id not in asked
    ]
    when = f"{day(one.on)}, {clock(one.starts_at.hour * 60 + one.starts_at.minute)}"
    rows = tuple(_guest(each, now) for each in here)
    return AheadRow(series_id, one.on, f"{when}. {one.session.title}", rows, tuple(others))


def _guest(one: Any, now: datetime) -> GuestRow:
    is_open, has_begun = one.state == State.INVITED, one.starts_at <= now
    return GuestRow(
        guest_id=one.pk,
        name=one.sharing.recipient,
        when=f"{day(one.on)}. {one.series.title}",
        state=State(one.state).label,
        tone=TONES.get(State(one.state), "quiet"),
        may_withdraw=is_open and not has_begun,
        may_settle=is_open and has_begun,
        may_note=one.state == State.CAME and one.note_id is None,
        entry_id=one.note_id,
    )


def _left(one: Any, now: datetime) -> GuestRow:
    """A guest of a session that is over, or that is not in the person's week any more."""
    row = _guest(one, now)
    if not row.may_withdraw:
        return row
    return replace(row, state="Not in their week any more", tone="quiet", may_withdraw=False)


def guests_of_session(actor: Actor, session: OpenedSession, now: datetime) -> list[dict[str, str]]:
    """Who comes along to this session, by person; empty where it is no family session."""
    if session.series.service != Service.FAMILY:
        return []
    return [
        {
            "person": one.patient.short_name,
            "code": one.patient.code,
            "guest": one.sharing.recipient,
            "state": State(one.state).label,
        }
        for one in guests_at(actor, session, now)
    ]


def may_lead(actor: Actor, patient: OpenedPatient) -> dict[str, bool]:
    site_id = patient.site_id
    return {
        "may_lead": actor.can(Permission.LEAD_SESSIONS, site_id=site_id),
        "may_plan": actor.can(Permission.PLAN_WEEKS, site_id=site_id),
        "may_sign": actor.can(Permission.WRITE_NOTES, site_id=site_id),
    }
