"""The drawings of a person's course, for staff and for the person: same data, own words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from stepdown.clinic.progress.queries import (
    AHEAD,
    AttendanceRecord,
    PlannedStep,
    ScorePoint,
    SessionRow,
    step_on,
)
from stepdown.rules.instruments import INSTRUMENTS
from stepdown.rules.progress import StepRules
from stepdown.web.ui.charts import (
    AttendanceGrid,
    AttendanceRow,
    Mark,
    Reading,
    ScoreLine,
    StepBlock,
    Steps,
    StepState,
)

MOOD = "phq-9"
WITHDRAWAL = ("ciwa-ar", "cows")
_MARKS = {
    "here": Mark.CAME,
    "late": Mark.CAME,
    "video": Mark.CAME,
    "excused": Mark.EXCUSED,
    "missed": Mark.MISSED,
    AHEAD: Mark.AHEAD,
}
_SERVICES = {"individual": "1 to 1", "education": "class", "medical": "visit", "test": "visit"}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def attendance_chart(record: AttendanceRecord) -> AttendanceGrid:
    counted = f"Came to {record.attended} of {record.expected} sessions"
    return AttendanceGrid(
        finding=counted if record.expected else "No session yet",
        note="A tick means came, E excused, a dashed box missed.",
        weeks=tuple(str(week.number) for week in record.weeks),
        rows=tuple(AttendanceRow(_label(row), _marks(row)) for row in record.rows),
        source="Counted from closed rolls.",
    )


def _label(row: SessionRow) -> str:
    return f"{_DAYS[row.weekday]} {_SERVICES.get(row.service, row.service)}"


def _marks(row: SessionRow) -> tuple[Mark, ...]:
    return tuple(_MARKS.get(mark, Mark.NONE) for mark in row.marks)


def mood_chart(
    scores: Mapping[str, Sequence[ScorePoint]],
    *,
    since: date,
    zone: str,
    title: str,
    source: str,
    rules: StepRules,
) -> ScoreLine | None:
    """PHQ-9 totals with the band looked for; None before the first one."""
    points = scores.get(MOOD, ())
    if not points:
        return None
    below = rules.phq9_steady_below.value
    line = _score_line(MOOD, points, since, zone, title)
    return replace(line, goal=(0, below - 1), source=source)


def withdrawal_charts(
    scores: Mapping[str, Sequence[ScorePoint]], *, since: date, zone: str
) -> list[ScoreLine]:
    """Scales that were rated at least twice; one rating is no course."""
    return [
        _score_line(key, scores[key], since, zone, INSTRUMENTS[key].title)
        for key in WITHDRAWAL
        if len(scores.get(key, ())) > 1
    ]


def _score_line(
    key: str,
    points: Sequence[ScorePoint],
    since: date,
    zone: str,
    title: str,
) -> ScoreLine:
    highest = INSTRUMENTS[key].highest_total
    return ScoreLine(
        finding=_finding(title, [one.total for one in points if one.total is not None]),
        note=f"Total, 0 to {highest}. Lower is better.",
        readings=tuple(Reading(_week(one.taken_at, since, zone), one.total) for one in points),
        lowest=0,
        highest=highest,
    )


def _week(taken_at: datetime, since: date, zone: str) -> str:
    """The week of care; "0" before it began."""
    on = taken_at.astimezone(ZoneInfo(zone)).date()
    first_monday = since - timedelta(days=since.weekday())
    return str(max((on - first_monday).days // 7 + 1, 0))


def _finding(title: str, totals: Sequence[int]) -> str:
    if not totals:
        return f"{title}: not measured"
    if len(totals) == 1 or totals[-1] == totals[0]:
        return f"{title} is {totals[-1]}"
    direction = "down" if totals[-1] < totals[0] else "up"
    return f"{title} is {direction} to {totals[-1]}"


def steps_chart(steps: Sequence[PlannedStep], *, decided: int, today: date, owner: str) -> Steps:
    """`owner` is "You" or a first name; `decided` the step of the newest signed decision."""
    here = step_on(steps, decided, today)
    number = here.number if here else decided
    return Steps(
        finding=f"Step {number} of {len(steps)}",
        sentence=_steps_sentence(steps, here, decided, owner),
        blocks=tuple(
            StepBlock(
                name=f"Step {one.number}",
                hours=one.weekly_minutes / 60,
                state=_state(one.number, number),
                hours_words=f"{hours(one.weekly_minutes)} h",
            )
            for one in steps
        ),
        note="Hours a week, as planned. Each next step is decided together.",
    )


def _state(number: int, here: int) -> StepState:
    if number == here:
        return StepState.HERE
    return StepState.DONE if number < here else StepState.AHEAD


def _steps_sentence(
    steps: Sequence[PlannedStep], here: PlannedStep | None, decided: int, owner: str
) -> str:
    if here is None:
        return "No steps are planned."
    has = "have" if owner == "You" else "has"
    words = f"{owner} {has} {hours(here.weekly_minutes)} hours a week"
    ahead = next((one for one in steps if one.number == decided), here)
    if ahead.number != here.number:
        return f"{words}. {hours(ahead.weekly_minutes)} hours from {long_day(ahead.starts_on)}."
    return f"{words}, planned until {long_day(here.ends_on)}." if here.ends_on else f"{words}."


def hours(minutes: int) -> str:
    """9 or 1.5."""
    return f"{round(minutes / 60, 1):g}"


def long_day(on: date) -> str:
    return f"{on:%A, %B} {on.day}"
