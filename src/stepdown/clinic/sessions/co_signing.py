"""Reading co-signatures: what waits for a supervisor, and how a trainee's notes stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q, QuerySet

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.access import about, door_of, patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account, Patient, Post
from stepdown.clinic.people.opening import Door
from stepdown.clinic.people.queries import live_on
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.models import CoSignature

WaitingNote = CoSignature  # what these hand out: pages name no model
MOST = 100  # on one page; as they are signed, the next ones appear


class Standing(StrEnum):
    """How a trainee's note stands."""

    WAITS = "Awaiting co-signature"
    RETURNED = "Sent back before co-signature"
    SIGNED = "Co-signed"


@dataclass(frozen=True)
class Told:
    """How a note stands, who answers for it, and what they wrote where they sent it back."""

    standing: Standing
    supervisor: str
    words: str


def supervisor_of(actor: Actor, site_id: int, now: datetime) -> Account | None:
    """Who answers for the actor's notes at the site; None for who is no trainee there."""
    posts = Post.objects.filter(
        live_on(now.date()), account_id=actor.account_id or 0, site_id=site_id
    )
    post = posts.exclude(supervisor=None).select_related("supervisor").order_by("pk").first()
    return post.supervisor if post else None


def waiting_rows() -> QuerySet[CoSignature]:
    """Newest versions that nobody co-signed."""
    found = CoSignature.objects.filter(signed=None, entry__corrected_by=None)
    return found.select_related("entry__patient", "entry__author", "supervisor")


def co_signing_of(actor: Actor, now: datetime) -> tuple[list[WaitingNote], list[WaitingNote]]:
    """Both lists below (one query)."""
    found = _of_both(door_of(actor, Permission.WRITE_NOTES, now), actor.account_id or 0)
    back = [one for one in found if one.returned_at is not None]
    waiting = [one for one in found if one.returned_at is None]
    back.sort(key=lambda one: (one.returned_at, one.pk))
    return waiting[:MOST], back[:MOST]


@written_once
def _of_both(door: Door, me: int) -> QuerySet[CoSignature]:
    mine = Q(supervisor_id=me, returned_at=None) | Q(entry__author_id=me, returned_at__isnull=False)
    found = waiting_rows().filter(mine, about(door, "entry__patient"))
    return found.order_by("asked_at", "pk")


def notes_to_co_sign(actor: Actor, now: datetime) -> list[WaitingNote]:
    """Those that wait for the actor in charts open to them, the oldest first."""
    mine = waiting_rows().filter(supervisor_id=actor.account_id or 0, returned_at=None)
    people = patients_open_to(actor, Permission.WRITE_NOTES, now)
    return list(mine.filter(entry__patient__in=people).order_by("asked_at", "pk")[:MOST])


def notes_sent_back(actor: Actor, now: datetime) -> list[WaitingNote]:
    """The actor's own, until they correct them."""
    mine = waiting_rows().filter(entry__author_id=actor.account_id or 0)
    people = patients_open_to(actor, Permission.WRITE_NOTES, now)
    back = mine.exclude(returned_at=None).filter(entry__patient__in=people)
    return list(back.order_by("returned_at", "pk")[:MOST])


def note_to_co_sign(patient: Patient, entry_id: int) -> WaitingNote | None:
    """One that waits in this chart, for whomever."""
    return waiting_rows().filter(entry__patient=patient, entry_id=entry_id).first()


def standings_of(patient: Patient, entry_ids: Iterable[int] | None = None) -> dict[int, Told]:
    """By entry, of the trainees' notes in this chart. One query."""
    found = CoSignature.objects.filter(entry__patient=patient).select_related("supervisor")
    if entry_ids is not None:
        found = found.filter(entry__in=list(entry_ids))
    return {one.entry_id: _told(one) for one in found}


def _told(one: CoSignature) -> Told:
    if one.signed_id is not None:
        return Told(Standing.SIGNED, one.supervisor.name, "")
    if one.returned_at is not None:
        return Told(Standing.RETURNED, one.supervisor.name, one.returned_words)
    return Told(Standing.WAITS, one.supervisor.name, "")
