"""Asking for a call on the public page, and what staff do with it.

Nothing here looks for a person: the answer to a stranger and to somebody in care is the same.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import transaction
from django.db.models import QuerySet

from stepdown.clinic.chart.originals import keep_original, read_original, remove_original
from stepdown.clinic.chart.receiving import put_aside
from stepdown.clinic.intake.emptying import empty_settled
from stepdown.clinic.intake.models import CallRequest, Inquiry
from stepdown.clinic.intake.referrals import take_over
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Site
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission

EMPTIED: dict[str, Any] = {
    "caller_name": "",
    "phone": "",
    "email": "",
    "best_time": "",
    "words": "",
    "answers": {},
    "organization": "",
    "referrer_kind": "",
    "leaves_on": None,
    "about_name": "",
    "about_phone": "",
    "file_name": "",
    "file_kind": "",
}


class UnableToAsk(Unable):
    """The request cannot be sent as it stands; the message says what is missing."""


class UnableToSettleRequest(Unable):
    """The request cannot be settled, or its file not opened; the message says why."""


class AskedBy(StrEnum):
    """Who asks. The same keys as an inquiry's."""

    SELF = "self"
    LOVED_ONE = "loved_one"
    PROFESSIONAL = "professional"


class FileKind(StrEnum):
    """What an attached file is, by its content."""

    PDF = "pdf"
    FHIR = "fhir"


@dataclass(frozen=True)
class AttachedFile:
    """A file whose content was checked."""

    kind: FileKind
    raw: bytes


class Said(TypedDict):
    """What somebody wrote. The last seven are a professional's; `referrer_kind` is one of
    `referrals.ReferrerKind`, and `leaves_on` the day on which a residential stay ends."""

    caller_name: str
    phone: str
    email: str
    may_leave_message: bool
    email_is_ok: bool
    best_time: str
    words: str
    answers: NotRequired[dict[str, list[str]]]
    organization: NotRequired[str]
    referrer_kind: NotRequired[str]
    leaves_on: NotRequired[date | None]
    about_name: NotRequired[str]
    about_phone: NotRequired[str]
    urgency: NotRequired[str]
    person_agreed: NotRequired[bool | None]


def ask_for_call(
    *,
    actor: Actor,
    site_id: int,
    asked_by: AskedBy,
    now: datetime,
    attached: AttachedFile | None = None,
    **said: Unpack[Said],
) -> CallRequest:
    """Puts a request on the site's board. Anybody may; `actor` holds only where it came from."""
    if not said["phone"] and not (said["email"] and said["email_is_ok"]):
        raise UnableToAsk("Write a phone number, or an e-mail address and that we may use it.")
    site = Site.objects.filter(pk=site_id).first()
    if site is None:
        raise UnableToAsk("Choose which clinic should call.")
    with writing():
        request = CallRequest.objects.create(
            site=site,
            asked_by=asked_by,
            asked_at=now,
            file_name=keep_original(attached.raw) if attached else "",
            file_kind=attached.kind if attached else "",
            **said,
        )
        content = {"asked_by": asked_by, "code": request.code, "file": request.file_name}
        record(actor=actor, verb="call.asked", now=now, subject=request, content=content)
    return request


def waiting_requests(actor: Actor) -> QuerySet[CallRequest]:
    """Requests at the actor's sites that nobody called back, longest waiting first."""
    waiting = _requests_of(actor).filter(status=CallRequest.Status.WAITING)
    return waiting.order_by("asked_at", "pk")


def waiting_request(actor: Actor, code: str) -> CallRequest | None:
    """The request of this code, where it still waits at one of the actor's sites."""
    if not code.isalnum():  # sent by anybody, perhaps with signs that no database keeps
        return None
    return waiting_requests(actor).filter(code=code).first()


def _requests_of(actor: Actor) -> QuerySet[CallRequest]:
    sites = actor.sites_with(Permission.TAKE_CALLS)
    return CallRequest.objects.filter(site_id__in=sites).select_related("site")


def note_called_back(*, actor: Actor, code: str, inquiry: Inquiry, now: datetime) -> None:
    """Staff called and wrote the call down: the inquiry's waiting began when they asked. Who
    referred the person, and the record they sent, stay with the inquiry."""
    with writing():
        request = _to_settle(actor, code)
        save_version(inquiry, expected=inquiry.version, first_contact_at=request.asked_at)
        _settle(actor, request, CallRequest.Status.CALLED, "", now, request.version)
        if request.asked_by == AskedBy.PROFESSIONAL:
            take_over(request, inquiry)
        record(
            actor=actor,
            verb="call.answered",
            now=now,
            subject=request,
            patient_id=inquiry.patient_id,
            content={"code": code},
        )


def close_request(
    *, actor: Actor, code: str, reason: str, expected_version: int, now: datetime
) -> None:
    """Takes a request from the board without an inquiry, with the reason."""
    with writing():
        request = _to_settle(actor, code)
        _settle(actor, request, CallRequest.Status.CLOSED, reason, now, expected_version)
        content = {"code": code, "reason": reason}
        record(actor=actor, verb="call.closed", now=now, subject=request, content=content)


def open_attached_file(*, actor: Actor, code: str, now: datetime) -> AttachedFile:
    """The file that came with a waiting request; every look leaves an event."""
    with writing():
        request = _to_settle(actor, code)
        if not request.file_name:
            raise UnableToSettleRequest("No file came with this request.")
        content = {"code": code}
        record(actor=actor, verb="call.file_opened", now=now, subject=request, content=content)
    return AttachedFile(FileKind(request.file_kind), read_original(request.file_name))


def put_attached_file_aside(*, actor: Actor, code: str, now: datetime) -> str:
    """Hands an attached FHIR file to "whose record is this?"; answers its name there."""
    with writing():
        file = open_attached_file(actor=actor, code=code, now=now)
        if file.kind != FileKind.FHIR:
            raise UnableToSettleRequest("Only a FHIR file can be read into a record.")
        request = _to_settle(actor, code)
        source = request.organization or request.caller_name
        return put_aside(actor=actor, site=request.site, raw=file.raw, source=source[:120], now=now)


def _to_settle(actor: Actor, code: str) -> CallRequest:
    require(actor, Permission.TAKE_CALLS)
    request = waiting_request(actor, code)
    if request is None:
        raise UnableToSettleRequest("This request is not waiting any more. Look at the board.")
    return request


def _settle(
    actor: Actor,
    request: CallRequest,
    status: CallRequest.Status,
    reason: str,
    now: datetime,
    expected: int,
) -> None:
    changes = {"status": status, "reason": reason, "settled_at": now}
    save_version(request, expected=expected, settled_by_id=actor.account_id, **changes)
    _empty_old_requests(now)


def _empty_old_requests(now: datetime) -> None:
    empty_settled(
        CallRequest.objects.exclude(caller_name=""), EMPTIED, now, before_each=_remove_file
    )


def _remove_file(request: CallRequest) -> None:
    if request.file_name:
        transaction.on_commit(partial(remove_original, request.file_name))
