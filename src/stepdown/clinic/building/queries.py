"""Reading builds and their drafts; people only as far as the reader may open their records."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from stepdown.clinic.building.build_rules import build_rules
from stepdown.clinic.building.models import DraftSession, DraftWeek, WeekBuild
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account
from stepdown.clinic.people.queries import live_on
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.models import AgeGroup, Seat, Series, WeekPlan
from stepdown.clinic.timetable.queries import WeeklySession, weekly_session
from stepdown.clinic.treatment.services import Service

State, Failure = WeekBuild.State, WeekBuild.Failure  # for pages, which name no models
WeekState, Cause, Why = DraftWeek.State, DraftWeek.Cause, DraftWeek.Why
OpenBuild = WeekBuild
MOST_BUILDS = 10


@dataclass(frozen=True)
class DraftPerson:
    """One person's week in the draft. `new` are sessions in it that would be opened; `before` is
    the week that they have until they take this one."""

    week_id: int
    code: str
    name: str
    why: DraftWeek.Why
    state: DraftWeek.State
    cause: str
    said: str
    sessions: tuple[WeeklySession, ...]
    new: frozenset[tuple[int, str]]
    before: tuple[WeeklySession, ...]
    weekly_minutes: int
    days: int
    disliked: int
    has_sign_in: bool


@dataclass(frozen=True)
class Draft:
    """`keep`: people whose week stays as it is. `hidden`: people whose records the reader may not
    open."""

    people: tuple[DraftPerson, ...]
    opens: tuple[WeeklySession, ...]
    keep: int
    hidden: int


def builds_of(actor: Actor) -> list[WeekBuild]:
    """The newest first."""
    found = WeekBuild.objects.filter(site__in=actor.sites_with(Permission.BUILD_WEEKS))
    return list(found.select_related("site", "asked_by").order_by("-pk")[:MOST_BUILDS])


def opened_build(actor: Actor, build_id: int) -> WeekBuild | None:
    found = WeekBuild.objects.filter(site__in=actor.sites_with(Permission.BUILD_WEEKS))
    return found.select_related("site", "asked_by", "published_by").filter(pk=build_id).first()


def drafts_ready(actor: Actor) -> list[WeekBuild]:
    """The newest of each site, where its draft has weeks that nobody has published yet."""
    sites = actor.sites_with(Permission.BUILD_WEEKS)
    first: dict[int, WeekBuild] = {}
    for build in _newest_first(sites):
        first.setdefault(build.site_id, build)
    ended = (State.DONE, State.CANCELLED)
    return [
        one
        for one in first.values()
        if one.state in ended and one.published_at is None and one.served
    ]


@written_once
def _newest_first(sites: Collection[int]) -> QuerySet[WeekBuild]:
    newest = WeekBuild.objects.filter(site__in=sites).order_by("site", "-pk")
    return newest.select_related("site")


def is_silent(build: WeekBuild, *, now: datetime) -> bool:
    """It gives no sign of life any more, and nobody has said so yet."""
    last = build.seen_at or build.asked_at
    is_over = build.ended_at is not None
    return not is_over and now - last > timedelta(seconds=build_rules().silent_seconds.value)


def serves_most(build: WeekBuild) -> bool:
    """It is proved that no other arrangement gives more people a week."""
    if build.cost is None or build.bound is None:
        return False
    return build.cost - build.bound < build_rules().one_more_person.value


def draft_of(actor: Actor, build: WeekBuild, *, now: datetime) -> Draft:
    people = patients_open_to(actor, Permission.PLAN_WEEKS, now)
    weeks = DraftWeek.objects.filter(build=build).order_by("place")
    mine = weeks.filter(episode__patient__in=people).select_related("episode__patient")
    of_series = ["series__program", "series__room", "series__leader", "series__co_leader"]
    of_new = ["sessions__program", "sessions__room", "sessions__leader"]
    shown = list(mine.prefetch_related(*of_series, *of_new))
    before = _before([one for one in shown if one.why == Why.CLASH], now)
    patients = [one.episode.patient_id for one in shown]
    accounts = Account.objects.filter(patient__in=patients, is_active=True)
    signing_in = set(accounts.values_list("patient", flat=True))
    opens = build.sessions.select_related("program", "room", "leader")
    return Draft(
        people=tuple(
            _person(
                one,
                before[one.episode.patient_id],
                has_sign_in=one.episode.patient_id in signing_in,
            )
            for one in shown
        ),
        opens=_in_order(_new_session(one) for one in opens),
        keep=_keep(build, now),
        hidden=weeks.count() - len(shown),
    )


def _keep(build: WeekBuild, now: datetime) -> int:
    """People at the site with a week whom the draft has no week for."""
    held = WeekPlan.objects.filter(live_on(now.date()), episode__site=build.site_id)
    held = held.filter(episode__status="active")
    asked = build.weeks.values("episode")
    return held.exclude(episode__in=asked).values("episode").distinct().count()


def _before(weeks: Iterable[DraftWeek], now: datetime) -> dict[int, list[Series]]:
    patients = [one.episode.patient_id for one in weeks]
    seats = Seat.objects.filter(live_on(now.date()), patient__in=patients, is_make_up=False)
    found: dict[int, list[Series]] = defaultdict(list)
    for seat in seats.select_related(
        "series__program", "series__room", "series__leader", "series__co_leader"
    ):
        found[seat.patient_id].append(seat.series)
    return found


def _person(one: DraftWeek, before: Iterable[Series], *, has_sign_in: bool) -> DraftPerson:
    new = [_new_session(each) for each in one.sessions.all()]
    return DraftPerson(
        week_id=one.pk,
        code=one.episode.patient.code,
        name=one.episode.patient.short_name,
        why=Why(one.why),
        state=WeekState(one.state),
        cause=one.cause,
        said=one.said,
        sessions=_in_order([*(weekly_session(each) for each in one.series.all()), *new]),
        new=frozenset((each.weekday, each.title) for each in new),
        before=_in_order(weekly_session(each) for each in before),
        weekly_minutes=one.weekly_minutes,
        days=one.days,
        disliked=one.disliked,
        has_sign_in=has_sign_in,
    )


def _in_order(sessions: Iterable[WeeklySession]) -> tuple[WeeklySession, ...]:
    return tuple(sorted(sessions, key=lambda one: (one.weekday, one.starts)))


def _new_session(one: DraftSession) -> WeeklySession:
    return WeeklySession(
        series_id=one.series_id or 0,
        title=one.title,
        service=Service(one.service),
        program=one.program.name,
        age_group=AgeGroup(one.program.age_group),
        weekday=one.weekday,
        starts=one.starts,
        minutes=one.minutes,
        clinical_minutes=one.clinical_minutes,
        room=one.room.name,
        leader=one.leader.name,
        leader_id=one.leader_id,
        by_video=False,
    )
