"""Times that are really open, sorted the way people ask for them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

from stepdown.clinic.intake.front_door import PublicSite, public_sites
from stepdown.clinic.intake.queries import OpenSlot, open_slots
from stepdown.clinic.intake.words import short_day_and_time

EVENING_FROM = time(17)
SATURDAY = 5
SHOWN = 3
BY_VIDEO = "By video"


@dataclass(frozen=True)
class OpenPart:
    """One part of the week: its next open times, and how many more there are."""

    title: str
    icon: str
    times: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class SiteTimes:
    name: str
    address: str
    phone: str
    parts: tuple[OpenPart, ...]


PARTS: tuple[tuple[str, str, Callable[[OpenSlot], bool]], ...] = (
    ("Days", "sun", lambda slot: slot.on.weekday() < SATURDAY and slot.starts < EVENING_FROM),
    ("Evenings", "moon", lambda slot: slot.on.weekday() < SATURDAY and slot.starts >= EVENING_FROM),
    ("Saturdays and Sundays", "calendar-days", lambda slot: slot.on.weekday() >= SATURDAY),
    (BY_VIDEO, "video", lambda slot: slot.by_video),
)


def site_times(now: datetime) -> list[SiteTimes]:
    """Each site with the times of its next two weeks (one query for the sites, one for each)."""
    return [_of_site(site, now) for site in public_sites()]


def _of_site(site: PublicSite, now: datetime) -> SiteTimes:
    slots = open_slots(site.site_id, now=now)
    parts = tuple(_part(title, icon, list(filter(fits, slots))) for title, icon, fits in PARTS)
    return SiteTimes(site.name, site.address, site.phone, parts)


def _part(title: str, icon: str, slots: list[OpenSlot]) -> OpenPart:
    times = tuple(_words(slot, title) for slot in slots[:SHOWN])
    return OpenPart(title, icon, times, max(0, len(slots) - SHOWN))


def _words(slot: OpenSlot, title: str) -> str:
    video = ", by video" if slot.by_video and title != BY_VIDEO else ""
    return f"{short_day_and_time(slot.on, slot.starts)}{video}"
