"""One person's week as a drawing: what their life holds, the travel, and the sessions round it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from stepdown.clinic.timetable.queries import WeeklySession
from stepdown.clinic.timetable.times import minute_of_day
from stepdown.clinic.treatment.queries import CommitmentRow
from stepdown.web.staff.week.words import DAYS, hours
from stepdown.web.ui.charts import BlockLook, WeekBlock, WeekGrid, tone_of

LEGEND = (
    ("brand", "Group"),
    ("plum", "One to one"),
    ("blue", "Class"),
    ("clay", "Family"),
    ("slate", "Visit"),
)


def week_grid(
    *,
    finding: str,
    note: str,
    monday: date,
    sessions: Sequence[WeeklySession],
    commitments: Sequence[CommitmentRow] = (),
    travel_minutes: int = 0,
    others: Sequence[WeeklySession] = (),
) -> WeekGrid:
    """`others` are open seats that were not chosen; those out of reach are left out."""
    days = [monday + timedelta(days=each) for each in range(7)]
    blocks = [_busy(one) for one in commitments if one.is_firm]
    blocks += [_session(one) for one in sessions]
    blocks += _travel(sessions, commitments, travel_minutes)
    blocks += [_open(one) for one in _within_reach(others, blocks, travel_minutes)]
    blocks += [_busy(one) for one in commitments if not one.is_firm]
    shown = {block.tone for block in blocks if block.look is BlockLook.SESSION}
    return WeekGrid(
        finding=finding,
        note=note,
        day_names=tuple(f"{day:%a} {day.day}" for day in days),
        full_names=DAYS,
        blocks=tuple(blocks),
        legend=tuple((tone, word) for tone, word in LEGEND if tone in shown),
    )


def _span(one: WeeklySession) -> tuple[int, int]:
    starts = minute_of_day(one.starts)
    return starts, starts + one.minutes


def _session(one: WeeklySession) -> WeekBlock:
    note = f"{one.service.label}, {hours(one.clinical_minutes)}, {one.room}, with {one.leader}"
    return WeekBlock(one.weekday, *_span(one), one.title, tone_of(one.service), note=note)


def _busy(one: CommitmentRow) -> WeekBlock:
    begin, end = minute_of_day(one.starts), minute_of_day(one.ends)
    title = one.kind.label if one.is_firm else f"{one.kind.label}, rather not"
    return WeekBlock(one.weekday, begin, end, title, "quiet", BlockLook.BUSY)


def _open(one: WeeklySession) -> WeekBlock:
    tone = tone_of(one.service)
    return WeekBlock(one.weekday, *_span(one), one.title, tone, BlockLook.OPEN, "Seat open")


def _travel(
    sessions: Iterable[WeeklySession], commitments: Sequence[CommitmentRow], minutes: int
) -> Iterator[WeekBlock]:
    """The way from the commitment before a day's sessions, and to the one after them."""
    by_day: dict[int, list[tuple[int, int]]] = {}
    for one in sessions:
        by_day.setdefault(one.weekday, []).append(_span(one))
    for day, spans in by_day.items() if minutes else ():
        first, last = min(spans)[0], max(end for _, end in spans)
        held = [_busy(one) for one in commitments if one.weekday == day]
        before = [one.ends for one in held if one.ends <= first]
        after = [one.starts for one in held if one.starts >= last]
        ways = [(max(before), max(before) + minutes)] if before else []
        ways += [(min(after) - minutes, min(after))] if after else []
        for begin, end in ways:
            yield WeekBlock(day, begin, end, f"{minutes} min", "quiet", BlockLook.TRAVEL)


def _within_reach(
    others: Iterable[WeeklySession], blocks: Sequence[WeekBlock], travel: int
) -> Iterator[WeeklySession]:
    for one in others:
        begin, end = _span(one)
        held = [block for block in blocks if block.day == one.weekday]
        if not any(_meet(block, begin, end, travel) for block in held):
            yield one


def _meet(block: WeekBlock, begin: int, end: int, travel: int) -> bool:
    way = travel if block.look is BlockLook.BUSY else 0
    return block.starts < end + way and begin - way < block.ends
