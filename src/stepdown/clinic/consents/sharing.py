"""Consents to share: given by the person, taken back at any time, asked before anything is told.

Staff may help, with the person's signature; nobody else signs for them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.consents.models import Disclosure, Sharing
from stepdown.clinic.ledger.operations import Unable, record, withdraw_mail, writing
from stepdown.clinic.people.access import end_access
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Permission
from stepdown.rules.consent import Topic, may_tell

# [unverified] 42 CFR 2.31(a)(7) asks for an end; ours is the latest, and then it is asked anew
LONGEST = timedelta(days=366)

RecipientKind = Sharing.RecipientKind  # for pages, which name no models
How = Disclosure.How


class UnableToShare(Unable):
    """The consent cannot be given or taken back like this; the message says what is missing."""


class UnableToTell(Unable):
    """No live consent lets us tell this to them; the message says so and what to do."""


@dataclass(frozen=True)
class Recipient:
    """To whom. `is_what`: their relation to the person, or where they work."""

    kind: RecipientKind
    name: str
    is_what: str = ""


def agree_to_share(
    *,
    actor: Actor,
    patient: Patient,
    recipient: Recipient,
    topics: Iterable[Topic],
    purpose: str,
    lasts_until: datetime,
    signed_name: str,
    now: datetime,
) -> Sharing:
    """The person signs with `signed_name`, by themselves or with a member of staff beside them.

    Raises UnableToShare without a recipient, a topic, a name, or an end within LONGEST.
    """
    require_own_or_staff(actor, patient)
    chosen = [topic.value for topic in Topic if topic in set(topics)]
    _require_whole(recipient, chosen, signed_name, lasts_until, now)
    with writing():
        scope = {
            "recipient_kind": recipient.kind.value,
            "recipient_name": recipient.name.strip(),
            "recipient_is": recipient.is_what.strip(),
            "topics": chosen,
            "purpose": purpose,
            "signed_name": signed_name.strip(),
        }
        body = {"consent": "sharing", "given": True, "until": lasts_until.isoformat(), **scope}
        entry = _signed(actor, patient, body, now)
        sharing = Sharing.objects.create(
            patient=patient, entry=entry, starts_at=now, lasts_until=lasts_until, **scope
        )
        record(actor=actor, verb="sharing.given", now=now, subject=sharing, patient_id=patient.pk)
    return sharing


def _signed(actor: Actor, patient: Patient, body: dict[str, object], now: datetime) -> Entry:
    return sign_entry(
        actor=actor, patient=patient, kind=EntryKind.CONSENT, body=body, happened_at=now, now=now
    )


def require_own_or_staff(actor: Actor, patient: Patient) -> None:
    """The person themselves, or staff who take consents at their site."""
    if actor.account_id is not None and actor.own_patient_id == patient.pk:
        return
    if not (
        actor.can(Permission.WRITE_CHART, site_id=patient.site_id)
        or actor.can(Permission.TAKE_CALLS, site_id=patient.site_id)
    ):
        raise NotAllowed("Only the person themselves, or staff beside them, may do this.")


def _require_whole(
    recipient: Recipient, topics: list[str], name: str, until: datetime, now: datetime
) -> None:
    if not recipient.name.strip():
        raise UnableToShare("Write the name of who may be told.")
    if not topics:
        raise UnableToShare("Choose at least one thing that they may be told.")
    if not name.strip():
        raise UnableToShare("Sign with your name.")
    if not now < until <= now + LONGEST:
        raise UnableToShare("Choose an end within one year. You can say yes again then.")


def access_reason(sharing: Sharing) -> str:
    """Why the grants of this consent were given: they end with it."""
    return f"sharing {sharing.pk}"


def mail_matter(sharing: Sharing) -> str:
    """What waiting messages within this consent are about: with it, they are withdrawn."""
    return f"sharing-{sharing.pk}"


def end_sharing(*, actor: Actor, patient: Patient, sharing_id: int, now: datetime) -> None:
    """Taken back: from `now` on nothing more is told, what waits in the outbox stays here, and
    whoever could look cannot any more."""
    require_own_or_staff(actor, patient)
    with writing():
        sharing = Sharing.objects.filter(pk=sharing_id, patient=patient, ended_at=None).first()
        if sharing is None:
            raise UnableToShare("This has ended already. Nothing more is shared.")
        body = {"consent": "sharing", "given": False, "recipient_name": sharing.recipient_name}
        _signed(actor, patient, body, now)
        sharing.ended_at = now
        sharing.save(update_fields=["ended_at"])
        end_access(patient=patient, why=access_reason(sharing), now=now)
        withdraw_mail(now=now, about=mail_matter(sharing))
        record(actor=actor, verb="sharing.ended", now=now, subject=sharing, patient_id=patient.pk)


def tell(
    *,
    actor: Actor,
    sharing_id: int,
    topic: Topic,
    how: How,
    what: str,
    now: datetime,
    once_key: str | None = None,
) -> Disclosure:
    """Asks the consent and writes the line of the account, in the caller's transaction.

    Call it before the words go anywhere. With `once_key`, what was told before is the same line.
    Raises UnableToTell where the consent does not allow it.
    """
    with writing():
        sharing = _allowing(sharing_id, topic, now)
        if once_key and (before := Disclosure.objects.filter(once_key=once_key).first()):
            return before
        told = Disclosure.objects.create(
            patient=sharing.patient,
            sharing=sharing,
            topic=topic,
            how=how,
            what=what,
            told_at=now,
            told_by_id=actor.account_id,
            once_key=once_key,
        )
        record(
            actor=actor,
            verb="sharing.told",
            now=now,
            subject=told,
            patient_id=sharing.patient_id,
            content={"topic": topic.value, "how": how.value, "what": what},
        )
    return told


def _allowing(sharing_id: int, topic: Topic, now: datetime) -> Sharing:
    sharing = Sharing.objects.select_related("patient").filter(pk=sharing_id).first()
    if sharing is None or not may_tell(sharing.scope, topic, now):
        raise UnableToTell(
            "No consent that holds now allows this. Ask the person to sign one first."
        )
    return sharing
