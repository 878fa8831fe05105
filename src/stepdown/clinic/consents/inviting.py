"""Invitations: the person asks a loved one in, by a code that expires and works once.

What they may see was signed first (`sharing`); the code shows them that and nothing else. Their
account begins with a link sent to their own mailbox, so that a code tells nobody which addresses
are known here.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import salted_hmac

from stepdown.clinic.consents.models import Invitation, Sharing
from stepdown.clinic.consents.queries import holding, live_sharings
from stepdown.clinic.consents.sharing import access_reason, mail_matter, require_own_or_staff
from stepdown.clinic.consents.topics import words_of
from stepdown.clinic.ledger.operations import Unable, queue_mail, record, writing
from stepdown.clinic.people.access import grant_access
from stepdown.clinic.people.actors import THE_PROGRAM, Actor
from stepdown.clinic.people.models import Account, Patient, Post
from stepdown.clinic.people.models.patients import CODE_ALPHABET
from stepdown.clinic.people.operations import UnableToChangeStaff, add_account, add_post
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Purpose, Role

CODE_WORKS = timedelta(days=7)
LINK_WORKS = timedelta(days=3)
CODE_LENGTH = 12  # of 31 signs: nobody guesses one
SALT = "stepdown.join"
NOT_OPEN = (
    "This code and this name do not go together, or the code was used or is too old."
    " Ask the person who gave it to you for a new one."
)
LINK_IS_OLD = "This link was used or is too old. Ask for a new code."
ADDED = "A message for you"
ADDED_WORDS = "Someone added you.\n\nOpen {page}\nYour code: {code}\n\nIt works until {until}."
FINISH = "Finish what you began"
FINISH_WORDS = "Open this page to finish:\n{page}\n\nDid you not ask for this? Then do nothing."


class UnableToInvite(Unable):
    """Nobody can be invited to this; the message says why."""


class UnableToJoin(Unable):
    """The code or the link does not open anything; the message says what to do."""


@dataclass(frozen=True)
class Offer:
    """What an invitation opens: whose, for whom, and exactly what they will see."""

    person: str
    recipient: str
    topics: tuple[str, ...]
    purpose: str
    lasts_until: datetime


def invite(*, actor: Actor, patient: Patient, sharing_id: int, now: datetime) -> Invitation:
    """A new code for a consent that holds; a code before it stops working."""
    require_own_or_staff(actor, patient)
    with writing():
        live = live_sharings(patient, now).filter(recipient_kind=Sharing.RecipientKind.LOVED_ONE)
        sharing = live.filter(pk=sharing_id).first()
        if sharing is None:
            raise UnableToInvite("This has ended. Say yes again first, then invite them.")
        if Invitation.objects.filter(sharing=sharing).exclude(account=None).exists():
            raise UnableToInvite("They are here already. To change something, end it and say yes.")
        seed = secrets.token_hex(16)
        fresh = {
            "seed": seed,
            "code_digest": _digest(_code(seed)),
            "expires_at": min(now + CODE_WORKS, sharing.lasts_until),
            "used_at": None,
            "email": "",
        }
        invitation, _ = Invitation.objects.update_or_create(  # unique: sharing
            sharing=sharing, defaults=fresh
        )
        record(actor=actor, verb="invitation.made", now=now, subject=sharing, patient_id=patient.pk)
    return invitation


def send_code(
    *, actor: Actor, patient: Patient, sharing_id: int, email: str, page: str, now: datetime
) -> None:
    """Mails a code that still works to the loved one; `page` is the address where to type it."""
    require_own_or_staff(actor, patient)
    with writing():
        invitation = Invitation.objects.filter(sharing_id=sharing_id, sharing__patient=patient)
        found = invitation.filter(used_at=None, expires_at__gt=now).first()
        if found is None:
            raise UnableToInvite("This code was used or is too old. Make a new one.")
        until = local_now(patient.site, found.expires_at)
        queue_mail(
            once_key=f"code:{found.seed}:{email}"[:120],
            address=email,
            subject=ADDED,
            body=ADDED_WORDS.format(
                page=page, code=invitation_code(found), until=f"{until:%B} {until.day}"
            ),
            sender_name=patient.site.quiet_name,
            due_at=now,
            about=mail_matter(found.sharing),
            good_until=found.expires_at,
            patient_id=patient.pk,
        )
        record(actor=actor, verb="invitation.sent", now=now, patient_id=patient.pk)


def invitation_code(invitation: Invitation) -> str:
    """As it is printed: three groups of four."""
    code = _code(invitation.seed)
    return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def _code(seed: str) -> str:
    number = int.from_bytes(salted_hmac(SALT, seed, algorithm="sha256").digest(), "big")
    signs = []
    for _ in range(CODE_LENGTH):
        number, rest = divmod(number, len(CODE_ALPHABET))
        signs.append(CODE_ALPHABET[rest])
    return "".join(signs)


def _digest(code: str) -> str:
    return salted_hmac(f"{SALT}.code", code, algorithm="sha256").hexdigest()


def offer_of(invitation: Invitation) -> Offer:
    sharing, person = invitation.sharing, invitation.sharing.patient
    return Offer(
        person=person.name_used or person.given_name,
        recipient=sharing.recipient,
        topics=words_of(sharing.scope.topics),
        purpose=sharing.purpose,
        lasts_until=sharing.lasts_until,
    )


def open_invitation(*, code: str, first_name: str, now: datetime) -> Invitation:
    """What this code opens for somebody of this name. Raises UnableToJoin alike for every other."""
    typed = "".join(sign for sign in code.casefold() if sign.isalnum())
    found = (
        Invitation.objects.filter(
            holding(now, of="sharing__"),
            code_digest=_digest(typed),
            used_at=None,
            expires_at__gt=now,
        )
        .select_related("sharing__patient__site")
        .first()
    )
    if found is None or not _same_name(first_name, found.sharing.recipient_name):
        raise UnableToJoin(NOT_OPEN)
    return found


def _same_name(typed: str, written: str) -> bool:
    """Rosa, rosa and Rosa Marsh are all Rosa."""
    first, wanted = typed.casefold().split(), written.casefold().split()
    return bool(first and wanted) and first[0] == wanted[0]


def accept(
    *,
    actor: Actor,
    code: str,
    first_name: str,
    email: str,
    page_of: Callable[[str], str],
    now: datetime,
) -> None:
    """The loved one agrees: the code is used up, and a link goes to their mailbox.

    `page_of` makes the whole address from the link's key.
    """
    with writing():
        found = open_invitation(code=code, first_name=first_name, now=now)
        Invitation.objects.filter(pk=found.pk).update(used_at=now, email=email.lower())
        key = TimestampSigner(salt=SALT).sign(f"{found.pk}-{found.seed}")
        queue_mail(
            once_key=f"join:{found.seed}",
            address=email,
            subject=FINISH,
            body=FINISH_WORDS.format(page=page_of(key)),
            sender_name=found.sharing.patient.site.quiet_name,
            due_at=now,
        )
        record(
            actor=actor,
            verb="invitation.used",
            now=now,
            subject=found.sharing,
            patient_id=found.sharing.patient_id,
        )


def opened_link(key: str, now: datetime) -> Invitation | None:
    """The invitation behind a link, while it can still be finished."""
    try:
        signed = TimestampSigner(salt=SALT).unsign(key, max_age=LINK_WORKS)
    except (BadSignature, ValueError):
        return None
    number, _, seed = signed.partition("-")
    found = Invitation.objects.filter(
        holding(now, of="sharing__"), pk=int(number), seed=seed, account=None
    ).exclude(used_at=None)
    return found.select_related("sharing__patient__site").first()


def is_known_here(invitation: Invitation) -> bool:
    """Whether the mailbox has an account. Only who reads that mailbox ever gets this far."""
    return Account.objects.filter(email=invitation.email).exists()


def join(*, actor: Actor, key: str, password: str, now: datetime) -> None:
    """Makes the account and opens to it what the consent names. Raises UnableToJoin."""
    with writing():
        found = _to_finish(key, now)
        try:
            account = add_account(
                actor=Actor(None, actor.name, came_from=actor.came_from),
                email=found.email,
                name=found.sharing.recipient_name,
                password=password,
                now=now,
            )
        except UnableToChangeStaff as error:
            raise UnableToJoin(str(error)) from error
        _connect(actor, found, account, now)


def join_as(*, actor: Actor, key: str, now: datetime) -> None:
    """The same for somebody who has an account with this mailbox, and is signed in as it."""
    with writing():
        found = _to_finish(key, now)
        account = Account.objects.filter(pk=actor.account_id or 0, email=found.email).first()
        if account is None:
            raise UnableToJoin("Sign in with the e-mail address that this link was sent to.")
        if actor.is_staff:
            raise UnableToJoin("This is your account for work. Use another e-mail address here.")
        _connect(actor, found, account, now)


def _to_finish(key: str, now: datetime) -> Invitation:
    found = opened_link(key, now)
    if found is None:
        raise UnableToJoin(LINK_IS_OLD)
    return found


def _connect(actor: Actor, invitation: Invitation, account: Account, now: datetime) -> None:
    sharing, patient = invitation.sharing, invitation.sharing.patient
    Invitation.objects.filter(pk=invitation.pk).update(account=account, connected_at=now)
    site, role = patient.site, Role.LOVED_ONE
    if not Post.objects.filter(account=account, ends_on=None, site=site, role=role).exists():
        add_post(
            actor=THE_PROGRAM, account=account, site=site, role=role, starts_on=now.date(), now=now
        )
    grant_access(
        patient=patient,
        account_id=account.pk,
        purpose=Purpose.SHARED,
        why=access_reason(sharing),
        now=now,
        until=sharing.lasts_until,
    )
    record(actor=actor, verb="invitation.joined", now=now, subject=sharing, patient_id=patient.pk)


def connections(actor: Actor, now: datetime) -> list[Invitation]:
    """What is shared with this account at `now`, in the order in which it began."""
    mine = Invitation.objects.filter(account_id=actor.account_id or 0)
    found = mine.filter(holding(now, of="sharing__")).select_related("sharing__patient__site")
    return list(found.order_by("connected_at", "pk"))


def connection_of(actor: Actor, sharing_id: int, now: datetime) -> Invitation | None:
    """One of them; None for anybody else's, and after its end."""
    return next((one for one in connections(actor, now) if one.sharing_id == sharing_id), None)
