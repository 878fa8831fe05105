"""What the pages say of a build: how far it is, how good it is, whom it has a week for."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from stepdown.clinic.building.queries import (
    Cause,
    Draft,
    DraftPerson,
    Failure,
    OpenBuild,
    State,
    WeekState,
    Why,
    is_silent,
    serves_most,
)
from stepdown.clinic.intake.words import short_day_and_time
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.timetable.queries import WeeklySession
from stepdown.web.staff.week.words import DAYS, day_count, hours, span
from stepdown.web.ui.course_charts import long_day

CLASH = (
    "Their own times changed, and the week they have no longer fits. It stands until they take"
    " this one."
)
NO_SIGN_IN = (
    "Has no week yet, and no page of their own: print it or read it out, and write down the answer."
)
FAILED = {
    Failure.STOPPED: "The program was stopped meanwhile. Nothing has changed. Start again.",
    Failure.CANNOT: "The sessions and people entered here do not make a week. Check the sessions"
    " under Settings, then start again.",
    Failure.FAULT: "It was broken off by a fault in the program. Nothing has changed. Tell whoever"
    " runs it for you, and find weeks one by one meanwhile.",
}
STATES = {
    State.WAITING: ("quiet", "Waits"),
    State.WORKING: ("notice", "Being built"),
    State.DONE: ("good", "Draft"),
    State.CANCELLED: ("quiet", "Stopped"),
    State.FAILED: ("notice", "Broken off"),
}


@dataclass(frozen=True)
class BuildLine:
    build_id: int
    title: str
    note: str
    tone: str
    state: str


@dataclass(frozen=True)
class BuildHead:
    """`limit` says how good the draft is, as far as that is known."""

    goes_on: bool
    is_draft: bool
    is_published: bool
    state: str
    served: int
    total: int
    progress: str
    limit: str
    asked: str


@dataclass(frozen=True)
class PersonRow:
    week_id: int
    name: str
    url: str
    chosen: bool
    state: str
    tone: str
    why: str
    facts: str
    sessions: tuple[str, ...]
    before: tuple[str, ...]


@dataclass(frozen=True)
class DraftView:
    fitting: tuple[PersonRow, ...]
    none: tuple[PersonRow, ...]
    opens: tuple[str, ...]
    keep: str
    hidden: int


def build_line(one: OpenBuild, *, now: datetime) -> BuildLine:
    tone, state = STATES[State(one.state)]
    if one.published_at:
        tone, state = "good", "Published"
    elif is_silent(one, now=now):
        tone, state = "notice", "No sign of life"
    found = f" A week for {one.served} of {one.total}." if one.ended_at and not one.failure else ""
    return BuildLine(
        build_id=one.pk,
        title=f"{one.site.name}, from {long_day(one.starts_on)}",
        note=f"Asked for by {one.asked_by.name}, {_clock(one, one.asked_at)}.{found}",
        tone=tone,
        state=state,
    )


def build_head(one: OpenBuild, *, now: datetime) -> BuildHead:
    return BuildHead(
        goes_on=one.ended_at is None,
        is_draft=one.ended_at is not None and not one.failure,
        is_published=one.published_at is not None,
        state=_state_words(one, now),
        served=one.served,
        total=one.total,
        progress=f"{one.served} of {one.total} have a week so far",
        limit=limit_words(one),
        asked=f"Asked for by {one.asked_by.name}, {_clock(one, one.asked_at)}.",
    )


def _clock(one: OpenBuild, at: datetime) -> str:
    here = local_now(one.site, at)
    return short_day_and_time(here.date(), here.time())


def _state_words(one: OpenBuild, now: datetime) -> str:
    if one.failure:
        return FAILED[Failure(one.failure)]
    if is_silent(one, now=now):
        if one.state == State.WAITING:
            return "Nobody has begun it yet: the worker of this clinic may not be running."
        return "It gives no sign of life any more. It is given up soon; then start again."
    if one.state == State.WAITING:
        return "It begins in a moment."
    if one.state == State.WORKING:
        if one.stop_asked_at:
            return "It stops now. Look again in a few seconds."
        far = "" if one.total else "It looks at everybody’s own times first. "  # noqa: RUF001 - meant
        return f"{far}You can leave this page. The draft will be on Today when it is done."
    if one.published_at:
        by = one.published_by.name if one.published_by else ""
        return f"Published by {by}, {_clock(one, one.published_at)}."
    if one.state == State.CANCELLED:
        return "It was stopped. This is the best it had found by then." if one.total else "Stopped."
    return "Nothing is sent yet, and nothing that holds has changed."


def limit_words(one: OpenBuild) -> str:
    """Empty while there is no draft."""
    if one.ended_at is None or one.failure or one.cost is None:
        return ""
    took = _seconds(one)
    if one.bound is not None and one.bound >= one.cost:
        return f"Proved: no draft for these people is better.{took}"
    if one.bound is None:
        return f"How much better a draft could be is not proved.{took}"
    percent = math.ceil(100 * (one.cost - max(0, one.bound)) / one.cost)
    people = (
        "Proved: no other draft gives more of them a week."
        if serves_most(one)
        else "That nobody more could have a week is not proved."
    )
    return f"{people} In all, at most {percent} % from the best possible.{took}"


def _seconds(one: OpenBuild) -> str:
    if one.begun_at is None or one.ended_at is None:
        return ""
    seconds = max(1, round((one.ended_at - one.begun_at).total_seconds()))
    return f" It took {seconds} second{'s' if seconds > 1 else ''}."


def draft_view(draft: Draft, is_chosen: Callable[[int], bool]) -> DraftView:
    rows = [_row(one, is_chosen) for one in draft.people]
    has_week = [one.state != WeekState.NONE for one in draft.people]
    keep = "1 person keeps the week" if draft.keep == 1 else f"{draft.keep} people keep the week"
    return DraftView(
        fitting=tuple(row for row, has in zip(rows, has_week, strict=True) if has),
        none=tuple(row for row, has in zip(rows, has_week, strict=True) if not has),
        opens=tuple(f"{session_words(one)}. {one.room}, with {one.leader}." for one in draft.opens),
        keep=f"{keep} they have, with every seat in it." if draft.keep else "",
        hidden=draft.hidden,
    )


ROW_STATES = {
    WeekState.FITS: ("good", "Fits"),
    WeekState.SENT: ("good", "Offered"),
    WeekState.LEFT_OUT: ("notice", "Left out"),
    WeekState.NONE: ("quiet", "No week"),
}


def _row(one: DraftPerson, is_chosen: Callable[[int], bool]) -> PersonRow:
    tone, state = ROW_STATES[one.state]
    return PersonRow(
        week_id=one.week_id,
        name=one.name,
        url=reverse("week", kwargs={"code": one.code}) + ("?starts=next" if one.cause else ""),
        chosen=is_chosen(one.week_id),
        state=state,
        tone=tone,
        why=_why(one),
        facts=_facts(one) if one.sessions else "",
        sessions=_lines(one.sessions, one.new),
        before=_lines(one.before, frozenset()),
    )


def _why(one: DraftPerson) -> str:
    if one.said:
        return one.said
    if one.cause:
        return f"{Cause(one.cause).label}."
    if one.why == Why.CLASH:
        return CLASH
    return "Has no week yet." if one.has_sign_in else NO_SIGN_IN


def _facts(one: DraftPerson) -> str:
    facts = f"{hours(one.weekly_minutes)} a week on {day_count(one.days)}. Keeps every fixed time"
    if not one.disliked:
        return f"{facts}."
    many = "1 session" if one.disliked == 1 else f"{one.disliked} sessions"
    return f"{facts}; {many} at times they would rather keep."


def _lines(sessions: Sequence[WeeklySession], new: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    opened = set(new)
    return tuple(
        session_words(one) + (" (new)" if (one.weekday, one.title) in opened else "")
        for one in sessions
    )


def session_words(one: WeeklySession) -> str:
    return f"{DAYS[one.weekday][:3]} {span(one.starts, one.minutes)}, {one.title}"
