"""How to reach one person, for those who call them: on the page after a missed session and beside
the timeline."""

from dataclasses import dataclass
from datetime import datetime

from stepdown.clinic.outreach.calling import Callers
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.reaching import reach_of
from stepdown.web.staff.reach_words import way_words


@dataclass(frozen=True)
class Contact:
    """How whoever reads this may reach a person; `is_now`: within the times they agreed to."""

    name: str
    way: str
    phone: str
    is_now: bool
    word: str


def contact_of(actor: Actor, patient: OpenedPatient, now: datetime) -> Contact | None:
    """None for whoever does not call them."""
    if not Callers(actor, [patient], now).may_call(patient):
        return None
    reach, site = reach_of(patient), patient.site
    sender = reach.sender_name or site.quiet_name
    return Contact(
        name=patient.short_name,
        way=way_words(reach),
        phone=reach.phone,
        is_now=reach.times.allow(local_now(site, now)),
        word=f"This is {sender}. Please call {site.phone}." if reach.may_leave_word else "",
    )
