"""Reading what the clinic offers, as those see it who set it up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from django.db.models import Q

from stepdown.clinic.timetable.models import Series
from stepdown.clinic.timetable.queries import leader_names, series_of_sites


@dataclass(frozen=True)
class OfferedSession:
    """A session every week on `weekday` (0 is Monday) at the site's wall clock, until a day
    (not included; None: open). `for_whom`: its track in words."""

    series_id: int
    title: str
    weekday: int
    starts: time
    room: str
    leader: str
    ends_on: date | None
    for_whom: str


def offered_sessions(site_ids: Iterable[int], *, on: date) -> list[OfferedSession]:
    """Every session that meets, or will meet, on or after the day (one query)."""
    return [_offered(one) for one in series_of_sites(site_ids, on=on)]


def sessions_led_by(account_id: int, *, site_id: int, on: date) -> list[OfferedSession]:
    found = series_of_sites([site_id], on=on).filter(leader_id=account_id)
    return [_offered(one) for one in found]


def sessions_second_led_by(account_id: int, *, site_id: int, on: date) -> list[OfferedSession]:
    """In which they are the second leader."""
    found = series_of_sites([site_id], on=on).filter(co_leader_id=account_id)
    return [_offered(one) for one in found]


def _offered(one: Series) -> OfferedSession:
    room, leader = one.room.name, leader_names(one)
    words = one.track.words()
    return OfferedSession(
        one.pk, one.title, one.weekday, one.starts, room, leader, one.ends_on, words
    )


def series_of(site_ids: Iterable[int], series_id: int) -> Series | None:
    found = Series.objects.select_related("program__site", "room", "leader", "co_leader")
    return found.filter(program__site_id__in=site_ids, pk=series_id).first()


def offered_kinds(program_id: int, *, on: date) -> Counter[str]:
    """How many sessions a week a program has of each service, on that day or later."""
    lasting = Series.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), program=program_id)
    return Counter(lasting.values_list("service", flat=True))
