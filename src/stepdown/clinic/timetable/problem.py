"""From the record to the one timetable problem: an episode, its step, the person's life and the
clinic's open seats become a `Problem` on 5-minute steps and seven local days.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from stepdown.clinic.ledger.operations import Unable
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.models import AccessBlock, Patient
from stepdown.clinic.plans.queries import asked_mix
from stepdown.clinic.timetable.meeting import would_meet
from stepdown.clinic.timetable.models import (
    AgeGroup,
    HeldPlace,
    KeptPlace,
    Seat,
    Series,
    SeriesTerm,
)
from stepdown.clinic.timetable.programs import Ratios, most_people, ratios_at
from stepdown.clinic.timetable.queries import in_order_of_week
from stepdown.clinic.timetable.times import minute_of_day
from stepdown.clinic.timetable.week_rules import week_rules
from stepdown.clinic.timetable.wishing import suits_of
from stepdown.clinic.treatment.facts import age_on
from stepdown.clinic.treatment.models import Episode, PlannedPhase
from stepdown.clinic.treatment.queries import CommitmentRow, commitments_of, phases_of, team_of
from stepdown.clinic.treatment.services import WITH_ONE_CLINICIAN
from stepdown.rules.placement import is_adult, weekly_minimum_minutes
from stepdown.rules.taper import (
    Suits,
    Track,
    counts_toward_hours,
    default_level_rules,
    named_languages,
)
from stepdown.rules.taper.levels import INTENSIVE_OUTPATIENT
from stepdown.rules.timetable.own_week import (
    Busy,
    Closure,
    Grid,
    Need,
    Offering,
    Person,
    Problem,
    Weights,
)

GRID = Grid()
SHUT_OUT = "shut_out"  # staff read this reason; the person never does


class UnableToPlanWeek(Unable):
    """No week can be planned or booked this way; the message says what to change."""


@dataclass(frozen=True)
class WeekGoal:
    """What the week of a step must reach: clinical minutes a week over at least so many days."""

    phase_number: int
    weekly_minutes: int
    fewest_days: int
    age_group: AgeGroup


@dataclass(frozen=True)
class PosedWeek:
    """The problem of one person, with what its keys stand for. `team` are keys of leaders,
    `suits` says which tracks suit the person, `short_of_leaders` which sessions have seats that
    their leaders may not fill."""

    problem: Problem
    person: Person
    goal: WeekGoal
    team: tuple[str, ...]
    series: dict[str, Series]
    commitments: tuple[CommitmentRow, ...]
    suits: Suits
    short_of_leaders: frozenset[str]

    def may_join(self, track: Track, age_group: str, *, is_alone: bool, spoken: str) -> bool:
        """Whether a session of that track is one for this person, apart from its time."""
        asked = {age_group, *track.asks_for()}
        return asked <= self.person.tags and self.suits.only <= self.suits.met_by(
            track, spoken=named_languages(spoken), is_alone=is_alone
        )


def pose_week(episode: Episode, *, starts_on: date) -> PosedWeek:
    """The problem of this person's week from `starts_on`. Raises UnableToPlanWeek.

    A seat is open ended, so a commitment counts where it holds on any day from `starts_on` on.
    """
    phase = phase_of(episode, starts_on)
    goal = week_goal(episode, phase, starts_on)
    commitments = tuple(commitments_of(episode.patient, on=starts_on))
    suits = suits_of(episode.patient, on=starts_on)
    series = _lasting(episode.site_id, starts_on)
    person = Person(
        key=episode.patient.code,
        needs=_needs(phase, _asked(episode, starts_on, series)),
        busy=tuple(_busy(one) for one in commitments),
        travel_minutes=episode.patient.travel_minutes or 0,
        weekly_minimum_minutes=goal.weekly_minutes,
        min_days=goal.fewest_days,
        max_minutes_a_day=week_rules().longest_day_minutes.value,
        tags=frozenset({goal.age_group.value, *suits.tags()}),
        only=suits.only,
    )
    counts, ratios = _taken_by_others(episode, starts_on), ratios_at(episode.site_id)
    left = {one.pk: max(0, most_people(one, ratios) - counts[one.pk]) for one in series}
    problem = Problem(
        GRID,
        (person,),
        tuple(_offering(one, counts[one.pk], left[one.pk], suits) for one in series),
        closed=_shut(episode.patient, series, starts_on),
        weights=Weights(
            day=week_rules().day_worth_minutes.value,
            rather_not=week_rules().rather_not_minutes.value,
        ),
    )
    by_key = {str(one.pk): one for one in series}
    short = frozenset(
        str(one.pk) for one in series if not left[one.pk] and counts[one.pk] < one.seats
    )
    return PosedWeek(problem, person, goal, _team(episode), by_key, commitments, suits, short)


@written_once
def _lasting(site_id: int, starts_on: date) -> QuerySet[Series]:
    """A seat is open ended, so a series that is to end is no longer offered."""
    begun = Series.objects.filter(program__site=site_id, starts_on__lte=starts_on, ends_on=None)
    return in_order_of_week(begun)


def as_before(posed: PosedWeek, term: SeriesTerm) -> PosedWeek:
    """The same question for the days on which one session has not changed yet."""
    begins = minute_of_day(term.starts)
    start, end = _steps(begins, begins + term.series.minutes)
    earlier: dict[str, Any] = {
        "start": start,
        "end": end,
        "room": str(term.room_id),
        "leader": str(term.leader_id),
    }
    offerings = tuple(
        replace(one, **earlier) if one.key == str(term.series_id) else one
        for one in posed.problem.offerings
    )
    return replace(posed, problem=replace(posed.problem, offerings=offerings))


def with_own_team(posed: PosedWeek) -> PosedWeek:
    """The same question, with one-to-one sessions only by somebody of the person's own team."""
    needs = tuple(
        replace(need, leaders=posed.team) if need.service in WITH_ONE_CLINICIAN else need
        for need in posed.person.needs
    )
    person = replace(posed.person, needs=needs)
    return replace(posed, person=person, problem=replace(posed.problem, people=(person,)))


def phase_of(episode: Episode, starts_on: date) -> PlannedPhase:
    """The step that the week belongs to: the one planned for that day, but none that no signed
    decision has reached yet."""
    phases = phases_of(episode)
    covering = [one for one in phases if one.starts_on <= starts_on < (one.ends_on or date.max)]
    reached = min([one.number for one in covering] + [episode.phase_number])
    for phase in phases:
        if phase.number == reached:
            return phase
    raise UnableToPlanWeek("This person has no planned steps yet. Admit them under Care first.")


def week_goal(episode: Episode, phase: PlannedPhase, starts_on: date) -> WeekGoal:
    """At Level 2.1 never below the floor for the age, unless the step is a short transition."""
    age = _age(episode, starts_on)
    minutes, days = phase.weekly_minutes, phase.days
    if phase.level_code == INTENSIVE_OUTPATIENT and not is_short(phase):
        minutes = max(minutes, weekly_minimum_minutes(age))
        days = max(days, week_rules().fewest_days.value)
    group = AgeGroup.ADULT if is_adult(age) else AgeGroup.ADOLESCENT
    return WeekGoal(phase.number, minutes, days, group)


def is_short(phase: PlannedPhase) -> bool:
    """A transition short enough to stay at its level below the floor."""
    weeks = default_level_rules().transition_weeks.value
    return phase.ends_on is not None and (phase.ends_on - phase.starts_on).days <= 7 * weeks


def _age(episode: Episode, on: date) -> int:
    age = age_on(episode.patient, on)
    if age is None:
        raise UnableToPlanWeek("Enter the date of birth first: adults and adolescents stay apart.")
    return age


def _asked(episode: Episode, starts_on: date, series: Iterable[Series]) -> dict[str, int]:
    """What the treatment plan asks for of services that are offered here; the others take place
    elsewhere, such as a support group in town."""
    offered = {one.service for one in series}
    asked = asked_mix(episode, starts_on)
    return {service: times for service, times in asked.items() if service in offered}


def _needs(phase: PlannedPhase, asked: Mapping[str, int]) -> tuple[Need, ...]:
    """What the step foresees, and what the treatment plan asks for beyond it: a plan adds
    sessions, and takes none of the hours of a step away."""
    foreseen = {row["service"]: row for row in phase.sessions}
    return tuple(
        Need(
            key=service,
            service=service,
            count=max(foreseen.get(service, {}).get("per_week", 0), asked.get(service, 0)),
            minutes=_needed(foreseen.get(service, {}), service),
        )
        for service in dict.fromkeys([*foreseen, *asked])
    )


def _needed(row: Mapping[str, Any], service: str) -> int:
    """Clinical minutes of each; none where the service does not count."""
    return int(row.get("minutes", 0)) if counts_toward_hours(service) else 0


def _team(episode: Episode) -> tuple[str, ...]:
    return tuple(str(member.account_id) for member in team_of(episode))


def _busy(one: CommitmentRow) -> Busy:
    start, end = _steps(minute_of_day(one.starts), minute_of_day(one.ends))
    return Busy(one.weekday, start, end, one.kind.value, one.kind.label, one.is_firm)


def _steps(start: int, end: int) -> tuple[int, int]:
    """The grid's steps that hold these minutes of the day, outward to whole steps."""
    step = GRID.step_minutes
    return start // step, -(-end // step)


def _offering(one: Series, taken: int, left: int, suits: Suits) -> Offering:
    begins = minute_of_day(one.starts)
    start, end = _steps(begins, begins + one.minutes)
    return Offering(
        key=str(one.pk),
        service=one.service,
        day=one.weekday,
        start=start,
        end=end,
        seats_left=left,
        clinical_minutes=one.clinical_minutes,
        room=str(one.room_id),
        leader=str(one.leader_id),
        meets_anyway=taken > 0,
        asks_for=frozenset({one.program.age_group, *one.track.asks_for()}),
        keeps=kept_by(one, suits),
    )


def kept_by(one: Series, suits: Suits) -> frozenset[str]:
    """What of all that people ask of sessions this one keeps for them."""
    spoken = named_languages(one.leader.languages)
    return suits.met_by(one.track, spoken=spoken, is_alone=one.seats == 1)


def _taken_by_others(episode: Episode, starts_on: date) -> Counter[int]:
    """Places of each series that somebody else holds on or after the day: a new seat is open
    ended, so it needs a place that stays free."""
    return Counter(series_id for series_id, _ in places_taken(episode, starts_on))


def free_places(series: Series, taken: set[tuple[int, int]], ratios: Ratios) -> list[int]:
    """Places that nobody has, as long as those who lead it may have one more."""
    held = sum(series_id == series.pk for series_id, _ in taken)
    if held >= most_people(series, ratios):
        return []
    return [one for one in range(1, series.seats + 1) if (series.pk, one) not in taken]


def places_taken(episode: Episode, starts_on: date) -> set[tuple[int, int]]:
    """(series, place) of every place that somebody else has, or is offered, on or after the day."""
    asked = episode.site_id, episode.patient_id
    taken = {*_others_seats(*asked, starts_on), *_held_for_others(*asked)}
    return taken | _kept_for_others(episode, starts_on, taken)


@written_once
def _others_seats(
    site_id: int, patient_id: int, starts_on: date
) -> QuerySet[Seat, tuple[int, int]]:
    later = Q(ends_on=None) | Q(ends_on__gt=starts_on)
    seats = Seat.objects.filter(later, series__program__site=site_id)
    return seats.exclude(patient=patient_id).values_list("series_id", "place")


@written_once
def _held_for_others(site_id: int, patient_id: int) -> QuerySet[HeldPlace, tuple[int, int]]:
    held = HeldPlace.objects.filter(series__program__site=site_id, released_at=None)
    return held.exclude(patient=patient_id).values_list("series_id", "place")


def _kept_for_others(
    episode: Episode, starts_on: date, taken: set[tuple[int, int]]
) -> set[tuple[int, int]]:
    """The last free places of each group, one for each person whose place is kept."""
    counts = Counter(_kept_in(episode.site_id, episode.patient_id, starts_on))
    found: set[tuple[int, int]] = set()
    for pk, program_id, seats in _groups_of(counts, starts_on):
        free = [(pk, place) for place in range(seats, 0, -1) if (pk, place) not in taken]
        found |= set(free[: counts[program_id]])
    return found


@written_once
def _kept_in(site_id: int, patient_id: int, starts_on: date) -> QuerySet[KeptPlace, int]:
    """The program of each place that is kept for somebody else."""
    kept = KeptPlace.objects.filter(
        program__site=site_id, given_back_at=None, until_on__gte=starts_on
    )
    return kept.exclude(patient=patient_id).values_list("program_id", flat=True)


@written_once
def _groups_of(
    programs: Collection[int], starts_on: date
) -> QuerySet[Series, tuple[int, int, int]]:
    lasting = Q(ends_on=None) | Q(ends_on__gt=starts_on)
    groups = Series.objects.filter(lasting, program__in=programs, seats__gt=1)
    return groups.values_list("pk", "program_id", "seats")


def _shut(patient: Patient, series: Iterable[Series], starts_on: date) -> tuple[Closure, ...]:
    """Nobody is led by staff who are shut out of their chart, or meets whom they must not meet.
    Both have one reason, so that an explanation tells nobody about the other person."""
    blocks = AccessBlock.objects.filter(patient=patient)
    blocked: set[int] = set(blocks.values_list("account_id", flat=True))
    apart = would_meet(patient.pk, series, from_day=starts_on)
    return tuple(
        Closure(patient.code, str(one.pk), SHUT_OUT)
        for one in series
        if one.leader_ids & blocked or one.pk in apart
    )
