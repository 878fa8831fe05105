"""What changes while somebody works here: a role ends, a credential is renewed."""

from datetime import date, datetime

from django.db.models import F, Q

from stepdown.clinic.ledger.operations import record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import AccessGrant, Account, Credential, Post
from stepdown.clinic.people.operations import (
    CHART_ROLES,
    UnableToChangeStaff,
    file_credential,
    require,
    require_director,
)
from stepdown.clinic.people.queries import live_on
from stepdown.clinic.people.roles import Permission, Purpose, Role


def roles_given_by(actor: Actor) -> list[Role]:
    """The roles of staff that the actor may give; those that open charts are a director's."""
    gives_all = actor.can(Permission.SET_UP)
    return [role for role in Role if role.is_staff and (gives_all or role not in CHART_ROLES)]


def end_post(*, actor: Actor, post: Post, now: datetime) -> None:
    """Ends the role at once. With somebody's last role at a site, its charts close to them.

    Raises UnableToChangeStaff for a role that has ended and for a site's last director.
    """
    require(actor, Permission.MANAGE_STAFF, site_id=post.site_id)
    today = now.date()
    with writing():
        _require_another_director(post, today)
        ended = Post.objects.filter(live_on(today), pk=post.pk).update(ends_on=today)
        if not ended:
            raise UnableToChangeStaff("This role has ended already.")
        here = Post.objects.filter(live_on(today), account=post.account_id, site=post.site_id)
        if not here.exists():
            _close_charts(post, now)
        record(actor=actor, verb="post.ended", now=now, subject=post)


def _require_another_director(post: Post, today: date) -> None:
    if post.role != Role.DIRECTOR:
        return
    directors = Post.objects.filter(
        live_on(today), site=post.site_id, role=Role.DIRECTOR, account__is_active=True
    )
    if not directors.exclude(pk=post.pk).exists():
        raise UnableToChangeStaff(
            "This is the only program director here. Give the role to somebody else first."
        )


def _close_charts(post: Post, now: datetime) -> None:
    """A grant names an account, not a site: without this, a role elsewhere would keep it open."""
    lasting = Q(ends_at=None) | Q(ends_at__gt=now)
    grants = AccessGrant.objects.filter(
        lasting, account=post.account_id, patient__site=post.site_id
    ).exclude(purpose=Purpose.OWN)
    grants.filter(starts_at__gt=now).update(ends_at=F("starts_at"))
    grants.filter(starts_at__lte=now).update(ends_at=now)


def add_credential(
    *,
    actor: Actor,
    account: Account,
    role: Role,
    title: str,
    number: str,
    state: str,
    valid_from: date,
    valid_until: date,
    now: datetime,
) -> Credential:
    """Adds or renews a credential; the ones before stay, since entries were signed with them.

    `state` is its two letters, `valid_until` the first day on which it is no longer valid.
    Raises UnableToChangeStaff unless the actor is a director where the account holds the role.
    """
    require(actor, Permission.MANAGE_STAFF)
    held = Post.objects.filter(live_on(now.date()), account=account, role=role)
    sites = set(held.values_list("site_id", flat=True))
    if not sites:
        raise UnableToChangeStaff(f"{account.name} does not hold this role now. Give it first.")
    require_director(actor, sites)
    with writing():
        credential = file_credential(
            account=account,
            role=role,
            title=title,
            number=number,
            state=state,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        record(actor=actor, verb="credential.added", now=now, subject=credential)
    return credential
