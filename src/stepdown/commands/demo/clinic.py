"""Two sites, those who work there, and what they offer."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from stepdown.clinic.intake.operations import open_times
from stepdown.clinic.people.actors import THE_PROGRAM, Actor
from stepdown.clinic.people.operations import add_account, add_post, note_languages, save_site
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.choices import Service
from stepdown.clinic.timetable.offering import add_room, add_series
from stepdown.clinic.timetable.starting import start_program
from stepdown.clinic.treatment.operations.referring import save_detox_place
from stepdown.clinic.treatment.operations.rules import approve_rules
from stepdown.commands.demo.accounts import Account
from stepdown.commands.demo.agenda import Agenda
from stepdown.commands.demo.cast import Somebody, invent_password
from stepdown.commands.demo.week import EVENINGS, MORNINGS, ROOMS, weekly_sessions

ZONE = "America/New_York"
TEMPLATES = {EVENINGS: "evening", MORNINGS: "five-days"}
ASSESSMENT_CLOCKS = (time(9, 30), time(11), time(14), time(16, 30))
ASSESSMENT_MINUTES = 75
EVENING, SATURDAY = time(18), time(10)  # evenings from Tuesday to Thursday, Wednesday's by video
DETOX_PLACES = (
    ("Ridge Hospital, unit 4", "(410) 555-0188", "The charge nurse", "Alcohol, sedatives, opioids"),
    ("Lakeside Withdrawal Care", "(410) 555-0129", "Intake desk", "Alcohol and opioids, adults"),
)
SPEAKS = {"counselor_2": "English, Spanish"}
BEFORE = timedelta(days=120)  # how long before its today the demo's clinic opened

STAFF: dict[str, tuple[Role, tuple[str, str] | None]] = {
    "counselor": (Role.COUNSELOR, ("LCADC", "NJ")),
    "intake": (Role.INTAKE, None),
    "technician": (Role.TECHNICIAN, ("CSAT", "NJ")),
    "psychologist": (Role.PSYCHOLOGIST, ("PsyD", "NJ")),
    "medical": (Role.MEDICAL, ("NP", "NJ")),
    "director": (Role.DIRECTOR, None),
    "biller": (Role.BILLER, None),
    "administrator": (Role.ADMINISTRATOR, None),
    "loved_one": (Role.LOVED_ONE, None),
    "counselor_2": (Role.COUNSELOR, ("LCSW", "NJ")),
    "counselor_3": (Role.COUNSELOR, ("LCADC", "NJ")),
    "technician_2": (Role.TECHNICIAN, ("CSAT", "NJ")),
}
SECOND_STAFF: dict[str, tuple[Role, tuple[str, str] | None]] = {
    "counselor": (Role.COUNSELOR, ("LCADC", "NJ")),
    "intake": (Role.INTAKE, None),
}


@dataclass
class Place:
    """One site with its staff by key, as actors and as accounts. Commands name no models.

    `taken`: the series in which somebody has a seat, by day, as the morning found them.
    """

    site: Any
    agenda: Agenda
    accounts: dict[str, Any] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    programs: dict[str, Any] = field(default_factory=dict)
    series: list[Any] = field(default_factory=list)
    taken: dict[date, set[int]] = field(default_factory=dict)
    printed: list[Account] = field(default_factory=list)

    def actor(self, key: str) -> Actor:
        """Who does this here; at a small site the counselor does it."""
        return self.actors.get(key, self.actors["counselor"])


def found_site(details: dict[str, str], agenda: Agenda, *, now: datetime) -> Place:
    site = save_site(
        actor=THE_PROGRAM, site=None, expected_version=0, now=now, zone=ZONE, **details
    )
    return Place(site, agenda)


def hire(
    place: Place,
    staff: dict[str, tuple[Role, tuple[str, str] | None]],
    people: list[Somebody],
    *,
    seed: int,
    now: datetime,
) -> None:
    for (key, (role, license_)), person in zip(staff.items(), people, strict=True):
        word = place.site.name.split()[0].lower()
        email, password = f"{key.replace('_', '')}@{word}.example", invent_password(seed, key)
        account = add_account(
            actor=THE_PROGRAM,
            email=email,
            name=person.name,
            password=password,
            now=now,
            is_demo=True,
        )
        until = now.date() + timedelta(days=900)
        add_post(
            actor=THE_PROGRAM,
            account=account,
            site=place.site,
            role=role,
            starts_on=now.date(),
            now=now,
            credential=(license_[0], f"{len(key)}0{account.pk}", license_[1], until)
            if license_
            else None,
        )
        place.accounts[key] = account
        if key in SPEAKS:
            note_languages(actor=THE_PROGRAM, account=account, languages=SPEAKS[key], now=now)
        place.actors[key] = actor_for(account, now=now + timedelta(days=1), came_from="127.0.0.1")
        place.printed.append(Account(role.value, person.name, email, password, place.site.name))


def approve_first_rules(place: Place, *, now: datetime) -> None:
    """The medical professional reads the rules of placement and puts them in force."""
    approve_rules(actor=place.actors["medical"], site=place.site, number=1, now=now)


def list_detox_places(place: Place, *, now: datetime) -> None:
    for name, phone, contact, takes in DETOX_PLACES:
        save_detox_place(
            actor=place.actors["director"],
            site=place.site,
            place=None,
            expected_version=0,
            now=now,
            name=name,
            phone=phone,
            contact=contact,
            address="",
            takes=takes,
            is_used=True,
        )


def offer_weeks(place: Place, *, from_on: date, now: datetime) -> None:
    """Rooms, both programs and every weekly session."""
    rooms = {
        name: add_room(actor=THE_PROGRAM, site=place.site, name=name, seats=seats, now=now)
        for name, seats in ROOMS.items()
    }
    for name, template in TEMPLATES.items():
        place.programs[name] = start_program(
            actor=THE_PROGRAM, site=place.site, template_key=template, name=name, now=now
        )
    for weekly in weekly_sessions():
        made = add_series(
            actor=THE_PROGRAM,
            program=place.programs[weekly.program],
            service=Service(weekly.service),
            title=weekly.title,
            room=rooms[weekly.room],
            leader=place.accounts[weekly.leader],
            weekday=weekly.weekday,
            starts=weekly.starts,
            minutes=weekly.minutes + weekly.break_minutes,
            clinical_minutes=weekly.minutes,
            seats=weekly.seats,
            starts_on=from_on,
            by_video=weekly.program == EVENINGS,
            track=weekly.track,
            now=now,
        )
        place.series.append(made)


def open_assessment_times(place: Place, days: list[date], *, places: int, now: datetime) -> None:
    for on in days:
        _open(place, on, ASSESSMENT_CLOCKS, places, now)
        if on.weekday() in {1, 2, 3}:
            _open(place, on, (EVENING,), 1, now, by_video=on.weekday() == 2)
        if on.weekday() == 4:
            _open(place, on + timedelta(days=1), (SATURDAY,), 1, now)


def _open(
    place: Place,
    on: date,
    starts: tuple[time, ...],
    places: int,
    now: datetime,
    *,
    by_video: bool = False,
) -> None:
    open_times(
        actor=THE_PROGRAM,
        site=place.site,
        on=on,
        starts=starts,
        minutes=ASSESSMENT_MINUTES,
        places=places,
        by_video=by_video,
        now=now,
    )
