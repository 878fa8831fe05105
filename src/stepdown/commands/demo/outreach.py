"""Calls to the demo's people who were missed: made in time, but for who was away the last days."""

from datetime import date, datetime, time, timedelta
from functools import partial

from stepdown.clinic.outreach.operations import note_outreach
from stepdown.clinic.outreach.queries import Outcome, owed_outreach
from stepdown.commands.demo.clinic import Place

WORDS = (
    "Had to work longer. Comes next time.",
    "The bus did not come. We looked for another way here.",
    "A hard day. Glad that somebody called.",
)


def call_who_was_missed(place: Place, days: list[date]) -> None:
    for on in days:
        step = partial(_call, place, is_newest=on == place.agenda.today - timedelta(days=1))
        place.agenda.add(place.agenda.at(on, time(17, 30)), step)


def _call(place: Place, now: datetime, *, is_newest: bool) -> None:
    """On the newest day one person is not reached, and is tried again today."""
    owed = owed_outreach(place.actor("counselor"), now=now)
    for number, one in enumerate(owed):
        is_missing = is_newest and number == 0
        note_outreach(
            actor=place.actor("counselor"),
            patient=one.patient,
            outcome=Outcome.NOT_REACHED if is_missing else Outcome.REACHED,
            words="" if is_missing else WORDS[one.patient.pk % len(WORDS)],
            next_on=place.agenda.today if is_missing else None,
            now=now,
        )
