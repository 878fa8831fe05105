"""The demo's public pages: what care costs here, who asked for a call lately, who refers."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

from stepdown.clinic.chart.arrivals import Sex
from stepdown.clinic.intake.asking import AskedBy, AttachedFile, FileKind, Said, ask_for_call
from stepdown.clinic.intake.front_door import save_front_door
from stepdown.clinic.intake.referrals import Referrer, ReferrerKind
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.commands.demo.clinic import Place
from stepdown.fhir.invented import InventedPerson, invented_bundle

PRICES = {
    "week_price": Decimal(720),
    "weeks": 12,
    "inpatient_day_price": Decimal(690),
    "inpatient_days": 28,
}
REQUESTS: tuple[tuple[AskedBy, Said], ...] = (
    (
        AskedBy.SELF,
        {
            "caller_name": "Robin",
            "phone": "(410) 555-0119",
            "email": "",
            "may_leave_message": True,
            "email_is_ok": False,
            "best_time": "After 6 pm",
            "words": "I work days. Is there something in the evening?",
        },
    ),
    (
        AskedBy.LOVED_ONE,
        {
            "caller_name": "Joan",
            "phone": "(410) 555-0123",
            "email": "",
            "may_leave_message": False,
            "email_is_ok": False,
            "best_time": "Any time",
            "words": "It is about my son. He does not know that I ask.",
        },
    ),
)

REFERRAL: Said = {
    "caller_name": "Dr. Okafor",
    "organization": "Brookfield Recovery House",
    "referrer_kind": "residential",
    "phone": "(410) 555-0147",
    "email": "okafor@brookfield.example",
    "may_leave_message": True,
    "email_is_ok": True,
    "best_time": "Mornings",
    "words": "Finishes a residential stay next week and goes back to work.",
    "about_name": "T. K.",
    "about_phone": "(410) 555-0162",
    "urgency": "today",
    "person_agreed": True,
}
REFERRED = InventedPerson("Tomas", "Kline", date(1988, 3, 4), Sex.MALE, phone="(410) 555-0162")
REFERRERS: tuple[Referrer, ...] = (
    {
        "kind": ReferrerKind.MEDICAL,
        "name": "Dr. Lund",
        "organization": "Bay Family Practice",
        "phone": "(410) 555-0151",
        "email": "lund@bay.example",
        "email_is_ok": True,
        "leaves_on": None,
    },
    {
        "kind": ReferrerKind.RESIDENTIAL,
        "name": "Ms. Ferro",
        "organization": "Brookfield Recovery House",
        "phone": "(410) 555-0147",
        "email": "",
        "email_is_ok": False,
        "leaves_on": None,
    },
)


def open_front_door(place: Place, *, now: datetime) -> None:
    """Enters invented prices, each checked on the day the demo's clinic opened."""
    checked = {f"{name}_on": now.date() for name in PRICES}
    save_front_door(
        actor=place.actor("director"),
        site=place.site,
        expected_version=0,
        now=now,
        **PRICES,
        **checked,
    )


def let_people_ask(place: Place) -> None:
    """Two people wrote on the evening before, and a program that refers somebody with their record;
    nobody has called them back yet."""
    evening = place.agenda.today - timedelta(days=1)
    for number, (asked_by, said) in enumerate(REQUESTS):
        ask = partial(_ask, place, asked_by, said)
        place.agenda.add(place.agenda.at(evening, time(19 + number, 20)), ask)
    refer = partial(_refer, place)
    place.agenda.add(place.agenda.at(evening, time(16, 10)), refer)


def _ask(place: Place, asked_by: AskedBy, said: Said, now: datetime) -> None:
    ask_for_call(actor=THE_PROGRAM, site_id=place.site.pk, asked_by=asked_by, now=now, **said)


def _refer(place: Place, now: datetime) -> None:
    raw = invented_bundle(77, today=now.date(), person=REFERRED, resources=80)
    said: Said = {**REFERRAL, "leaves_on": now.date() + timedelta(days=8)}
    ask_for_call(
        actor=THE_PROGRAM,
        site_id=place.site.pk,
        asked_by=AskedBy.PROFESSIONAL,
        now=now,
        attached=AttachedFile(FileKind.FHIR, raw),
        **said,
    )


def who_referred(number: int) -> Referrer:
    """Who sent the person of this number, where a professional called for them."""
    return REFERRERS[number % len(REFERRERS)]
