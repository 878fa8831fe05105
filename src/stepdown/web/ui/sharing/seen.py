"""What is shared with a loved one, as it is drawn: on their own page, and in every preview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from stepdown.clinic.progress.shared import SharedStep, SharedView
from stepdown.clinic.timetable.queries import DatedSession
from stepdown.web.ui.charts.numbers import clock

DECISIONS = {
    "move_on": "Fewer hours a week from {day}.",
    "stay": "The hours stay as they are for now.",
    "more": "More hours a week from {day}.",
}


@dataclass(frozen=True)
class SharedPart:
    """One shared topic: its lines, or what stands there while there is nothing."""

    title: str
    icon: str
    tone: str
    lines: tuple[str, ...]
    empty: str


@dataclass(frozen=True)
class SharedLetter:
    """What the team wrote."""

    about: str
    words: str
    when: str


@dataclass(frozen=True)
class SharedPage:
    """Everything that a loved one may see of one person."""

    sharing_id: int
    person: str
    topics: tuple[str, ...]
    until: str
    parts: tuple[SharedPart, ...]
    letters: tuple[SharedLetter, ...]


def shared_page(view: SharedView) -> SharedPage:
    zone = ZoneInfo(view.zone)
    return SharedPage(
        sharing_id=view.sharing_id,
        person=view.person,
        topics=view.topics,
        until=day_words(view.lasts_until.astimezone(zone).date()),
        parts=tuple(_parts(view)),
        letters=tuple(
            SharedLetter(one.about, one.words, _moment(one.told_at.astimezone(zone)))
            for one in view.messages
        ),
    )


def day_words(on: date) -> str:
    """November 24, 2026."""
    return f"{on:%B} {on.day}, {on.year}"


def _moment(local: datetime) -> str:
    return f"{local:%B} {local.day}, {_clock(local)}"


def _clock(at: datetime) -> str:
    return clock(at.hour * 60 + at.minute)


def _parts(view: SharedView) -> Sequence[SharedPart]:
    parts = []
    if view.family_dates is not None:
        dates = tuple(_meeting(one, view) for one in view.family_dates)
        empty = "No date is set in the next four weeks."
        parts.append(SharedPart("Family sessions", "calendar-days", "clay", dates, empty))
    if view.days_attended is not None:
        days = tuple(f"{on:%A}, {on:%B} {on.day}" for on in view.days_attended)
        empty = "No day in the last four weeks."
        parts.append(SharedPart("Days spent here", "calendar-check", "sage", days, empty))
    if view.shares_progress:
        lines = _step(view.step) if view.step else ()
        parts.append(
            SharedPart("How it goes", "trending-up", "brand", lines, "It has not begun yet.")
        )
    return parts


def _meeting(one: DatedSession, view: SharedView) -> str:
    asked = " You are invited." if (one.session.series_id, one.on) in view.invited else ""
    when = f"{one.on:%A}, {one.on:%B} {one.on.day}, {_clock(one.starts_at)}"
    return f"{when}. {view.place}.{asked}"


def _step(step: SharedStep) -> tuple[str, ...]:
    lines = [f"Step {step.number} of {step.count}: {step.weekly_minutes / 60:g} hours a week."]
    if step.decision and step.decided_for:
        lines.append(DECISIONS[step.decision].format(day=day_words(step.decided_for)))
    return tuple(lines)
