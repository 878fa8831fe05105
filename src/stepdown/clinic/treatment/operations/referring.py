"""Referring somebody to supervised detox, step by step, until they are back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.consents.models import Sharing
from stepdown.clinic.consents.sharing import (
    How,
    Recipient,
    RecipientKind,
    agree_to_share,
    tell,
)
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient, Site
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.advising import open_detox_need
from stepdown.clinic.treatment.models import DetoxPlace, DetoxReferral, ReferralStep
from stepdown.clinic.treatment.operations.detox import open_need
from stepdown.clinic.treatment.referrals import (
    CONSENT,
    NEXT,
    RECONTACT,
    Naloxone,
    Status,
    Transport,
    due_after,
    hand_over,
    open_referral,
)
from stepdown.rules.consent import Topic

PURPOSE = "Care during withdrawal, and coming back"
FIRST = (Status.PROPOSED, Status.OFFERED, Status.ACCEPTED, Status.SENT)


class UnableToRefer(Unable):
    """The referral cannot go on like this; the message says what is missing."""


@dataclass(frozen=True)
class HandOverCall:
    """Who was spoken with at the place, and what they said. `signed_name`: the person's, to
    allow the hand-over; empty where they did not, and then nothing is told."""

    with_whom: str
    words: str
    signed_name: str = ""
    items: Mapping[str, str] = field(default_factory=dict)  # what was told, by key


def refer_to_detox(
    *,
    actor: Actor,
    patient: Patient,
    place_name: str,
    place_phone: str,
    status: str,
    transport: str,
    naloxone: str,
    call: HandOverCall,
    now: datetime,
    escort: str = "",
    interpreter: str = "",
    authorization: str = "",
    returns_on: date | None = None,
) -> DetoxReferral:
    """Begins a referral from what stands in the chart; opens the need where none is open yet.

    `status`: how far the call came, one of FIRST. Sending is signed by a medical professional.
    Every item that was told is a line of the account of disclosures. Raises UnableToRefer.
    """
    require(actor, Permission.DECIDE_PLACEMENT, site_id=patient.site_id)
    _require_whole(actor, patient, status, place_name, place_phone, call)
    with writing():
        if open_referral(patient) is not None:
            raise UnableToRefer("A referral is under way already. Go on with that one.")
        body = {
            "place": {"name": place_name.strip(), "phone": place_phone.strip()},
            "status": Status(status).value,
            "transport": Transport(transport).value,
            "naloxone": Naloxone(naloxone).value,
            **{"escort": escort, "interpreter": interpreter, "authorization": authorization},
            "returns_on": returns_on.isoformat() if returns_on else None,
            "call": {**asdict(call), "items": list(call.items)},
            **hand_over(patient, now=now),
        }
        referral = _begun(actor, patient, body, _share(actor, patient, place_name, call, now), now)
        _tell_items(actor, referral, call, now)
        _step(actor, referral, call.words, now)
    return referral


def _begun(
    actor: Actor, patient: Patient, body: dict[str, Any], sharing: Sharing | None, now: datetime
) -> DetoxReferral:
    """Signs the hand-over; opens the need where none is open yet."""
    kind, back = EntryKind.REFERRAL, body["returns_on"]
    entry = sign_entry(actor=actor, patient=patient, kind=kind, body=body, happened_at=now, now=now)
    need = open_detox_need(patient) or open_need(
        actor=actor, patient=patient, because=entry, now=now
    )
    return DetoxReferral.objects.create(
        patient=patient,
        need=need,
        entry=entry,
        status=body["status"],
        owner=entry.author,
        due_at=due_after(body["status"], now),
        place_name=body["place"]["name"],
        place_phone=body["place"]["phone"],
        transport=body["transport"],
        naloxone=body["naloxone"],
        sharing=sharing,
        returns_on=date.fromisoformat(back) if back else None,
        sent_at=now if body["status"] == Status.SENT else None,
    )


def _require_whole(
    actor: Actor, patient: Patient, status: str, name: str, phone: str, call: HandOverCall
) -> None:
    if status not in FIRST:
        raise UnableToRefer("Choose how far the call came.")
    if not name.strip() or not phone.strip():
        raise UnableToRefer("Name the place and its phone number.")
    if status != Status.PROPOSED and not (call.with_whom.strip() and call.words.strip()):
        raise UnableToRefer("Write with whom you spoke at the place, and what they said.")
    if call.items and not call.signed_name.strip():
        raise UnableToRefer(
            "Without the person's consent nothing is told to the place. Ask them to sign, or"
            " give them their own copy to take along."
        )
    if status == Status.SENT:
        _require_medical(actor, patient.site_id)


def _require_medical(actor: Actor, site_id: int) -> None:
    if not actor.can(Permission.CLEAR_WITHDRAWAL, site_id=site_id):
        raise UnableToRefer(
            "A medical professional signs before anybody leaves. Note that the place has a bed,"
            " and ask them to send the person."
        )


def _share(
    actor: Actor, patient: Patient, place: str, call: HandOverCall, now: datetime
) -> Sharing | None:
    if not call.signed_name.strip():
        return None
    return agree_to_share(
        actor=actor,
        patient=patient,
        recipient=Recipient(RecipientKind.PROFESSIONAL, call.with_whom or place, place),
        topics=[Topic.HAND_OVER],
        purpose=PURPOSE,
        lasts_until=now + CONSENT.length,
        signed_name=call.signed_name,
        now=now,
    )


def _tell_items(actor: Actor, referral: DetoxReferral, call: HandOverCall, now: datetime) -> None:
    for what in call.items.values():
        assert referral.sharing is not None  # required above
        tell(
            actor=actor,
            sharing_id=referral.sharing.pk,
            topic=Topic.HAND_OVER,
            how=How.PHONE,
            what=what,
            now=now,
        )


def _step(actor: Actor, referral: DetoxReferral, words: str, now: datetime) -> None:
    assert actor.account_id is not None  # people refer, the program never does
    ReferralStep.objects.create(
        referral=referral,
        status=referral.status,
        words=words[:500],
        noted_by_id=actor.account_id,
        noted_at=now,
    )
    record(
        actor=actor,
        verb=f"referral.{referral.status}",
        now=now,
        subject=referral,
        patient_id=referral.patient_id,
        content={"words": words},
    )


@dataclass(frozen=True)
class NotThere:
    """Why somebody does not go or did not arrive, what they were told about the risk, and when
    they are contacted again."""

    reason: str
    risk_advice: str
    recontact_on: date | None
    capacity_note: str = ""


def move_referral(
    *,
    actor: Actor,
    patient: Patient,
    status: str,
    words: str,
    expected_version: int,
    now: datetime,
    not_there: NotThere | None = None,
) -> DetoxReferral:
    """Notes the next state of the open referral. Raises UnableToRefer and UnableToSave.

    Sending needs a medical professional; DECLINED and NO_SHOW need `not_there`.
    """
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    with writing():
        referral = _open(patient)
        if status not in NEXT[referral.status]:
            raise UnableToRefer(_NOT_NEXT.format(now_is=referral.get_status_display().lower()))
        if status == Status.SENT:
            _require_medical(actor, patient.site_id)
        changes: dict[str, Any] = {"status": status, "due_at": due_after(status, now)}
        if status == Status.SENT:
            changes["sent_at"] = now
        if status in (Status.COMPLETED, Status.LEFT_EARLY):
            changes["discharged_at"] = now
        if status in DetoxReferral.NOT_THERE:
            changes |= _over(not_there, patient, now)
        save_version(referral, expected=expected_version, **changes)
        _step(actor, referral, words, now)
    return referral


_NOT_NEXT = "The referral stands at: {now_is}. Choose what can come after that."


def _open(patient: Patient) -> DetoxReferral:
    referral = open_referral(patient)
    if referral is None:
        raise UnableToRefer("No referral is under way. Begin one from the advice.")
    return referral


def _over(why: NotThere | None, patient: Patient, now: datetime) -> dict[str, Any]:
    if why is None or not (why.reason.strip() and why.risk_advice.strip()):
        raise UnableToRefer("Write why, and what the person was told about the risk.")
    today = local_now(patient.site, now).date()
    latest = today + timedelta(days=RECONTACT.length.days)
    if why.recontact_on is None or not today <= why.recontact_on <= latest:
        raise UnableToRefer(f"Choose a day within {RECONTACT.length.days} days to contact again.")
    return {
        "over_reason": why.reason.strip(),
        "risk_advice": why.risk_advice.strip(),
        "capacity_note": why.capacity_note.strip(),
        "due_at": now + timedelta(days=(why.recontact_on - today).days),
    }


def note_contact(
    *, actor: Actor, patient: Patient, referral_id: int, words: str, now: datetime
) -> None:
    """Somebody asked how it goes. The next look is due as its state says; after a referral that
    is over, the promise to contact again is kept."""
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    if not words.strip():
        raise UnableToRefer("Write what you heard. One line is enough.")
    with writing():
        referral = DetoxReferral.objects.filter(pk=referral_id, patient=patient).first()
        if referral is None or referral.due_at is None:
            raise UnableToRefer("There is nothing to follow up here any more.")
        referral.due_at = due_after(referral.status, now)
        referral.save(update_fields=["due_at"])
        _step(actor, referral, words, now)


def send_items(
    *, actor: Actor, patient: Patient, items: Iterable[str], how: str, now: datetime
) -> None:
    """More was sent to the place: each item is a line of the account of disclosures."""
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    with writing():
        referral = _open(patient)
        if referral.sharing is None:
            raise UnableToRefer("The person has not agreed that anything is told to the place.")
        for what in items:
            tell(
                actor=actor,
                sharing_id=referral.sharing.pk,
                topic=Topic.HAND_OVER,
                how=How(how),
                what=what,
                now=now,
            )


def save_detox_place(
    *,
    actor: Actor,
    site: Site,
    place: DetoxPlace | None,
    expected_version: int,
    now: datetime,
    **details: Any,
) -> DetoxPlace:
    """Adds or changes a place that the site refers to. Raises UnableToRefer for a double name."""
    require(actor, Permission.SET_UP, site_id=site.pk)
    with writing():
        try:
            with transaction.atomic():
                if place is None:
                    place = DetoxPlace.objects.create(site=site, **details)
                else:
                    save_version(place, expected=expected_version, **details)
        except IntegrityError as error:
            raise UnableToRefer("There is a place with this name already.") from error
        record(actor=actor, verb="detox_place.saved", now=now, subject=place, content=details)
    return place
