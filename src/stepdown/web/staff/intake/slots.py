"""Open times by day, and what a call in progress holds, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from stepdown.clinic.intake.queries import OpenSite, OpenSlot, hold_of_call, open_slots
from stepdown.clinic.intake.words import clock, full_day_and_time
from stepdown.clinic.people.queries import local_now

Slot = tuple[date, time, bool]  # a day, a wall time, and whether by video


@dataclass(frozen=True)
class SlotView:
    """A time that can be pressed. `key` names it for as long as it is in the list."""

    time_id: int
    key: str
    words: str
    note: str
    by_video: bool
    is_held: bool


@dataclass(frozen=True)
class SlotDay:
    title: str
    slots: tuple[SlotView, ...]


@dataclass(frozen=True)
class CallHold:
    """What the call in progress holds. `until` is empty where it holds nothing."""

    words: str = ""
    until: str = ""
    time_id: int = 0
    has_lapsed: bool = False


@dataclass(frozen=True)
class CallTimes:
    """The right side of a call: what it holds, and what is open now."""

    hold: CallHold
    days: list[SlotDay]


def call_times(site: OpenSite, call: str, *, now: datetime) -> CallTimes:
    held, has_lapsed = hold_of_call(call, now=now)
    slots = open_slots(site.pk, now=now, call=call)
    if held is None or held.time.site_id != site.pk:
        return CallTimes(CallHold(has_lapsed=has_lapsed), _days(slots))
    time = held.time
    hold = CallHold(
        full_day_and_time(time.on, time.starts) + (", by video" if time.by_video else ""),
        clock(local_now(site, held.held_until or now).time()),
        time.pk,
    )
    return CallTimes(hold, _days(slots, (time.on, time.starts, time.by_video)))


def slot_days(site_id: int, *, now: datetime) -> list[SlotDay]:
    return _days(open_slots(site_id, now=now))


def _days(slots: list[OpenSlot], held: Slot | None = None) -> list[SlotDay]:
    return [
        SlotDay(_day_title(on), tuple(_slot(each, held) for each in same_day))
        for on, same_day in groupby(slots, key=lambda slot: slot.on)
    ]


def _day_title(on: date) -> str:
    return f"{on:%A}, {on:%B} {on.day}"


def _slot(slot: OpenSlot, held: Slot | None) -> SlotView:
    places = f"{slot.places} places" if slot.places > 1 else ""
    note = ", ".join(part for part in ("video" if slot.by_video else "", places) if part)
    key = f"{slot.on}-{slot.starts:%H%M}{'-video' if slot.by_video else ''}"
    is_held = held == (slot.on, slot.starts, slot.by_video)
    return SlotView(slot.time_id, key, clock(slot.starts), note, slot.by_video, is_held)
