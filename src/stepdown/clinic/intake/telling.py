"""The one-way line: somebody tells the clinic something about a person, known here or not.

Telling looks nobody up: what is written, what is answered and how long it takes are the same for
every name. Matching happens when staff open the message, and only through the door.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from django.db.models import Count, Q, QuerySet

from stepdown.clinic.consents.inviting import connection_of
from stepdown.clinic.intake.emptying import empty_settled
from stepdown.clinic.intake.models import Told
from stepdown.clinic.ledger.operations import (
    Unable,
    queue_mail,
    record,
    save_version,
    withdraw_mail,
    writing,
)
from stepdown.clinic.measures.on_call import tell_on_call
from stepdown.clinic.people.access import NotThere, access_patient, patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient, Site
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission

FILED_LATELY = timedelta(days=14)  # so long a message stands in the inbox's list of what was filed
THANKS = "Thank you for writing"
NEUTRAL_REPLY = (
    "Thank you, we read it. We may not be able to answer about anyone."
    " If someone is in danger now, call 911."
)  # the same for everybody, whoever it was about
SOMEBODY_ON_CALL = Q(site__safety_cover__isnull=False) & ~Q(site__safety_cover__on_call_emails=[])
EMPTIED: dict[str, Any] = {
    "about_name": "",
    "about_more": "",
    "teller_name": "",
    "teller_is": "",
    "words": "",
    "phone": "",
    "email": "",
}

OpenedTold = Told  # what the inbox hands out: pages pass it inward and name no model


class UnableToTellUs(Unable):
    """The message cannot be sent as it stands; the message says what is missing."""


class UnableToFile(Unable):
    """What was told cannot be filed, closed or sent back; the message says why."""


class Heard(TypedDict):
    """What somebody wrote. `about_more`: a birth date or a town."""

    about_name: str
    about_more: str
    teller_name: str
    teller_is: str
    words: str
    is_danger: bool
    may_say_who: bool
    may_call: bool
    phone: str
    email: str


def tell_clinic(*, actor: Actor, site_id: int, now: datetime, **heard: Unpack[Heard]) -> Told:
    """Puts a message from anybody in the site's inbox. `actor` holds only where it came from."""
    site = Site.objects.select_related("front_door").filter(pk=site_id).first()
    if site is None:
        raise UnableToTellUs("Choose which clinic should read this.")
    with writing():
        return _put_down(actor, now, Told(site=site, told_at=now, **heard))


def tell_team(
    *, actor: Actor, sharing_id: int, words: str, is_danger: bool, may_say_who: bool, now: datetime
) -> Told:
    """The same from a loved one who is connected: staff see from whom, and about whom."""
    require(actor, Permission.SEE_SHARED)
    with writing():
        found = connection_of(actor, sharing_id, now)
        if found is None:
            raise UnableToTellUs("Nothing is shared with you now. Open your first page again.")
        told = Told(
            site=found.sharing.patient.site,
            account_id=actor.account_id,
            sharing=found.sharing,
            teller_name=actor.name,
            teller_is=found.sharing.recipient_is,
            words=words,
            is_danger=is_danger,
            may_say_who=may_say_who,
            may_call=False,
            told_at=now,
        )
        return _put_down(actor, now, told)


def _put_down(actor: Actor, now: datetime, told: Told) -> Told:
    if not told.words.strip():
        raise UnableToTellUs("Write what you want to tell us.")
    told.save()
    content = {"code": told.code, "danger": told.is_danger}
    record(actor=actor, verb="told.came", now=now, subject=told, content=content)
    if told.is_danger:
        tell_on_call(site=told.site, about=_matter(told), now=now)
    return told


def _matter(told: Told) -> str:
    return f"told {told.code}"


def told_waiting(actor: Actor) -> list[Told]:
    """What nobody filed or closed yet at the actor's sites: danger first, then the oldest."""
    waiting = _told_at_my_sites(actor).filter(status=Told.Status.WAITING)
    return list(waiting.order_by("-is_danger", "told_at", "pk"))


@dataclass(frozen=True)
class WaitingTold:
    """How many messages wait. `on_call_told`: danger goes to the mailboxes of those on call."""

    danger: int
    others: int
    on_call_told: bool


def waiting_counts(actor: Actor) -> WaitingTold:
    """At the actor's sites (one query)."""
    waiting = _told_at_my_sites(actor).filter(status=Told.Status.WAITING)
    found = waiting.aggregate(
        all=Count("pk"),
        danger=Count("pk", filter=Q(is_danger=True)),
        on_call=Count("pk", filter=Q(is_danger=True) & SOMEBODY_ON_CALL),
    )
    return WaitingTold(
        danger=found["danger"],
        others=found["all"] - found["danger"],
        on_call_told=bool(found["danger"]) and found["on_call"] == found["danger"],
    )


def told_to_file(actor: Actor, code: str) -> Told | None:
    """The message of this code, where it still waits at one of the actor's sites."""
    if not code.isalnum():  # sent by anybody, perhaps with signs that no database keeps
        return None
    waiting = _told_at_my_sites(actor).filter(status=Told.Status.WAITING)
    return waiting.filter(code=code).first()


def told_filed_lately(actor: Actor, now: datetime) -> list[Told]:
    """What was filed in charts that are open to the actor, the newest first: to be put right."""
    mine = patients_open_to(actor, door_right(actor), now)
    filed = _told_at_my_sites(actor).filter(patient__in=mine, settled_at__gt=now - FILED_LATELY)
    return list(filed.order_by("-settled_at", "-pk"))


def _told_at_my_sites(actor: Actor) -> QuerySet[Told]:
    sites = actor.sites_with(Permission.FILE_TOLD)
    return Told.objects.filter(site_id__in=sites).select_related("site", "patient__site")


def door_right(actor: Actor) -> Permission:
    """By which right those who file look for a person: intake's, or a chart reader's."""
    takes_calls = actor.can(Permission.TAKE_CALLS)
    return Permission.TAKE_CALLS if takes_calls else Permission.READ_CHART


def told_about(patient: Patient) -> list[Told]:
    """What stands in this person's chart, the newest first. Callers come from the door."""
    told = Told.objects.filter(patient=patient).select_related("settled_by", "sharing")
    return list(told.order_by("-told_at", "-pk"))


def told_shown_to(patient: Patient) -> list[Told]:
    """Of those, what the person may read: where the teller said that they may know who it was."""
    return [told for told in told_about(patient) if told.may_say_who]


def file_told(
    *, actor: Actor, code: str, patient_code: str, expected_version: int, now: datetime
) -> Told:
    """Puts the message in a chart that is open to the actor. It stays unverified, and as it came.

    Raises UnableToFile where it waits no more or the chart is not the actor's to open.
    """
    with writing():
        told = _to_settle(actor, code)
        patient = _opened(actor, patient_code, now)
        if patient.site_id != told.site_id:
            raise UnableToFile("This person is at another site. Choose one from this site.")
        changes = {"status": Told.Status.FILED, "patient": patient}
        _settle(actor, told, now, expected_version, **changes)
        record(
            actor=actor,
            verb="told.filed",
            now=now,
            subject=told,
            patient_id=patient.pk,
            content={"code": code},
        )
    return told


def close_told(
    *, actor: Actor, code: str, reason: str, expected_version: int, now: datetime
) -> None:
    """Takes a message from the inbox that belongs in no chart; after a time its words go."""
    if not reason.strip():
        raise UnableToFile("Choose why it is closed.")
    with writing():
        told = _to_settle(actor, code)
        changes = {"status": Told.Status.CLOSED, "reason": reason}
        _settle(actor, told, now, expected_version, **changes)
        content = {"code": code, "reason": reason}
        record(actor=actor, verb="told.closed", now=now, subject=told, content=content)


def send_back_told(
    *, actor: Actor, patient_code: str, code: str, reason: str, expected_version: int, now: datetime
) -> None:
    """It was in the wrong chart: it leaves that chart whole and waits in the inbox again.

    The ledger keeps that it was there, and why it left; filing it again leaves its event in the
    right chart.
    """
    if not actor.can(Permission.WRITE_CHART):
        require(actor, Permission.FILE_TOLD)
    if not reason.strip():
        raise UnableToFile("Write why it does not belong here. One line is enough.")
    with writing():
        patient = _opened(actor, patient_code, now)
        told = Told.objects.filter(patient=patient, code=code).first()
        if told is None:
            raise UnableToFile("This does not stand in this chart any more.")
        changes = {"status": Told.Status.WAITING, "patient": None, "settled_at": None}
        save_version(told, expected=expected_version, settled_by=None, **changes)
        record(
            actor=actor,
            verb="told.sent_back",
            now=now,
            subject=told,
            patient_id=patient.pk,
            content={"code": code, "reason": reason},
        )


def _opened(actor: Actor, patient_code: str, now: datetime) -> Patient:
    """Through the door, by whichever right the actor has."""
    try:
        return access_patient(actor=actor, code=patient_code, permission=door_right(actor), now=now)
    except NotThere as error:
        raise UnableToFile("Find the person again, and choose one from the list.") from error


def _to_settle(actor: Actor, code: str) -> Told:
    require(actor, Permission.FILE_TOLD)
    told = told_to_file(actor, code)
    if told is None:
        raise UnableToFile("This message waits no more. Look at the list again.")
    return told


def _settle(actor: Actor, told: Told, now: datetime, expected: int, **changes: Any) -> None:
    """The thanks are the same, filed or closed: from them nobody learns what became of it."""
    save_version(told, expected=expected, settled_at=now, settled_by_id=actor.account_id, **changes)
    withdraw_mail(now=now, about=_matter(told))
    if told.email:
        queue_mail(
            once_key=f"told:{told.code}",
            address=told.email,
            subject=THANKS,
            body=NEUTRAL_REPLY,
            sender_name=told.site.quiet_name,
            due_at=now,
        )
    never_known = Told.objects.filter(status=Told.Status.CLOSED).exclude(words="")
    empty_settled(never_known, EMPTIED, now)
