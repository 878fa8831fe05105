"""The weekly sessions of the demo's first site."""

from dataclasses import dataclass, field
from datetime import time

from stepdown.rules.taper import Track

EVENINGS, MORNINGS = "Evenings", "Mornings"
ROOMS = {
    "Room A": 12,
    "Room B": 12,
    "Garden room": 10,
    "Hall": 24,
    "Quiet room 1": 2,
    "Quiet room 2": 2,
    "Quiet room 3": 2,
    "Quiet room 4": 2,
}
SHORTEST_BREAK = 15
FRIDAY = 4  # the counselor whom a visitor walks in as leads a group on every weekday but Tuesday


@dataclass(frozen=True)
class Weekly:
    """One session a week; `leader` is a key of the staff, `minutes` count without the break."""

    program: str
    service: str
    title: str
    room: str
    leader: str
    weekday: int
    starts: time
    minutes: int
    seats: int
    break_minutes: int = 0
    track: Track = field(default_factory=Track)


def weekly_sessions() -> list[Weekly]:
    return [
        *_evening_groups(),
        *_evening_singles(),
        *_mornings(),
        *_later_steps(),
        _family(),
        *_of_a_track(),
    ]


def _evening_groups() -> list[Weekly]:
    half_past_five, ten_to_eight = time(17, 30), time(19, 50)
    groups = [
        Weekly(EVENINGS, "group", title, room, leader, day, half_past_five, 120, 12, SHORTEST_BREAK)
        for day in (0, 2, 3)
        for title, room, leader in (
            ("Coping with triggers", "Room A", "counselor"),
            ("Steady evenings", "Room B", "counselor_2"),
        )
    ]
    classes = [
        Weekly(
            EVENINGS,
            "education",
            "Evening class",
            "Hall",
            "psychologist",
            day,
            ten_to_eight,
            60,
            24,
        )
        for day in (0, 3)
    ]
    return groups + classes


def _evening_singles() -> list[Weekly]:
    late = (time(17, 30), time(18, 40), time(19, 50))
    rooms = {"counselor": 1, "counselor_2": 2, "psychologist": 3}
    wanted = [(1, clock, who) for clock in late for who in rooms]
    wanted += [(day, late[-1], who) for day in (0, 2, 3) for who in ("counselor", "counselor_2")]
    wanted += [(2, clock, "psychologist") for clock in late[1:]]
    return [
        Weekly(
            EVENINGS, "individual", "One to one", f"Quiet room {rooms[who]}", who, day, clock, 60, 1
        )
        for day, clock, who in wanted
    ]


def _mornings() -> list[Weekly]:
    nine, after_group, noon = time(9), time(11, 25), time(12, 35)
    groups = [
        Weekly(
            MORNINGS,
            "group",
            "Morning group",
            "Room A",
            "counselor" if day == FRIDAY else "counselor_3",
            day,
            nine,
            120,
            12,
            SHORTEST_BREAK,
        )
        for day in range(5)
    ]
    classes = [
        Weekly(
            MORNINGS, "education", "Morning class", "Hall", "psychologist", day, after_group, 60, 24
        )
        for day in range(4)
    ]
    rooms = {"counselor_3": 4, "psychologist": 3, "counselor": 1}
    singles = [
        Weekly(MORNINGS, "individual", "One to one", f"Quiet room {room}", who, day, noon, 60, 1)
        for who, room in rooms.items()
        for day in range(5)
    ]
    return groups + classes + singles


def _later_steps() -> list[Weekly]:
    return [
        Weekly(EVENINGS, "group", "Next steps", "Garden room", "counselor_3", day, clock, 90, 10)
        for day, clock in ((1, time(17, 30)), (3, time(17, 30)), (5, time(10, 0)))
    ]


def _family() -> Weekly:
    """An evening for people in care with those close to them; no step asks for it."""
    half_past_five = time(17, 30)
    return Weekly(
        EVENINGS,
        "family",
        "Family evening",
        "Garden room",
        "counselor_3",
        0,
        half_past_five,
        90,
        10,
    )


def _of_a_track() -> list[Weekly]:
    """Two groups that suit some; their titles say nothing of it."""
    afternoon, morning = time(14, 30), time(9, 15)
    return [
        Weekly(
            EVENINGS,
            "group",
            "Tuesday group",
            "Room B",
            "counselor_2",
            1,
            afternoon,
            120,
            10,
            SHORTEST_BREAK,
            Track(language="Spanish"),
        ),
        Weekly(
            EVENINGS,
            "group",
            "Friday group",
            "Room B",
            "counselor_3",
            FRIDAY,
            morning,
            120,
            10,
            SHORTEST_BREAK,
            Track(is_young_adult=True),
        ),
    ]
