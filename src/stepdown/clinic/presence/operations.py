"""I am here: said by the person alone, with the code at the door."""

from datetime import datetime

from stepdown.clinic.intake.words import clock
from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require_own
from stepdown.clinic.policies.queries import in_force
from stepdown.clinic.presence.door_rules import DOOR, opens_at
from stepdown.clinic.presence.models import Presence
from stepdown.clinic.presence.queries import DIGITS, door_code, is_open, todays_sessions
from stepdown.clinic.timetable.queries import DatedSession


class UnableToSayHere(Unable):
    """This code opens none of the person's times now; the message says what to do."""


def say_here(*, actor: Actor, patient: Patient, code: str, now: datetime) -> DatedSession:
    """The person is at the session whose code this is, from this minute on; said twice, the first
    minute stands. Raises UnableToSayHere, alike for every code that is not of their own day.
    """
    require_own(actor, patient)
    one = _behind(patient, code, now)
    with writing():
        said, is_new = Presence.objects.get_or_create(  # unique: person, series and day
            patient=patient, series_id=one.session.series_id, on=one.on, defaults={"said_at": now}
        )
        if is_new:
            record(actor=actor, verb="here.said", now=now, subject=said, patient_id=patient.pk)
    return one


def _behind(patient: Patient, code: str, now: datetime) -> DatedSession:
    typed = "".join(sign for sign in code if sign.isdecimal())
    mine = todays_sessions(patient, now=now)
    found = [one for one in mine if door_code(one.session.series_id, one.on) == typed]
    if not found:
        raise UnableToSayHere(
            f"This code does not go with a time of yours today. It has {DIGITS} digits and stands"
            f" at the door. Or tell who leads the session that you are here."
        )
    one = found[0]
    if now >= one.ends_at:
        raise UnableToSayHere("This session is over. Tell your team that you were there.")
    rules = in_force(DOOR, patient.site_id, now)
    if not is_open(one.starts_at, one.ends_at, now, rules):
        opens = opens_at(one.starts_at, rules)
        raise UnableToSayHere(f"This is early. The code works from {clock(opens.time())} on.")
    return one
