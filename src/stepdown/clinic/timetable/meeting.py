"""Where two people who are kept apart would meet: in a group, in the hall, at the door."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, time
from itertools import groupby

from stepdown.clinic.timetable.models import Seat, Series, SeriesTerm
from stepdown.clinic.timetable.times import minute_of_day
from stepdown.clinic.treatment.apart import kept_apart_from
from stepdown.clinic.treatment.checklist import BETWEEN_APART

Stay = tuple[int, int, int]  # weekday, arrival and leaving in minutes of the day


def would_meet(patient_id: int, series: Iterable[Series], *, from_day: date) -> set[int]:
    """Those of `series` during which somebody kept apart from the person is in the building, from
    that one's arrival to their leaving on that weekday; from `from_day` on."""
    others = kept_apart_from(patient_id)
    found = _stays(others, from_day).values() if others else ()
    stays = [stay for each in found for stay in each]
    return {one.pk for one in series if any(_overlap(_stay([one]), stay) for stay in stays)}


def would_meet_between(patient_id: int, of_a_day: list[Series], *, on: date) -> bool:
    """Whether somebody kept apart from the person is in the building between the first and the
    last of these sessions of theirs."""
    others = kept_apart_from(patient_id)
    found = _stays(others, on).values() if others else ()
    return any(_overlap(_stay(of_a_day), stay) for stays in found for stay in stays)


def who_meets(pairs: Collection[tuple[int, int]], *, on: date) -> set[int]:
    """Those who are here, from `on`, while somebody kept apart from them is."""
    stays = _stays({one for pair in pairs for one in pair}, on) if pairs else {}
    return {
        one
        for one, other in pairs
        if any(_overlap(mine, theirs) for mine in stays[one] for theirs in stays[other])
    }


def _stays(people: set[int], from_day: date) -> dict[int, list[Stay]]:
    """By person: when they are here. Between two sessions of a day nobody goes home."""
    seats = Seat.objects.filter(patient_id__in=people).exclude(ends_on__lte=from_day)
    ordered = seats.select_related("series").order_by("patient_id", "series__weekday")
    stays: dict[int, list[Stay]] = defaultdict(list)
    terms = SeriesTerm.objects.filter(undone_at=None, until_on__gt=from_day)
    other_starts: dict[int, list[time]] = defaultdict(list)
    for series_id, starts in terms.values_list("series", "starts"):
        other_starts[series_id].append(starts)
    for (person, _), found in groupby(ordered, lambda one: (one.patient_id, one.series.weekday)):
        stays[person].append(_stay([one.series for one in found], other_starts))
    return stays


def _stay(of_a_day: list[Series], other_starts: Mapping[int, list[time]] | None = None) -> Stay:
    """From the first arrival to the last leaving; also where a session begins earlier or later on
    some days still ahead."""
    also = other_starts or {}
    spans = [
        (minute_of_day(starts), minute_of_day(starts) + one.minutes)
        for one in of_a_day
        for starts in (one.starts, *also.get(one.pk, ()))
    ]
    return of_a_day[0].weekday, min(start for start, _ in spans), max(end for _, end in spans)


def _overlap(one: Stay, other: Stay) -> bool:
    (day, comes, goes), (other_day, other_comes, other_goes) = one, other
    margin = BETWEEN_APART
    return day == other_day and comes < other_goes + margin and other_comes < goes + margin
