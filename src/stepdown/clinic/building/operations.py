"""Asking for a build, and stopping one."""

from datetime import date, datetime

from stepdown.clinic.building.build_rules import build_rules
from stepdown.clinic.building.models import WeekBuild
from stepdown.clinic.building.working import new_seed
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Site
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission

State = WeekBuild.State


class UnableToBuild(Unable):
    """The clinic's week cannot be built or published this way; the message says why."""


def ask_for_build(
    *,
    actor: Actor,
    site: Site,
    starts_on: date,
    may_open: bool,
    now: datetime,
    seed: int | None = None,
) -> WeekBuild:
    """The worker builds it; raises UnableToBuild while another one goes on at the site."""
    require(actor, Permission.BUILD_WEEKS, site_id=site.pk)
    assert actor.account_id is not None  # people ask for it, the program never does
    if starts_on.weekday() != 0 or starts_on < local_now(site, now).date():
        raise UnableToBuild("A week starts on a Monday. Choose today or a later Monday.")
    with writing():
        going_on = WeekBuild.objects.filter(site=site, state__in=[State.WAITING, State.WORKING])
        if going_on.exists():
            raise UnableToBuild("A draft is being built already. Wait for it, or stop it first.")
        build = WeekBuild.objects.create(
            site=site,
            starts_on=starts_on,
            may_open=may_open,
            seed=new_seed() if seed is None else seed,
            seconds=build_rules().seconds.value,
            asked_at=now,
            asked_by_id=actor.account_id,
        )
        content = {"starts_on": str(starts_on), "seed": build.seed, "rules": build_rules().version}
        record(actor=actor, verb="week_build.asked", now=now, subject=build, content=content)
    return build


def stop_build(*, actor: Actor, build: WeekBuild, now: datetime) -> None:
    """One that waits is over at once; one that works within seconds, with a
    draft of the best it has found where it can hand that over by then."""
    require(actor, Permission.BUILD_WEEKS, site_id=build.site_id)
    with writing():
        build.refresh_from_db()
        if build.state not in (State.WAITING, State.WORKING):
            raise UnableToBuild("It is over already. Look at what it found.")
        over = {} if build.state == State.WORKING else {"state": State.CANCELLED, "ended_at": now}
        save_version(build, expected=build.version, stop_asked_at=now, **over)
        record(actor=actor, verb="week_build.stop_asked", now=now, subject=build)
