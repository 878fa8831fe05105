"""What is said of a session outside its leader's hours, and of too much direct contact."""

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest

from stepdown.clinic.timetable.changing import OpenedSeries
from stepdown.clinic.timetable.strain import Strain, StrainKind, strains_of
from stepdown.clinic.timetable.times import first_meeting, monday_of
from stepdown.web.staff.week.words import DAYS, hours


def strain_words(one: Strain) -> str:
    """One sentence that names what is asked of whom."""
    if one.kind == StrainKind.OUTSIDE:
        return f"{one.titles[0]}, {DAYS[one.weekday]}: outside the hours of {one.leader}."
    when = f"on {DAYS[one.weekday]}" if one.kind == StrainKind.DAY else "a week"
    return f"{one.leader} leads {hours(one.minutes)} {when}; the limit is {hours(one.limit)}."


def too_much(strains: Iterable[Strain]) -> list[str]:
    return [strain_words(one) for one in strains if one.kind != StrainKind.OUTSIDE]


def outside_words(strains: Iterable[Strain], series_id: int) -> str:
    """For the line of one session; empty within hours."""
    outside = (one for one in strains if one.kind == StrainKind.OUTSIDE)
    found = next((one for one in outside if series_id in one.series_ids), None)
    return f"Outside the hours of {found.leader}" if found else ""


def warn_of_strain(request: HttpRequest, series: OpenedSeries, *, first: date) -> None:
    """Says on the next page what this session asks of its leader from that day on."""
    on = first_meeting(series.weekday, not_before=first)
    found = strains_of([series.program.site_id], monday=monday_of(on))
    for one in found:
        if series.pk in one.series_ids:
            messages.warning(request, strain_words(one))
