"""A place held while a call goes on, before the caller is written down.

`call` is the key of the call in progress: 32 hexadecimal digits that its page made up.
"""

from datetime import datetime

from stepdown.clinic.intake.models import AssessmentTime, Booking
from stepdown.clinic.intake.operations import (
    HOLD,
    free_lapsed,
    give_back,
    is_same_slot,
    require_open,
    take_first_free,
)
from stepdown.clinic.intake.queries import hold_of_call
from stepdown.clinic.ledger.operations import record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient, Site
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission


def hold_for_call(
    *, actor: Actor, site: Site, call: str, time: AssessmentTime, now: datetime
) -> Booking:
    """Keeps a place at this time for 15 minutes; the same time again begins them anew. What the
    call held before is given back. Raises UnableToBook where nothing is free."""
    require(actor, Permission.TAKE_CALLS, site_id=site.pk)
    with writing():
        require_open(site.pk, time, now)
        free_lapsed(time, now)
        held, _ = hold_of_call(call, now=now)
        if held and is_same_slot(held, time):
            save_version(held, expected=held.version, held_until=now + HOLD)
        else:
            give_back(Booking.objects.filter(call=call))
            place = Booking(call=call, state=Booking.State.HELD, held_until=now + HOLD, made_at=now)
            held = take_first_free(place, time, now)
        content = {"call": call, "time": held.time_id}
        record(actor=actor, verb="booking.held", now=now, subject=held, content=content)
    return held


def give_back_for_call(*, actor: Actor, site: Site, call: str, now: datetime) -> None:
    """Frees what the call holds; where it holds nothing, nothing happens."""
    require(actor, Permission.TAKE_CALLS, site_id=site.pk)
    with writing():
        held, _ = hold_of_call(call, now=now)
        if held:
            give_back(Booking.objects.filter(pk=held.pk))
            content = {"call": call, "time": held.time_id}
            record(actor=actor, verb="booking.given_back", now=now, subject=held, content=content)


def hand_hold_over(*, actor: Actor, call: str, patient: Patient, now: datetime) -> None:
    """The caller is written down: what the call holds is theirs for the rest of its minutes."""
    require(actor, Permission.TAKE_CALLS, site_id=patient.site_id)
    with writing():
        held, _ = hold_of_call(call, now=now)
        if held and held.time.site_id == patient.site_id:
            save_version(held, expected=held.version, patient=patient, call="")
            record(
                actor=actor,
                verb="booking.handed_over",
                now=now,
                subject=held,
                patient_id=patient.pk,
                content={"call": call, "time": held.time_id},
            )
