"""Evidence and advice in words. Unknown is a third state and never counts as met."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from stepdown.clinic.progress.queries import PlannedStep, ReviewLine, ScorePoint, WeekHours
from stepdown.rules.progress import (
    Sign,
    StepAdvice,
    StepEvidence,
    StepRules,
    Suggestion,
)
from stepdown.web.ui.course_charts import MOOD, hours, long_day

OLD = timedelta(days=14)  # source: design guide 3.6


@dataclass(frozen=True)
class SignRow:
    """One row of the table of signs."""

    label: str
    note: str
    value: str
    looking_for: str
    tone: str
    met: str


@dataclass(frozen=True)
class AdviceWords:
    """The advice: one sentence, its signs, what would change it, and the rules it is from."""

    heading: str
    words: str
    rows: tuple[SignRow, ...]
    would_change: tuple[str, ...]
    version: str
    warning: str


_LABELS = {
    "attendance_percent": ("Came to sessions", "Last 4 weeks"),
    "latest_phq9": ("Mood score", "PHQ-9, latest"),
    "phq9_change": ("Mood since the start", "PHQ-9, first to latest"),
    "open_safety_step": ("Safety step", ""),
    "open_detox_need": ("Withdrawal care", ""),
    "weeks_in_phase": ("Weeks in this step", ""),
    "weeks_below_planned_hours": ("Weeks below plan", "Hours, weeks running"),
}
_CHANGES = {
    "attendance_percent": "how many sessions they come to",
    "latest_phq9": "the next mood score",
    "phq9_change": "a mood score that rises",
    "open_safety_step": "a safety step that opens or closes",
    "open_detox_need": "a need for withdrawal care that opens or closes",
    "weeks_in_phase": "more weeks in this step",
    "weeks_below_planned_hours": "weeks running below the planned hours",
}


def advice_words(
    advice: StepAdvice,
    evidence: StepEvidence,
    *,
    rules: StepRules,
    first_name: str,
    here: PlannedStep | None,
    after: PlannedStep | None,
    warning: str,
) -> AdviceWords:
    met = sum(sign.met is True for sign in advice.signs)
    return AdviceWords(
        heading=_heading(advice.suggest, first_name, here, after),
        words=f"{met} of {len(advice.signs)} signs are met. This is advice."
        f" You and {first_name} decide.",
        rows=tuple(_row(sign, evidence, rules) for sign in advice.signs),
        would_change=tuple(_CHANGES[key] for key in advice.would_change),
        version=advice.version,
        warning=warning,
    )


def _heading(
    suggest: Suggestion, name: str, here: PlannedStep | None, after: PlannedStep | None
) -> str:
    if suggest is Suggestion.REVIEW:
        return f"Look at this together with {name} now"
    if suggest is Suggestion.MOVE_ON and after:
        return f"Talk with {name} about {hours(after.weekly_minutes)} hours a week"
    if suggest is Suggestion.MOVE_ON:
        return f"Talk with {name} about finishing"
    now = f"{hours(here.weekly_minutes)} hours a week" if here else "these hours"
    return f"Stay with {now} for now"


def _row(sign: Sign, evidence: StepEvidence, rules: StepRules) -> SignRow:
    label, note = _LABELS[sign.key]
    tone, met = {True: ("good", "Yes"), False: ("notice", "Not yet"), None: ("quiet", "Not known")}[
        sign.met
    ]
    return SignRow(label, note, _value(sign, evidence), _looking_for(sign, rules), tone, met)


def _value(sign: Sign, evidence: StepEvidence) -> str:
    if sign.value is None:
        return "Not known"
    if sign.key == "attendance_percent":
        return f"{evidence.sessions_attended} of {evidence.sessions_expected}"
    if sign.key == "latest_phq9":
        return f"{evidence.latest_phq9}, was {evidence.first_phq9}"
    if sign.key == "phq9_change":
        return _change(int(sign.value))
    if sign.key.startswith("open_"):
        return "Open" if sign.value else "Closed"
    return f"{sign.value} week{'' if sign.value == 1 else 's'}"


def _change(points: int) -> str:
    if not points:
        return "No change"
    return f"{abs(points)} {'up' if points > 0 else 'down'}"


def _looking_for(sign: Sign, rules: StepRules) -> str:
    below, fall = rules.phq9_steady_below.value, rules.phq9_fall.value
    return {
        "attendance_percent": f"{rules.attendance_percent.value}% or more",
        "latest_phq9": f"Below {below} or {fall} down",
        "phq9_change": f"Less than {rules.phq9_rise.value} points up",
        "open_safety_step": "Closed",
        "open_detox_need": "Closed",
        "weeks_in_phase": f"{sign.looking_for.removeprefix('>= ')} or more",
        "weeks_below_planned_hours": f"Fewer than {rules.weeks_below_plan.value}",
    }[sign.key]


def age_warning(scores: dict[str, list[ScorePoint]], now: datetime) -> str:
    """Said before the advice where the newest score is old."""
    points = scores.get(MOOD, [])
    if not points:
        return "No mood score is in the chart, so part of this is not known."
    days = (now - points[-1].taken_at).days
    return f"The newest mood score is {days} days old." if days > OLD.days else ""


@dataclass(frozen=True)
class WeekRow:
    """Four kinds of hours, kept apart."""

    week: str
    planned: str
    offered: str
    attended: str
    billable: str


def week_rows(weeks: Sequence[WeekHours]) -> list[WeekRow]:
    """Newest first."""
    return [
        WeekRow(
            f"Week {week.number}, {week.monday:%b} {week.monday.day}",
            hours(week.planned),
            hours(week.offered),
            hours(week.attended) if week.is_known else "No roll yet",
            hours(week.billable),
        )
        for week in reversed(weeks)
    ]


@dataclass(frozen=True)
class DecisionLine:
    """A signed decision, as both audiences read it."""

    title: str
    reason: str
    signed: str


def decision_lines(reviews: Sequence[ReviewLine], zone: str) -> list[DecisionLine]:
    """Each with the day of its signature on the clock of `zone`."""
    return [
        DecisionLine(
            title=f"{one.label}, from {long_day(one.effective_on)}"
            if one.decision != "stay"
            else f"{one.label}, looking again on {long_day(one.effective_on)}",
            reason=one.reason,
            signed=f"{one.by}, {long_day(one.signed_at.astimezone(ZoneInfo(zone)).date())}"
            + (". With a change of level." if one.changes_level else "."),
        )
        for one in reviews
    ]
