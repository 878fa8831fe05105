"""Somebody in the demo who is here twice: they called again, and were written down anew."""

from datetime import datetime, time, timedelta
from functools import partial

from stepdown.clinic.intake.operations import take_call
from stepdown.commands.demo.clinic import Place
from stepdown.commands.demo.story import Stage, Story


def call_again(place: Place, stories: list[Story]) -> None:
    """Yesterday evening, somebody who waits for their assessment; nobody has noticed yet."""
    waiting = [story for story in stories if story.stage is Stage.BOOKED]
    evening = place.agenda.today - timedelta(days=1)
    for story in waiting[:1]:
        place.agenda.add(place.agenda.at(evening, time(18, 40)), partial(_call, place, story))


def _call(place: Place, story: Story, now: datetime) -> None:
    """The names changed places when they were written down; the number is the same."""
    take_call(
        actor=place.actors["intake"],
        site=place.site,
        now=now,
        given_name=story.who.family_name,
        family_name=story.who.given_name,
        phone=story.who.phone,
        email="",
        asked_by="self",
        reason="Wants to come sooner, if a time opens up.",
        last_use="",
        danger_signs=[],
        work_hours="",
        payer="",
        may_leave_message=None,
        email_is_ok=None,
    )
