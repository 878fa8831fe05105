"""Writing sites, staff and people. Each operation names its actor and leaves its event."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from stepdown.clinic.ledger.operations import (
    Unable,
    queue_mail,
    readdress_mail,
    record,
    save_version,
    withdraw_mail,
    writing,
)
from stepdown.clinic.people.access import grant_access
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import (
    AccessBlock,
    Account,
    Credential,
    Patient,
    Post,
    Site,
    TextAgreement,
)
from stepdown.clinic.people.queries import contact_permission, search_text
from stepdown.clinic.people.reaching import CallTimes, keep_permission
from stepdown.clinic.people.roles import Permission, Purpose, Role, roles_with
from stepdown.clinic.people.texting import end_for_old_number, keep_agreement
from stepdown.rules.identity import digits_of


class NotAllowed(Exception):
    """The actor's roles do not hold the permission."""


class UnableToChangeStaff(Unable):
    """The staff list cannot be changed this way; the message says why."""


def require(actor: Actor, permission: Permission, *, site_id: int | None = None) -> None:
    """Every operation begins here; pages check too, but the operation decides."""
    if actor.account_id is not None and not actor.can(permission, site_id=site_id):
        raise NotAllowed(f"This needs the right to: {permission.value}.")


def require_own(actor: Actor, patient: Patient) -> None:
    """Only the person themselves: what opens their times is theirs."""
    if actor.account_id is None or actor.own_patient_id != patient.pk:
        raise NotAllowed("Only the person themselves may do this.")


def register_patient(
    *, actor: Actor, site: Site, given_name: str, now: datetime, **details: Any
) -> Patient:
    """A person known to the site from now on. Intake may contact, clinical roles may assess."""
    require(actor, Permission.TAKE_CALLS, site_id=site.pk)
    with writing():
        patient = Patient(site=site, given_name=given_name, registered_at=now, **details)
        patient.search_text = _search_text(patient)
        patient.save()
        _open_to_site(patient, now)
        record(
            actor=actor, verb="patient.registered", now=now, subject=patient, patient_id=patient.pk
        )
    return patient


ASSESSMENT = "assessment"
STANDING = "standing duty"
ASSESSING_ROLES = (Role.COUNSELOR, Role.PSYCHOLOGIST, Role.TECHNICIAN)


def _open_to_site(patient: Patient, now: datetime) -> None:
    """Standing duties stay open; the assessing roles' access ends at admission."""
    site = patient.site_id
    grants = [
        (Role.INTAKE, Purpose.CONTACT, STANDING),
        (Role.MEDICAL, Purpose.CARE, STANDING),
        (Role.DIRECTOR, Purpose.CARE, STANDING),
        *[(role, Purpose.CARE, ASSESSMENT) for role in ASSESSING_ROLES],
    ]
    for role, purpose, why in grants:
        grant_access(patient=patient, site_id=site, role=role, purpose=purpose, why=why, now=now)


def _search_text(patient: Patient) -> str:
    names = (patient.given_name, patient.family_name, patient.name_used)
    return search_text(*names, digits_of(patient.phone))


def correct_details(
    *, actor: Actor, patient: Patient, expected_version: int, now: datetime, **changes: Any
) -> None:
    """Corrects a misspelled name or number; the event keeps a digest of what was there."""
    require(actor, Permission.TAKE_CALLS, site_id=patient.site_id)
    with writing():
        before = {name: str(getattr(patient, name)) for name in changes}
        for name, value in changes.items():
            setattr(patient, name, value)
        changes["search_text"] = _search_text(patient)
        save_version(patient, expected=expected_version, **changes)
        _redirect_mail(patient, before.get("email", patient.email), now)
        phone = before.get("phone", patient.phone)
        end_for_old_number(actor=actor, patient=patient, before=phone, now=now)
        record(
            actor=actor,
            verb="patient.corrected",
            now=now,
            subject=patient,
            patient_id=patient.pk,
            content={"before": before},
        )


def _redirect_mail(patient: Patient, before: str, now: datetime) -> None:
    """What waits for an address that was wrong goes to the right one, or nowhere."""
    if not patient.email:
        withdraw_mail(now=now, patient_id=patient.pk, address=before)
    elif before and before != patient.email:
        readdress_mail(patient_id=patient.pk, before=before, address=patient.email)


def ask_contact_permission(
    *,
    actor: Actor,
    patient: Patient,
    may_leave_message: bool,
    email_is_ok: bool,
    sender_name: str,
    now: datetime,
    times: CallTimes | None = None,
    expected_version: int | None = None,
) -> None:
    """Writes down what the person said about being reached; asking again replaces it (times only
    where some are given). `expected_version` as in `keep_permission`. Raises UnableToAgree."""
    require(actor, Permission.TAKE_CALLS, site_id=patient.site_id)
    keep_permission(
        actor=actor,
        patient=patient,
        may_leave_message=may_leave_message,
        email_is_ok=email_is_ok,
        sender_name=sender_name,
        times=times,
        now=now,
        expected_version=expected_version,
    )


def say_how_to_reach_me(
    *,
    actor: Actor,
    patient: Patient,
    may_leave_message: bool,
    email_is_ok: bool,
    times: CallTimes,
    expected_version: int,
    now: datetime,
) -> None:
    """The person says it themselves; the sender they see stays. Raises UnableToAgree."""
    require_own(actor, patient)
    keep_permission(
        actor=actor,
        patient=patient,
        may_leave_message=may_leave_message,
        email_is_ok=email_is_ok,
        sender_name=None,
        times=times,
        now=now,
        expected_version=expected_version,
    )


def note_text_agreement(
    *,
    actor: Actor,
    patient: Patient,
    number: str,
    may_name_us: bool,
    how: str,
    expected_version: int,
    now: datetime,
) -> None:
    """What the person said about text messages to staff, and how they said it; an empty number
    ends them. Raises UnableToText."""
    require(actor, Permission.TAKE_CALLS, site_id=patient.site_id)
    keep_agreement(
        actor=actor,
        patient=patient,
        number=number,
        may_name_us=may_name_us,
        how=TextAgreement.How(how),
        expected_version=expected_version,
        now=now,
    )


def message_patient(
    *, patient: Patient, once_key: str, subject: str, body: str, now: datetime, **more: Any
) -> bool:
    """Queues an e-mail if the person said that e-mail is OK; False where nothing was queued.

    `more` is what `queue_mail` takes besides: `calendar`, `about` and how long it is good.
    """
    allowed = contact_permission(patient)
    if not (allowed and allowed.email_is_ok and patient.email):
        return False
    queue_mail(
        once_key=once_key,
        address=patient.email,
        sender_name=allowed.sender_name,
        subject=subject,
        body=body,
        due_at=now,
        patient_id=patient.pk,
        **more,
    )
    return True


def shut_out(*, actor: Actor, patient: Patient, account: Account, now: datetime) -> None:
    """Keeps one member of staff out of a chart for good."""
    require(actor, Permission.MANAGE_STAFF, site_id=patient.site_id)
    with writing():
        AccessBlock.objects.get_or_create(  # unique: patient and account
            patient=patient, account=account, defaults={"starts_at": now}
        )
        record(actor=actor, verb="access.blocked", now=now, subject=account, patient_id=patient.pk)


def add_account(
    *, actor: Actor, email: str, name: str, password: str, now: datetime, is_demo: bool = False
) -> Account:
    """Somebody who can sign in. The password must pass the same checks as on the page."""
    require(actor, Permission.MANAGE_STAFF)
    if not is_demo:
        try:
            validate_password(password)
        except ValidationError as error:
            raise UnableToChangeStaff(" ".join(error.messages)) from error
    try:
        with writing():
            account = Account.objects.create_user(email=email, password=password, name=name)
            EmailAddress.objects.create(
                user=account, email=account.email, verified=True, primary=True
            )
            record(actor=actor, verb="account.added", now=now, subject=account)
    except IntegrityError as error:
        raise UnableToChangeStaff("Somebody with this e-mail address is there already.") from error
    return account


def add_post(
    *,
    actor: Actor,
    account: Account,
    site: Site,
    role: Role,
    starts_on: date,
    now: datetime,
    credential: tuple[str, str, str, date] | None = None,
) -> None:
    """Gives the account a role at a site, with its credential (title, number, state, until).

    Raises UnableToChangeStaff, also where only a director may give this.
    """
    require(actor, Permission.MANAGE_STAFF, site_id=site.pk)
    if role in CHART_ROLES or credential:
        require_director(actor, {site.pk})
    if not account.is_active:
        raise UnableToChangeStaff("This account is turned off. Add a new one.")
    try:
        with writing():
            post = Post.objects.create(account=account, site=site, role=role, starts_on=starts_on)
            if credential:
                title, number, state, until = credential
                file_credential(
                    account=account,
                    role=role,
                    title=title,
                    number=number,
                    state=state,
                    valid_from=starts_on,
                    valid_until=until,
                )
            record(actor=actor, verb="post.given", now=now, subject=post)
    except IntegrityError as error:
        raise UnableToChangeStaff(f"{account.name} holds this role here already.") from error


CHART_ROLES = roles_with(Permission.READ_CHART)


def require_director(actor: Actor, site_ids: Iterable[int]) -> None:
    """Roles that open charts, and the right to sign, come from who answers for the care."""
    if actor.account_id is not None and not actor.sites_with(Permission.SET_UP) & set(site_ids):
        raise UnableToChangeStaff(
            "Only the program director gives a role that opens charts, or a credential. Ask them."
        )


def file_credential(*, valid_from: date, valid_until: date, **details: Any) -> Credential:
    """One more row of account, role, title, number and state. Inside writing()."""
    if valid_until <= valid_from:
        raise UnableToChangeStaff("A credential ends after it begins. Choose a later day.")
    return Credential.objects.create(valid_from=valid_from, valid_until=valid_until, **details)


def turn_account_off(*, actor: Actor, account: Account, now: datetime) -> None:
    """Ends every session of the account at once and keeps it from signing in."""
    require(actor, Permission.MANAGE_STAFF)
    _require_colleague(actor, account)
    if account.pk == actor.account_id:
        raise UnableToChangeStaff("You cannot turn off your own account. Ask a colleague.")
    with writing():
        Account.objects.filter(pk=account.pk).update(
            is_active=False, session_epoch=account.session_epoch + 1
        )
        Post.objects.filter(account=account, ends_on=None, starts_on__lte=now.date()).update(
            ends_on=now.date()
        )
        record(actor=actor, verb="account.turned_off", now=now, subject=account)


def note_languages(*, actor: Actor, account: Account, languages: str, now: datetime) -> None:
    """Writes down in which languages somebody cares, with commas between."""
    require(actor, Permission.MANAGE_STAFF)
    _require_colleague(actor, account)
    named = ", ".join(word.strip() for word in languages.split(",") if word.strip())
    with writing():
        Account.objects.filter(pk=account.pk).update(languages=named)
        record(actor=actor, verb="account.languages_noted", now=now, subject=account)


def _require_colleague(actor: Actor, account: Account) -> None:
    sites = set(account.posts.values_list("site_id", flat=True))
    if actor.account_id is not None and not sites & actor.sites_with(Permission.MANAGE_STAFF):
        raise NotAllowed("This account belongs to another site.")


def sign_out_everywhere(*, actor: Actor, account: Account, now: datetime) -> None:
    """Ends every session of the actor's own account, this one too."""
    with writing():
        Account.objects.filter(pk=account.pk).update(session_epoch=account.session_epoch + 1)
        record(actor=actor, verb="account.signed_out_everywhere", now=now, subject=account)


def save_site(
    *, actor: Actor, site: Site | None, expected_version: int, now: datetime, **details: Any
) -> Site:
    """Makes a site (`site` None) or changes one."""
    require(actor, Permission.SET_UP, site_id=site.pk if site else None)
    with writing():
        if site is None:
            site = Site.objects.create(**details)
        else:
            save_version(site, expected=expected_version, **details)
        record(actor=actor, verb="site.saved", now=now, subject=site, content=details)
    return site
