"""A finished draft of the clinic's week: the director asked for it last night."""

from datetime import datetime, time, timedelta
from functools import partial

from stepdown.clinic.building.operations import ask_for_build
from stepdown.clinic.building.working import build_week
from stepdown.clinic.timetable.times import monday_from
from stepdown.commands.demo.clinic import Place
from stepdown.rules.timetable import Stop

ROUNDS = Stop(seconds=None, iterations=10)  # rounds alone repeat themselves exactly


def draft_the_week(place: Place, *, seed: int) -> None:
    late = place.agenda.at(place.agenda.today - timedelta(days=1), time(21, 40))
    place.agenda.add(late, partial(_draft, place, seed))


def _draft(place: Place, seed: int, now: datetime) -> None:
    build = ask_for_build(
        actor=place.actors["director"],
        site=place.site,
        starts_on=monday_from(place.agenda.today + timedelta(days=1)),
        may_open=True,
        now=now,
        seed=seed,
    )
    build_week(build.pk, clock=lambda: now, stop=ROUNDS)
