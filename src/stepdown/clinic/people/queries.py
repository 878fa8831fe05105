"""Reading sites, staff and people."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Value

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.access import patients_open_to, survivor_of
from stepdown.clinic.people.actors import Actor, HeldPost, actor_with
from stepdown.clinic.people.models import (
    Account,
    ContactPermission,
    Credential,
    Installation,
    Merge,
    Patient,
    Post,
    Site,
)
from stepdown.clinic.people.roles import STAFF_ROLES, Permission, Role
from stepdown.rules.identity import digits_of, plain


def live_on(day: date) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gt=day))


def actor_for(account: Account, *, now: datetime, came_from: str = "") -> Actor:
    """The account as an actor, with the posts it holds today (one query)."""
    found = _held(account.pk, now.date())
    own = next((one for one in found if one[2]), None)
    held = tuple(HeldPost(site, Role(role)) for site, role, _, _ in found)
    return actor_with(
        account_id=account.pk,
        name=account.name,
        posts=held,
        came_from=came_from,
        own_patient_id=own[2] if own else None,
        own_code=own[3] if own else "",
    )


@written_once
def _held(account_id: int, day: date) -> QuerySet[Any, tuple[int, str, int, str]]:
    """(site, role, number of the own record, its code) of each post, and of the own record."""
    posts = Post.objects.filter(live_on(day), account=account_id)
    own = Patient.objects.filter(account=account_id)
    held = posts.values_list("site_id", "role", Value(0), Value(""))
    return held.union(own.values_list("site_id", Value(Role.PATIENT), "pk", "code"), all=True)


def search_text(*names: str) -> str:
    """What is searched: names however spelled, in lower case and without accents."""
    return plain(" ".join(names))[:260]


def find_people(
    actor: Actor, *, letters: str, permission: Permission, now: datetime, most: int = 30
) -> list[Patient]:
    """People whose name or phone holds every word of `letters`, as far as the actor may.

    Somebody with two records that were merged is found by either name.
    """
    people = patients_open_to(actor, permission, now).select_related("site")
    for word in letters.split()[:6]:
        parts = {part for part in (plain(word), digits_of(word)) if part}
        match = Q()
        for part in parts:
            match |= Q(search_text__contains=part) | Q(pk__in=_merged_here(part))
        people = people.filter(match)
    return list(people.order_by("given_name", "family_name", "pk")[:most])


def _merged_here(part: str) -> list[int]:
    """Records in which another one is read whose name or phone holds this."""
    merged = Patient.objects.filter(merged_into__isnull=False, search_text__contains=part)
    return [survivor_of(each).pk for each in merged.select_related("merged_into")]


def merged_since(patient: Patient, at: datetime) -> bool:
    """Whether another record was merged into this one after `at`, and still is."""
    return Merge.objects.filter(kept=patient, undone_at=None, at__gt=at).exists()


def contact_permission(patient: Patient) -> ContactPermission | None:
    return ContactPermission.objects.filter(patient=patient).first()


def sites_of(actor: Actor, permission: Permission) -> QuerySet[Site]:
    return Site.objects.filter(pk__in=actor.sites_with(permission)).order_by("name")


def local_now(site: Site, now: datetime) -> datetime:
    """The wall clock of the site."""
    return now.astimezone(ZoneInfo(site.zone))


def live_credential(account_id: int, role: Role, *, on: date) -> Credential | None:
    """The credential for the role that is valid on that day, if there is one."""
    return next(iter(_credentials(account_id, role, on)), None)


@written_once
def _credentials(account_id: int, role: Role, on: date) -> QuerySet[Credential]:
    found = Credential.objects.filter(account_id=account_id, role=role)
    return found.filter(valid_from__lte=on, valid_until__gt=on).order_by("-valid_until")[:1]


@dataclass(frozen=True)
class StaffMember:
    """One post as lists show it."""

    account_id: int
    name: str
    email: str
    role: Role
    site_name: str
    credential_until: date | None
    is_active: bool


def staff_at(site_ids: frozenset[int], *, on: date, role: Role | None = None) -> list[StaffMember]:
    """Who works there. Loved ones hold a post too: whose they are is nobody's to read in a list."""
    posts = Post.objects.filter(live_on(on), site_id__in=site_ids, role__in=STAFF_ROLES)
    posts = posts.select_related("account", "site")
    if role:
        posts = posts.filter(role=role)
    until = {
        (account, held): day
        for account, held, day in Credential.objects.order_by("valid_until").values_list(
            "account_id", "role", "valid_until"
        )
    }
    return [
        StaffMember(
            post.account_id,
            post.account.name,
            post.account.email,
            Role(post.role),
            post.site.name,
            until.get((post.account_id, post.role)),
            post.account.is_active,
        )
        for post in posts.order_by("site__name", "role", "account__name")
    ]


def colleague(actor: Actor, account_id: int) -> Account | None:
    """An account of somebody who works where the actor looks after the staff; None for others."""
    sites = actor.sites_with(Permission.MANAGE_STAFF)
    works = Post.objects.filter(site_id__in=sites, role__in=STAFF_ROLES)
    return Account.objects.filter(pk=account_id, posts__in=works).distinct().first()


def site_named(name: str) -> Site | None:
    return Site.objects.filter(name=name).first()


def installation() -> Installation | None:
    return Installation.objects.first()


def clinic_phone() -> str:
    """The number on pages that belong to no site in particular: the first site's."""
    return next(iter(_first_phone()), "")


@written_once
def _first_phone() -> QuerySet[Site, str]:
    return Site.objects.order_by("pk").values_list("phone", flat=True)[:1]


def demo_people() -> list[tuple[int, str, str]]:
    """(account, name, role) of one person per role, for the demo's sign-in page."""
    posts = Post.objects.filter(ends_on=None, account__is_active=True).select_related("account")
    found: dict[str, tuple[int, str, str]] = {}
    for post in posts.order_by("pk"):
        found.setdefault(post.role, (post.account_id, post.account.name, Role(post.role).label))
    patient = Patient.objects.exclude(account=None).select_related("account").order_by("pk").first()
    if patient and patient.account:
        found[Role.PATIENT] = (patient.account.pk, patient.account.name, Role.PATIENT.label)
    return [found[role] for role in Role if role in found]
