"""What the page of working hours says."""

from dataclasses import dataclass
from datetime import date, timedelta

from stepdown.clinic.timetable.shifts import (
    Stretch,
    contact_limits,
    hours_in_words_of,
    who_leads,
)
from stepdown.clinic.timetable.strain import strains_of
from stepdown.clinic.timetable.times import monday_of
from stepdown.web.staff.week.strain_words import strain_words
from stepdown.web.staff.week.words import clock_at, hours, short_days

NOT_KEPT = "Hours not kept: asked for at any time"
NOT_HERE = "Does not work here now"


@dataclass(frozen=True)
class HoursLine:
    account_id: int
    name: str
    words: tuple[str, ...]
    is_kept: bool


@dataclass(frozen=True)
class HoursCard:
    """Who works when at one site, its limit of contact, and what goes past either in the
    first whole week from today."""

    site_id: int
    lines: tuple[HoursLine, ...]
    limit: str
    is_confirmed: bool
    strains: tuple[str, ...]


def hours_card(site_id: int, today: date) -> HoursCard:
    kept, limits = hours_in_words_of(site_id, on=today), contact_limits([site_id])[site_id]
    return HoursCard(
        site_id,
        tuple(
            HoursLine(pk, name, _words(kept.get(pk)), pk in kept)
            for pk, name in who_leads(site_id, on=today)
        ),
        f"{hours(limits.day_minutes)} a day and {hours(limits.week_minutes)} a week at most",
        limits.is_confirmed,
        tuple(strain_words(one) for one in strains_of([site_id], monday=_next_monday(today))),
    )


def _next_monday(today: date) -> date:
    """Today where it is one: of a week that has begun, hours entered now miss the first days."""
    return monday_of(today + timedelta(days=6))


def _words(stretches: tuple[Stretch, ...] | None) -> tuple[str, ...]:
    if stretches is None:
        return (NOT_KEPT,)
    return tuple(map(stretch_words, stretches)) or (NOT_HERE,)


def stretch_words(one: Stretch) -> str:
    return f"{short_days(one.days)}, {clock_at(one.starts)} to {clock_at(one.ends)}"
