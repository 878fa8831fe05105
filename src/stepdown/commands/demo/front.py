"""The demo's public pages: what care costs here, and who asked for a call lately."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial

from stepdown.clinic.intake.asking import AskedBy, Said, ask_for_call
from stepdown.clinic.intake.front_door import save_front_door
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.commands.demo.clinic import Place

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
    """Two people wrote on the evening before; nobody has called them back yet."""
    evening = place.agenda.today - timedelta(days=1)
    for number, (asked_by, said) in enumerate(REQUESTS):
        ask = partial(_ask, place, asked_by, said)
        place.agenda.add(place.agenda.at(evening, time(19 + number, 20)), ask)


def _ask(place: Place, asked_by: AskedBy, said: Said, now: datetime) -> None:
    ask_for_call(actor=THE_PROGRAM, site_id=place.site.pk, asked_by=asked_by, now=now, **said)
