"""What changes while somebody works here, and who may change it."""

from datetime import date, timedelta
from typing import Any

import pytest

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.operations import UnableToSign, sign_entry
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.access import grant_access, patients_open_to
from stepdown.clinic.people.actors import THE_PROGRAM, Actor
from stepdown.clinic.people.models import Account, Credential, Patient, Post, Site
from stepdown.clinic.people.operations import (
    NotAllowed,
    UnableToChangeStaff,
    add_post,
    turn_account_off,
)
from stepdown.clinic.people.queries import actor_for, live_credential
from stepdown.clinic.people.roles import Permission, Role
from stepdown.clinic.people.staffing import add_credential, end_post, roles_given_by
from tests.clinic.world import NOW, TODAY, World, add_member, make_world

pytestmark = pytest.mark.django_db

LICENSE: dict[str, Any] = {
    "role": Role.COUNSELOR,
    "title": "LCADC",
    "number": "78",
    "state": "NJ",
    "valid_from": TODAY,
    "valid_until": date(2028, 11, 23),
}
CLINICAL = {Role.COUNSELOR, Role.TECHNICIAN, Role.PSYCHOLOGIST, Role.MEDICAL, Role.DIRECTOR}


def give(actor: Actor, account: Account, site: Site, role: Role, **more: Any) -> None:
    add_post(actor=actor, account=account, site=site, role=role, starts_on=TODAY, now=NOW, **more)


def post_of(account: Account, site: Site) -> Post:
    return Post.objects.get(account=account, site=site)


def opened(account: Account) -> set[Patient]:
    return set(patients_open_to(actor_for(account, now=NOW), Permission.READ_CHART, NOW))


@pytest.mark.parametrize("role", sorted(CLINICAL))
def test_only_a_director_gives_a_role_that_opens_charts(world: World, role: Role) -> None:
    biller = world.accounts[Role.BILLER]
    with pytest.raises(UnableToChangeStaff, match="Only the program director"):
        give(world.actor(Role.ADMINISTRATOR), biller, world.site, role)
    give(world.actor(Role.DIRECTOR), biller, world.site, role)
    assert set(Post.objects.filter(account=biller).values_list("role", flat=True)) == {
        Role.BILLER,
        role,
    }


def test_an_administrator_gives_what_opens_no_chart_and_no_credential_with_it(
    world: World,
) -> None:
    administrator, biller = world.actor(Role.ADMINISTRATOR), world.accounts[Role.BILLER]
    license_ = ("RN", "1", "NJ", date(2028, 1, 1))
    with pytest.raises(UnableToChangeStaff, match="credential"):
        give(administrator, biller, world.site, Role.INTAKE, credential=license_)
    give(administrator, biller, world.site, Role.INTAKE)
    assert Post.objects.filter(account=biller, role=Role.INTAKE).exists()
    assert not Credential.objects.filter(account=biller).exists()


def test_a_director_gives_nothing_at_another_site(world: World) -> None:
    other = make_world("Mill", roles=(Role.COUNSELOR,))
    with pytest.raises(NotAllowed):
        give(world.actor(Role.DIRECTOR), world.accounts[Role.BILLER], other.site, Role.INTAKE)


def test_a_director_here_who_is_administrator_there_gives_no_charts_there(world: World) -> None:
    there = make_world("Mill", roles=())
    director = world.accounts[Role.DIRECTOR]
    give(THE_PROGRAM, director, there.site, Role.ADMINISTRATOR)
    with pytest.raises(UnableToChangeStaff, match="Only the program director"):
        give(world.actor(Role.DIRECTOR), director, there.site, Role.COUNSELOR)


def test_the_roles_on_the_page_are_those_that_the_operation_lets_through(world: World) -> None:
    for_administrator = set(roles_given_by(world.actor(Role.ADMINISTRATOR)))
    assert for_administrator == {Role.INTAKE, Role.BILLER, Role.ADMINISTRATOR}
    assert set(roles_given_by(world.actor(Role.DIRECTOR))) == for_administrator | CLINICAL


def test_an_account_that_is_off_gets_no_role(world: World) -> None:
    account = world.accounts[Role.BILLER]
    turn_account_off(actor=world.actor(Role.DIRECTOR), account=account, now=NOW)
    account.refresh_from_db()
    with pytest.raises(UnableToChangeStaff, match="turned off"):
        give(world.actor(Role.DIRECTOR), account, world.site, Role.INTAKE)


def test_a_credential_that_lapsed_is_refused_by_name_with_a_new_role(world: World) -> None:
    with pytest.raises(UnableToChangeStaff, match="ends after it begins"):
        give(
            world.actor(Role.DIRECTOR),
            world.accounts[Role.BILLER],
            world.site,
            Role.COUNSELOR,
            credential=("LCADC", "1", "NJ", TODAY),
        )


def test_a_role_ends_today_and_can_be_given_again(world: World) -> None:
    director, account = world.actor(Role.DIRECTOR), world.accounts[Role.COUNSELOR]
    post = post_of(account, world.site)
    end_post(actor=director, post=post, now=NOW)
    post.refresh_from_db()
    assert post.ends_on == TODAY
    assert not actor_for(account, now=NOW).posts
    assert LedgerEvent.objects.filter(verb="post.ended").count() == 1
    with pytest.raises(UnableToChangeStaff, match="ended already"):
        end_post(actor=director, post=post, now=NOW)
    give(director, account, world.site, Role.COUNSELOR)
    assert actor_for(account, now=NOW).can(Permission.WRITE_CHART)


def test_the_only_director_of_a_site_stays_until_there_is_another(world: World) -> None:
    post = post_of(world.accounts[Role.DIRECTOR], world.site)
    with pytest.raises(UnableToChangeStaff, match="only program director"):
        end_post(actor=world.actor(Role.ADMINISTRATOR), post=post, now=NOW)
    add_member(world, Role.DIRECTOR, "second@harbor.example")
    end_post(actor=world.actor(Role.ADMINISTRATOR), post=post, now=NOW)
    post.refresh_from_db()
    assert post.ends_on == TODAY


def test_a_role_of_another_site_is_not_ended_from_here(world: World) -> None:
    other = make_world("Mill", roles=(Role.COUNSELOR,))
    post = post_of(other.accounts[Role.COUNSELOR], other.site)
    with pytest.raises(NotAllowed):
        end_post(actor=world.actor(Role.DIRECTOR), post=post, now=NOW)
    post.refresh_from_db()
    assert post.ends_on is None


def test_with_the_last_role_at_a_site_its_charts_close_and_those_elsewhere_stay_open(
    world: World,
) -> None:
    mill = make_world("Mill")
    account = world.accounts[Role.COUNSELOR]
    give(THE_PROGRAM, account, mill.site, Role.COUNSELOR)
    here, there = world.patient(), mill.patient("Ruth")
    for patient, starts_at in ((here, NOW), (there, NOW), (here, NOW + timedelta(days=7))):
        grant_access(
            patient=patient, account_id=account.pk, purpose="care", why="team", now=starts_at
        )
    assert opened(account) == {here, there}
    post = Post.objects.get(account=account, site=world.site)
    end_post(actor=world.actor(Role.DIRECTOR), post=post, now=NOW)
    later = NOW + timedelta(days=8)
    actor = actor_for(account, now=later)
    assert opened(account) == {there}
    assert set(patients_open_to(actor, Permission.READ_CHART, later)) == {there}


def test_charts_stay_open_to_who_keeps_another_role_here(world: World) -> None:
    account, patient = world.accounts[Role.COUNSELOR], world.patient()
    give(THE_PROGRAM, account, world.site, Role.PSYCHOLOGIST)
    grant_access(patient=patient, account_id=account.pk, purpose="care", why="team", now=NOW)
    post = Post.objects.get(account=account, role=Role.COUNSELOR)
    end_post(actor=world.actor(Role.DIRECTOR), post=post, now=NOW)
    assert opened(account) == {patient}


def test_a_renewed_credential_lets_its_holder_sign_and_keeps_the_old_one(world: World) -> None:
    account = add_member(world, Role.COUNSELOR, "late@harbor.example", until=TODAY)
    patient = world.patient()
    entry: dict[str, Any] = {
        "actor": actor_for(account, now=NOW),
        "patient": patient,
        "kind": EntryKind.PLACEMENT,
        "body": {},
        "happened_at": NOW,
        "now": NOW,
    }
    with pytest.raises(UnableToSign, match="ask the director to renew it under Staff"):
        sign_entry(**entry)
    renewed = add_credential(actor=world.actor(Role.DIRECTOR), account=account, now=NOW, **LICENSE)
    assert sign_entry(**entry).credential == renewed
    assert Credential.objects.filter(account=account).count() == 2
    assert LedgerEvent.objects.filter(verb="credential.added").count() == 1


def test_only_a_director_adds_a_credential(world: World) -> None:
    account = world.accounts[Role.COUNSELOR]
    other = make_world("Mill", roles=(Role.DIRECTOR,))
    for actor in (world.actor(Role.ADMINISTRATOR), other.actor(Role.DIRECTOR)):
        with pytest.raises(UnableToChangeStaff, match="Only the program director"):
            add_credential(actor=actor, account=account, now=NOW, **LICENSE)
    assert Credential.objects.filter(account=account).count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"role": Role.MEDICAL}, "does not hold this role"),
        ({"valid_until": TODAY}, "ends after it begins"),
    ],
)
def test_a_credential_that_cannot_be(world: World, wrong: dict[str, Any], sentence: str) -> None:
    account = world.accounts[Role.COUNSELOR]
    with pytest.raises(UnableToChangeStaff, match=sentence):
        add_credential(
            actor=world.actor(Role.DIRECTOR), account=account, now=NOW, **{**LICENSE, **wrong}
        )
    assert live_credential(account.pk, Role.COUNSELOR, on=date(2028, 1, 1)) is None
