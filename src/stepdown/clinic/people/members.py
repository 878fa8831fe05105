"""Reading one member of staff: roles, credentials, and those who hold no role any more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stepdown.clinic.people.models import Account, Credential, Post
from stepdown.clinic.people.queries import live_on
from stepdown.clinic.people.roles import STAFF_ROLES, Permission, Role, roles_with


@dataclass(frozen=True)
class HeldRole:
    """A role at a site, from a day until a day (not included; None: open)."""

    post_id: int
    role: Role
    site_id: int
    site_name: str
    starts_on: date
    ends_on: date | None
    supervisor: str = ""

    def is_held_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on > day)


@dataclass(frozen=True)
class HeldCredential:
    """`valid_until` is the first day on which it is no longer valid."""

    role: Role
    title: str
    number: str
    state: str
    valid_from: date
    valid_until: date


def roles_of(account_id: int, site_ids: Iterable[int]) -> list[HeldRole]:
    """What the account holds and held at these sites, the newest first."""
    posts = Post.objects.filter(account_id=account_id, site_id__in=site_ids)
    return [
        HeldRole(
            one.pk,
            Role(one.role),
            one.site_id,
            one.site.name,
            one.starts_on,
            one.ends_on,
            one.supervisor.name if one.supervisor else "",
        )
        for one in posts.select_related("site", "supervisor").order_by("-starts_on", "-pk")
    ]


def post_of(account_id: int, post_id: int, site_ids: Iterable[int], *, on: date) -> Post | None:
    """A role that the account holds at one of these sites on the day."""
    posts = Post.objects.filter(live_on(on), account_id=account_id, site_id__in=site_ids)
    return posts.select_related("site", "account", "supervisor").filter(pk=post_id).first()


def credentials_of(account_id: int) -> list[HeldCredential]:
    """All of them, what lasts longest first."""
    found = Credential.objects.filter(account_id=account_id).order_by("-valid_until", "-pk")
    return [
        HeldCredential(
            Role(one.role), one.title, one.number, one.state, one.valid_from, one.valid_until
        )
        for one in found
    ]


def accounts_without_role(site_ids: Iterable[int], *, on: date) -> list[tuple[int, str, str]]:
    """(account, name, e-mail) of those who worked at these sites and can still sign in."""
    sites = list(site_ids)
    here_now = Post.objects.filter(live_on(on), site_id__in=sites).values("account")
    worked = Post.objects.filter(site_id__in=sites, role__in=STAFF_ROLES)
    past = Account.objects.filter(is_active=True, posts__in=worked)
    past = past.exclude(pk__in=here_now).distinct().order_by("name", "pk")
    return list(past.values_list("pk", "name", "email"))


def supervisors_for(post: Post, *, on: date) -> list[tuple[int, str]]:
    """(account, name) of those at the post's site who sign notes and are nobody's trainee."""
    held = Post.objects.filter(
        live_on(on),
        site=post.site_id,
        role__in=roles_with(Permission.WRITE_NOTES),
        account__is_active=True,
        supervisor=None,
    )
    found = held.exclude(account=post.account_id).order_by("account__name", "account")
    return list(dict.fromkeys(found.values_list("account_id", "account__name")))
