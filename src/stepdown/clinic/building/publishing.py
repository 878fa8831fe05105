"""Publishing a draft: each chosen week is judged again as things stand now, and sent to its person
to accept. Nobody else is told anything, and nothing else changes."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from stepdown.clinic.building.build_rules import build_rules
from stepdown.clinic.building.models import DraftSession, DraftWeek, WeekBuild
from stepdown.clinic.building.operations import UnableToBuild
from stepdown.clinic.ledger.operations import record, save_version, writing
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.offering import UnableToOffer, add_series
from stepdown.clinic.timetable.problem import UnableToPlanWeek
from stepdown.clinic.timetable.proposing import propose_week
from stepdown.clinic.treatment.services import Service

State = DraftWeek.State
NOT_CHOSEN = "Left out when the draft was published."
NOT_YOURS = "Whoever published the draft may not open this record."
TOO_FEW = "Too few are left for a new session that this week needs."


class _TooFew(Exception):
    def __init__(self, weeks: set[int]) -> None:
        super().__init__(weeks)
        self.weeks = weeks


def publish_draft(
    *, actor: Actor, build: WeekBuild, chosen: Collection[int], expected_version: int, now: datetime
) -> int:
    """Sends the chosen weeks; how many were sent. A week that no longer fits is left out and says
    why. Raises UnableToBuild and UnableToSave."""
    require(actor, Permission.BUILD_WEEKS, site_id=build.site_id)
    with writing():
        build = WeekBuild.objects.select_related("site").get(pk=build.pk)
        _check(build, chosen, now)
        said = _send_all(actor, build, set(chosen), now)
        for week in build.weeks.filter(state=State.FITS):
            week.said = said.get(week.pk, "")
            week.state = State.LEFT_OUT if week.said else State.SENT
            week.save(update_fields=["said", "state"])
        save_version(
            build,
            expected=expected_version,
            published_at=now,
            published_by_id=actor.account_id,
        )
        sent = build.weeks.filter(state=State.SENT)
        content = {"sent": sorted(sent.values_list("episode_id", flat=True))}
        record(actor=actor, verb="week_build.published", now=now, subject=build, content=content)
        return sent.count()


def _check(build: WeekBuild, chosen: Collection[int], now: datetime) -> None:
    if build.state not in (WeekBuild.State.DONE, WeekBuild.State.CANCELLED):
        raise UnableToBuild("There is no draft here to publish. Build one first.")
    if build.published_at is not None:
        raise UnableToBuild("This draft was published already. Build another one.")
    if build.starts_on < local_now(build.site, now).date():
        raise UnableToBuild("The Monday of this draft has passed. Build another one.")
    if not build.weeks.filter(state=State.FITS, pk__in=list(chosen)).exists():
        raise UnableToBuild("Choose at least one person.")


def _send_all(actor: Actor, build: WeekBuild, chosen: set[int], now: datetime) -> dict[int, str]:
    """What keeps a week from being sent, by draft week. Done again from the start without those
    for whom a new session would open with too few people."""
    said: dict[int, str] = {}
    while True:
        try:
            with transaction.atomic():
                return said | _send_each(actor, build, chosen - set(said), now)
        except _TooFew as few:
            said |= dict.fromkeys(few.weeks, TOO_FEW)


def _send_each(actor: Actor, build: WeekBuild, chosen: set[int], now: datetime) -> dict[int, str]:
    mine = patients_open_to(actor, Permission.PLAN_WEEKS, now).filter(site=build.site_id)
    may_open = set(mine.values_list("pk", flat=True))
    weeks = build.weeks.filter(state=State.FITS).order_by("place")
    said: dict[int, str] = {}
    for week in weeks.select_related("episode__patient__site", "episode__site"):
        if week.pk not in chosen:
            said[week.pk] = NOT_CHOSEN
        elif week.episode.patient_id not in may_open:
            said[week.pk] = NOT_YOURS
        elif refusal := _send(actor, build, week, now):
            said[week.pk] = refusal
    _require_enough(build, set(said))
    return said


def _send(actor: Actor, build: WeekBuild, week: DraftWeek, now: datetime) -> str:
    """Empty where it was sent; otherwise why not, and nothing of it is written."""
    try:
        with transaction.atomic():
            new = [_opened(actor, build, one, now) for one in week.sessions.order_by("pk")]
            propose_week(
                actor=actor,
                episode=week.episode,
                series_ids=[*week.series.values_list("pk", flat=True), *new],
                starts_on=build.starts_on,
                now=now,
            )
    except (UnableToPlanWeek, UnableToOffer) as error:
        return str(error)[:300]
    return ""


def _opened(actor: Actor, build: WeekBuild, one: DraftSession, now: datetime) -> int:
    """The series that the new session is from now on."""
    if one.series_id is None:
        one.series = add_series(
            actor=actor,
            program=one.program,
            service=Service(one.service),
            title=one.title,
            room=one.room,
            leader=one.leader,
            weekday=one.weekday,
            starts=one.starts,
            minutes=one.minutes,
            clinical_minutes=one.clinical_minutes,
            seats=one.seats,
            starts_on=build.starts_on,
            now=now,
        )
        one.save(update_fields=["series"])
    assert one.series_id is not None
    return one.series_id


def _require_enough(build: WeekBuild, left_out: set[int]) -> None:
    """Raises _TooFew with those whose new session would open for fewer than it is worth."""
    least = build_rules().fewest_in_new_group.value
    short: set[int] = set()
    for one in build.sessions.exclude(series=None):
        sent = set(one.weeks.values_list("pk", flat=True)) - left_out
        if sent and len(sent) < min(least, one.seats):
            short |= sent
    if short:
        raise _TooFew(short)
