"""Who is in care and has no week yet, why, and who of them a new session would let start."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import islice

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from stepdown.clinic.intake.models import Inquiry
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.finding import STOP, find_weeks
from stepdown.clinic.timetable.found import WeekOffer
from stepdown.clinic.timetable.models import Proposal, WeekPlan
from stepdown.clinic.timetable.problem import UnableToPlanWeek, pose_week
from stepdown.clinic.timetable.times import minute_of_day, monday_from
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.services import Service
from stepdown.rules.taper import Track, counts_toward_hours
from stepdown.rules.timetable.own_week import Offering, alternatives

RANK = {"pregnant": 0, "injects": 1, "": 2}


@dataclass(frozen=True)
class WaitingForWeek:
    """`since`: without a week. `goes_first`: a key of RANK. `held_until`, in the site's zone: weeks
    are offered and wait for an answer; else `offer` says whether a week fits now or what is in the
    way, or, where none can be looked for, `refusal` says why."""

    episode: Episode
    code: str
    short_name: str
    since: date
    goes_first: str
    held_until: datetime | None
    offer: WeekOffer | None
    refusal: str


@dataclass(frozen=True)
class Idea:
    """A session every week that the clinic might add. `minutes` are clinical."""

    service: Service
    weekday: int
    starts: time
    minutes: int
    seats: int


def waiting_for_week(actor: Actor, *, now: datetime) -> list[WaitingForWeek]:
    """Of people open to the actor, who plans weeks: who goes first, then who waits longest."""
    episodes = list(people_without_week(actor, now))
    first = who_goes_first(one.patient_id for one in episodes)
    since, held = _without_week_since(episodes), _held_until(episodes, now)
    waiting = [
        _waiting(one, since[one.pk], first.get(one.patient_id, ""), held.get(one.pk), now)
        for one in episodes
    ]
    return sorted(waiting, key=lambda one: (RANK[one.goes_first], one.since, one.episode.pk))


def who_could_start(actor: Actor, idea: Idea, *, now: datetime) -> list[WaitingForWeek]:
    """Of those whom nothing fits now, the first in line who would have a full week with the idea;
    no more of them than it has seats."""
    blocked = (one for one in waiting_for_week(actor, now=now) if one.offer and not one.offer.fits)
    helped = (one for one in blocked if _fits_with(one.episode, idea, now))
    return list(islice(helped, idea.seats))


def people_without_week(actor: Actor, now: datetime) -> QuerySet[Episode]:
    """In care, open to the actor who plans weeks, and no week from today on."""
    people = patients_open_to(actor, Permission.PLAN_WEEKS, now)
    lasting = WeekPlan.objects.filter(Q(ends_on=None) | Q(ends_on__gt=now.date()))
    waiting = Episode.objects.filter(
        ~Exists(lasting.filter(episode=OuterRef("pk"))),
        patient__in=people,
        status=Episode.Status.ACTIVE,
    )
    return waiting.select_related("patient__site", "site")


def who_goes_first(patient_ids: Iterable[int]) -> dict[int, str]:
    """As on the board of those who asked: pregnant people, then people who inject."""
    asked = Inquiry.objects.filter(patient__in=list(patient_ids)).order_by("is_pregnant", "injects")
    found = asked.values_list("patient_id", "is_pregnant", "injects")
    return {
        person: "pregnant" if is_pregnant else "injects"
        for person, is_pregnant, injects in found
        if is_pregnant or injects
    }


def _without_week_since(episodes: Iterable[Episode]) -> dict[int, date]:
    """The day after which they had no week: of admission, or on which their last week ended."""
    since = {one.pk: one.admitted_on for one in episodes}
    ended = WeekPlan.objects.filter(episode__in=since).values_list("episode")
    for episode_id, ends_on in ended.annotate(Max("ends_on")):
        since[episode_id] = max(since[episode_id], ends_on)
    return since


def _held_until(episodes: Iterable[Episode], now: datetime) -> dict[int, datetime]:
    """Until when the weeks that they were offered are held, by episode."""
    waits = Proposal.objects.filter(state=Proposal.State.WAITING, held_until__gt=now)
    offered = waits.filter(episode__in=[one.pk for one in episodes]).values_list("episode")
    return dict(offered.annotate(Max("held_until")))


def _waiting(
    episode: Episode, since: date, goes_first: str, held_until: datetime | None, now: datetime
) -> WaitingForWeek:
    offer, refusal = None, ""
    try:
        if held_until is None:
            offer = find_weeks(episode=episode, starts_on=_next_monday(episode, now), most=1)
    except UnableToPlanWeek as error:
        refusal = str(error)
    return WaitingForWeek(
        episode=episode,
        code=episode.patient.code,
        short_name=episode.patient.short_name,
        since=since,
        goes_first=goes_first,
        held_until=local_now(episode.site, held_until) if held_until else None,
        offer=offer,
        refusal=refusal,
    )


def _next_monday(episode: Episode, now: datetime) -> date:
    return monday_from(local_now(episode.site, now).date())


def _fits_with(episode: Episode, idea: Idea, now: datetime) -> bool:
    posed = pose_week(episode, starts_on=_next_monday(episode, now))
    begins, step = minute_of_day(idea.starts), posed.problem.grid.step_minutes
    more = Offering(
        key="idea",
        service=idea.service,
        day=idea.weekday,
        start=begins // step,
        end=-(-(begins + idea.minutes) // step),
        seats_left=1,
        clinical_minutes=idea.minutes if counts_toward_hours(idea.service) else 0,
        asks_for=posed.person.tags,
        keeps=posed.suits.met_by(Track(), spoken=frozenset(), is_alone=idea.seats == 1),
    )
    problem = replace(posed.problem, offerings=(*posed.problem.offerings, more))
    return bool(alternatives(problem, posed.person, stop=STOP, most=1))
