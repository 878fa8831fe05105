"""The demo's loved ones: one who joined by a code, and what others told on the one-way line."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from stepdown.clinic.circle.operations import invite_guest, plan_family_session
from stepdown.clinic.circle.queries import family_choices
from stepdown.clinic.consents.inviting import accept, invitation_code, invite, join_as
from stepdown.clinic.consents.sharing import Recipient, RecipientKind, agree_to_share
from stepdown.clinic.intake.telling import Heard, file_told, tell_clinic
from stepdown.clinic.people.actors import THE_PROGRAM, Actor
from stepdown.clinic.people.queries import actor_for
from stepdown.commands.demo.clinic import Place
from stepdown.commands.demo.story import Story
from stepdown.rules.consent import Topic

SHARED = (Topic.ATTENDANCE, Topic.PROGRESS, Topic.FAMILY_DATES)
LASTS = timedelta(days=91)
WAITING: Heard = {
    "about_name": "Charlie W.",
    "about_more": "Lives in Fells Point",
    "teller_name": "",
    "teller_is": "neighbor",
    "words": "I hear crying at night. I do not know if I should come over.",
    "is_danger": False,
    "may_say_who": False,
    "may_call": False,
    "phone": "",
    "email": "",
}


def let_loved_ones_in(place: Place, stories: list[Story]) -> None:
    """The evening before: one joins, one writes about somebody known here, one about nobody."""
    evening = place.agenda.today - timedelta(days=1)
    for clock, step in ((time(20, 30), _connect), (time(20, 45), _write), (time(21), _wait)):
        place.agenda.add(place.agenda.at(evening, clock), partial(step, place, stories))


def _somebody_with_a_page(stories: list[Story]) -> Story | None:
    """Who has an account of their own: the one a visitor of the demo walks in as."""
    known = [one for one in stories if one.patient and one.patient.account_id]
    return min(known, key=lambda one: one.patient.pk, default=None)


def _connect(place: Place, stories: list[Story], now: datetime) -> None:
    story = _somebody_with_a_page(stories)
    if story is None:
        return
    account = place.accounts["loved_one"]
    person: Actor = actor_for(story.patient.account, now=now)
    sharing = agree_to_share(
        actor=person,
        patient=story.patient,
        recipient=Recipient(RecipientKind.LOVED_ONE, account.name, "sister"),
        topics=SHARED,
        purpose="So that she can plan the evenings with me",
        lasts_until=now + LASTS,
        signed_name=story.who.name,
        now=now,
    )
    invitation = invite(actor=person, patient=story.patient, sharing_id=sharing.pk, now=now)
    _join(account, invitation_code(invitation), now)
    _invite(place, story.patient, sharing.pk, now)


def _invite(place: Place, patient: Any, sharing_id: int, now: datetime) -> None:
    """To the next family evening that is free in the person's week."""
    counselor = place.actor("counselor")
    for evening in family_choices(patient, now)[:1]:
        which: dict[str, Any] = {"series_id": evening.session.series_id, "on": evening.on}
        plan_family_session(actor=counselor, patient=patient, now=now, **which)
        invite_guest(actor=counselor, patient=patient, sharing_id=sharing_id, now=now, **which)


def _join(account: Any, code: str, now: datetime) -> None:
    keys: list[str] = []

    def page_of(key: str) -> str:
        keys.append(key)
        return f"http://127.0.0.1:8000/join/{key}"

    accept(
        actor=THE_PROGRAM,
        code=code,
        first_name=account.name,
        email=account.email,
        page_of=page_of,
        now=now,
    )
    join_as(actor=actor_for(account, now=now), key=keys[0], now=now)


def _write(place: Place, stories: list[Story], now: datetime) -> None:
    story = _somebody_with_a_page(stories)
    if story is None:
        return
    heard: Heard = {
        **WAITING,
        "about_name": story.who.name,
        "about_more": "",
        "teller_name": "Joan",
        "teller_is": "aunt",
        "words": "We had Sunday lunch together. It was good to see them laugh.",
        "may_say_who": True,
    }
    told = tell_clinic(actor=THE_PROGRAM, site_id=place.site.pk, now=now, **heard)
    file_told(
        actor=place.actor("intake"),
        code=told.code,
        patient_code=story.patient.code,
        expected_version=told.version,
        now=now,
    )


def _wait(place: Place, stories: list[Story], now: datetime) -> None:
    tell_clinic(actor=THE_PROGRAM, site_id=place.site.pk, now=now, **WAITING)
