"""Telling a loved one something: within a consent, to the account it names, or on the phone."""

from datetime import datetime

from stepdown.clinic.consents.models import Disclosure, Sharing
from stepdown.clinic.consents.queries import live_sharings
from stepdown.clinic.consents.sharing import How, UnableToTell, mail_matter, tell
from stepdown.clinic.ledger.operations import queue_mail, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.rules.consent import Topic

MESSAGE = "A message for you"
MESSAGE_WORDS = "You have a message from someone who added you. Sign in to read it:\n{page}"


def loved_ones_of(patient: Patient, now: datetime) -> list[Sharing]:
    """The consents that hold now by which a loved one may be told something, the newest first."""
    live = live_sharings(patient, now)
    return list(live.filter(recipient_kind=Sharing.RecipientKind.LOVED_ONE))


def account_behind(sharing: Sharing) -> Account | None:
    """The account of a loved one who joined; None where they have no page here."""
    invitation = getattr(sharing, "invitation", None)
    return invitation.account if invitation else None


def tell_loved_one(
    *,
    actor: Actor,
    patient: Patient,
    sharing_id: int,
    topic: Topic,
    words: str,
    page: str,
    now: datetime,
) -> Disclosure:
    """Writes to somebody's page here; without a page, notes what was said on the phone.

    `page`: where they sign in. The consent, the account of what was told and the message are
    one transaction. Raises UnableToTell.
    """
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    if not words.strip():
        raise UnableToTell("Write what they are told.")
    with writing():
        sharing = next((s for s in loved_ones_of(patient, now) if s.pk == sharing_id), None)
        if sharing is None:
            raise UnableToTell(
                "No consent that holds now allows this. Ask the person to sign one first."
            )
        account = account_behind(sharing)
        how = How.MESSAGE if account else How.PHONE
        told = tell(actor=actor, sharing_id=sharing.pk, topic=topic, how=how, what=words, now=now)
        if account:
            queue_mail(
                once_key=f"shared:{told.pk}",
                address=account.email,
                subject=MESSAGE,
                body=MESSAGE_WORDS.format(page=page),
                sender_name=patient.site.quiet_name,
                due_at=now,
                patient_id=patient.pk,
                about=mail_matter(sharing),
                good_until=sharing.lasts_until,
            )
    return told
