"""What staff see of a message: who told it, unverified, and what may be done with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from stepdown.clinic.consents.answering import account_behind, loved_ones_of
from stepdown.clinic.consents.topics import words_of
from stepdown.clinic.intake.telling import OpenedTold, told_about
from stepdown.clinic.people.access import OpenedPatient
from stepdown.web.staff.chart.presenters import full_moment
from stepdown.web.ui.sharing.seen import day_words

Lines = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ToldView:
    """One message. `secret`: the person must not learn who told it."""

    code: str
    version: int
    heading: str
    about: str
    when: str
    words: str
    said: Lines
    is_danger: bool
    secret: bool


@dataclass(frozen=True)
class AnswerChoice:
    """A consent within which somebody may be told something."""

    sharing_id: int
    recipient: str
    topics: tuple[str, ...]
    until: str
    has_page: bool


def told_view(told: OpenedTold, zone: str) -> ToldView:
    said = (
        ("Birth date or town", told.about_more),
        ("Call back", told.phone if told.may_call else "Not wanted"),
        ("E-mail", told.email),
        ("Where from", "A loved one who is connected" if told.account_id else ""),
    )
    return ToldView(
        code=told.code,
        version=told.version,
        heading=f"Told by {told.teller}",
        about=_about(told),
        when=full_moment(told.told_at, ZoneInfo(zone)),
        words=told.words,
        said=tuple(line for line in said if line[1]),
        is_danger=told.is_danger,
        secret=not told.may_say_who,
    )


def _about(told: Any) -> str:
    if told.sharing_id and not told.about_name:
        return "the person who shares with them"
    return str(told.about_name)


def chart_views(patient: OpenedPatient) -> list[ToldView]:
    return [told_view(told, patient.site.zone) for told in told_about(patient)]


def answer_choices(patient: OpenedPatient, now: datetime) -> list[AnswerChoice]:
    """To whom anything may be told; empty: the neutral words are all there is."""
    return [
        AnswerChoice(
            one.pk,
            one.recipient,
            words_of(one.scope.topics),
            day_words(one.lasts_until.astimezone(ZoneInfo(patient.site.zone)).date()),
            has_page=account_behind(one) is not None,
        )
        for one in loved_ones_of(patient, now)
    ]
