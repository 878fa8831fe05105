"""How a course of care is read, and the signed decision on the next step."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import altered_entries
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.progress.figures import clinic_figures
from stepdown.clinic.progress.models import StepReview
from stepdown.clinic.progress.needs import NeedKind, PersonNeed, people_by_step, person_needs
from stepdown.clinic.progress.operations import UnableToDecideStep, sign_step_review
from stepdown.clinic.progress.queries import (
    attendance_record,
    scores_over_time,
    step_advice,
    step_evidence,
)
from stepdown.clinic.timetable.models import Series
from stepdown.clinic.treatment.caseload import Caseload
from stepdown.clinic.treatment.models import Episode, TeamMember
from stepdown.rules.progress import Suggestion
from tests.clinic.care import agree, score_form
from tests.clinic.evenings import hold_evening, take_seats
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World, make_world
from tests.layers import made_once

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


def needs_of(actor: Actor, now: datetime) -> list[PersonNeed]:
    return person_needs(actor, now, today=now.date())


@made_once
def dana(world: World) -> Patient:
    return world.patient()


@made_once
def episode(world: World, dana: Patient) -> Episode:
    return in_care(world, dana)


@made_once
def evenings(world: World, episode: Episode) -> list[Series]:
    """The three groups, two classes and one opening that make 9 hours."""
    series = add_evening_program(world)[:6]
    take_seats(world, episode, series)
    return series


def hold_week(world: World, evenings: list[Series], week: int, dana: Patient, **other: str) -> None:
    """All sessions of a week attended; `other` marks a weekday's session of day n as `dayn=`."""
    for index, one in enumerate(evenings):
        on = TODAY + week * WEEK + timedelta(days=one.weekday)
        status = other.get(f"at{index}", "here")
        hold_evening(world, one, on, {dana: status})


def decide(world: World, episode: Episode, decision: str = "move_on", **other: Any) -> StepReview:
    episode.refresh_from_db()
    values: dict[str, Any] = {
        "reason": "She asked for two evenings with her children.",
        "effective_on": TODAY + 4 * WEEK,
        "level_change_acknowledged": True,
        "expected_version": episode.version,
        "now": NOW + timedelta(days=20),
        **other,
    }
    role = values.pop("role", Role.COUNSELOR)
    return sign_step_review(actor=world.actor(role), episode=episode, decision=decision, **values)


def test_four_kinds_of_minutes_are_kept_apart(
    world: World, episode: Episode, evenings: list[Series], dana: Patient
) -> None:
    hold_evening(world, evenings[0], TODAY, {dana: "here"})
    hold_evening(world, evenings[3], TODAY, {dana: "here"}, noted=False)
    hold_evening(world, evenings[1], TODAY + timedelta(days=1), {dana: "missed"})
    record = attendance_record(episode, now=NOW + timedelta(days=2))
    (week,) = record.weeks
    assert (week.planned, week.offered, week.attended, week.billable) == (540, 540, 180, 120)
    assert (record.attended, record.expected) == (2, 3)


def test_what_lies_ahead_is_no_absence(
    episode: Episode, evenings: list[Series], dana: Patient
) -> None:
    record = attendance_record(episode, now=NOW)
    assert {mark for row in record.rows for mark in row.marks} == {"ahead"}


def test_late_minutes_alone_do_not_make_a_week_low(
    world: World, episode: Episode, evenings: list[Series], dana: Patient
) -> None:
    for week in range(2):
        hold_week(world, evenings, week, dana, at0="late")
    evidence = step_evidence(episode, now=NOW + 2 * WEEK)
    assert evidence.weeks_below_planned_hours == 0


def test_two_low_weeks_running_prompt_a_review_and_change_no_level(
    world: World, episode: Episode, evenings: list[Series], dana: Patient
) -> None:
    for week in range(2):
        hold_week(world, evenings, week, dana, at0="missed", at1="excused")
    evidence = step_evidence(episode, now=NOW + 2 * WEEK)
    assert evidence.weeks_below_planned_hours == 2
    assert (evidence.sessions_attended, evidence.sessions_expected) == (8, 12)
    assert step_advice(dana, evidence, now=NOW + 2 * WEEK).suggest is Suggestion.REVIEW
    needs = needs_of(world.actor(Role.COUNSELOR), NOW + 2 * WEEK)
    assert [need.kind for need in needs] == [NeedKind.LOW_WEEKS]
    episode.refresh_from_db()
    assert episode.level_code == "2.1"


def test_nothing_known_is_not_nothing_attended(episode: Episode, evenings: list[Series]) -> None:
    evidence = step_evidence(episode, now=NOW + 3 * WEEK)
    assert evidence.sessions_expected is None
    assert evidence.weeks_below_planned_hours is None
    assert evidence.weeks_in_phase == 3
    assert evidence.planned_weeks == 8


def test_scores_are_read_from_the_chart(world: World, episode: Episode, dana: Patient) -> None:
    agree(world, dana)
    score_form(world, dana, "phq-9", [2] * 7 + [0, 0])
    score_form(world, dana, "phq-9", [1] * 7 + [0, 0], now=NOW + WEEK)
    assert [point.total for point in scores_over_time(dana)["phq-9"]] == [14, 7]
    evidence = step_evidence(episode, now=NOW + WEEK)
    assert (evidence.first_phq9, evidence.latest_phq9) == (14, 7)


def test_moving_on_signs_the_step_with_its_evidence(world: World, episode: Episode) -> None:
    review = decide(world, episode)
    body = Entry.objects.get(kind=EntryKind.STEP_DECISION).body
    assert (body["from_step"], body["to_step"], body["to_minutes"]) == (1, 2, 360)
    assert body["evidence"]["planned_weeks"] == 8
    assert body["rules_version"] == body["advice"]["version"]
    assert review.effective_on == TODAY + 4 * WEEK
    assert altered_entries() == []


def test_the_steps_follow_each_other_from_the_day_decided(world: World, episode: Episode) -> None:
    decide(world, episode)
    phases = list(episode.phases.order_by("number").values_list("starts_on", "ends_on"))
    assert phases[0] == (TODAY, TODAY + 4 * WEEK)
    assert phases[1] == (TODAY + 4 * WEEK, TODAY + 8 * WEEK)
    assert phases[2][0] == phases[1][1]
    assert phases[3][0] == phases[2][1]


def test_below_nine_hours_the_decision_carries_a_signed_level_change(
    world: World, episode: Episode
) -> None:
    with pytest.raises(UnableToDecideStep, match="6 hours a week are less than the 9 hours"):
        decide(world, episode, level_change_acknowledged=False)
    assert StepReview.objects.count() == 0
    review = decide(world, episode)
    episode.refresh_from_db()
    assert (episode.level_code, review.changes_level) == ("1", True)
    change = review.entry.body["level_change"]
    assert (change["from"], change["to"]) == ("2.1", "1")


def test_six_hours_are_intensive_for_an_adolescent(world: World) -> None:
    young = in_care(world, world.patient("Kit", birth_on=date(2010, 1, 1)))
    review = decide(world, young, level_change_acknowledged=False)
    young.refresh_from_db()
    assert (young.level_code, review.changes_level) == ("2.1", False)


def test_raising_hours_is_a_decision_with_its_level_change_too(
    world: World, episode: Episode
) -> None:
    decide(world, episode)
    later = {"effective_on": TODAY + 5 * WEEK, "now": NOW + 4 * WEEK}
    with pytest.raises(UnableToDecideStep, match=r"at least the 9 hours"):
        decide(world, episode, "more", level_change_acknowledged=False, **later)
    decide(world, episode, "more", **later)
    episode.refresh_from_db()
    assert (episode.phase_number, episode.level_code) == (1, "2.1")
    first, second = episode.phases.order_by("number")[:2]
    assert first.starts_on == TODAY + 5 * WEEK
    assert second.starts_on == first.ends_on


def test_planned_hours_follow_the_signed_decisions(world: World, episode: Episode) -> None:
    decide(world, episode)
    later = {"effective_on": TODAY + 6 * WEEK, "now": NOW + 5 * WEEK}
    decide(world, episode, "more", **later)
    episode.refresh_from_db()
    record = attendance_record(episode, now=NOW + 6 * WEEK)
    assert [week.planned for week in record.weeks] == [540] * 4 + [360] * 2 + [540]


def test_staying_moves_the_later_steps(world: World, episode: Episode) -> None:
    decide(world, episode, "stay", effective_on=TODAY + 10 * WEEK)
    first, second = episode.phases.order_by("number")[:2]
    assert first.ends_on == second.starts_on == TODAY + 10 * WEEK
    episode.refresh_from_db()
    assert (episode.phase_number, episode.level_code) == (1, "2.1")


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"reason": "  "}, "Write the reason"),
        ({"effective_on": TODAY + timedelta(days=29)}, "Choose a Monday"),
        ({"effective_on": TODAY + WEEK}, "has passed"),
        ({"now": NOW, "effective_on": TODAY}, "begins on November 23"),
    ],
)
def test_what_is_missing_is_said(
    world: World, episode: Episode, other: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(UnableToDecideStep, match=sentence):
        decide(world, episode, **other)


def test_the_ends_of_the_plan_are_said(world: World, episode: Episode) -> None:
    with pytest.raises(UnableToDecideStep, match="most hours of this plan"):
        decide(world, episode, "more")
    Episode.objects.filter(pk=episode.pk).update(phase_number=4)
    with pytest.raises(UnableToDecideStep, match="is the last one"):
        decide(world, episode)


def test_a_stale_decision_is_refused_whole(world: World, episode: Episode) -> None:
    with pytest.raises(UnableToSave):
        decide(world, episode, expected_version=99)
    assert StepReview.objects.count() == 0
    assert Entry.objects.filter(kind=EntryKind.STEP_DECISION).count() == 0


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.INTAKE, Role.DIRECTOR, Role.BILLER])
def test_who_may_not_decide(world: World, episode: Episode, role: Role) -> None:
    with pytest.raises(NotAllowed):
        decide(world, episode, role=role)


def test_care_on_hold_has_no_next_step(world: World, episode: Episode) -> None:
    Episode.objects.filter(pk=episode.pk).update(status="hold", hold_reason="Hospital")
    with pytest.raises(UnableToDecideStep, match="on hold"):
        decide(world, episode)


def test_a_review_is_due_before_a_step_ends(world: World, episode: Episode) -> None:
    counselor = world.actor(Role.COUNSELOR)
    assert needs_of(counselor, NOW) == []
    (need,) = needs_of(counselor, NOW + 7 * WEEK)
    assert (need.kind, need.short_name, need.since) == (
        NeedKind.REVIEW,
        "Dana M.",
        TODAY + 8 * WEEK,
    )


def test_an_open_safety_step_comes_first_until_it_is_answered(
    world: World, episode: Episode, dana: Patient
) -> None:
    agree(world, dana)
    score_form(world, dana, "phq-9", [0] * 8 + [1])
    kinds = [need.kind for need in needs_of(world.actor(Role.TECHNICIAN), NOW)]
    assert kinds == [NeedKind.SAFETY]


def test_the_director_hears_of_teams_that_are_not_complete(world: World, episode: Episode) -> None:
    director = world.actor(Role.DIRECTOR)
    assert needs_of(director, NOW) == []
    TeamMember.objects.filter(role=Role.PSYCHOLOGIST).update(ends_on=TODAY)
    assert [need.kind for need in needs_of(director, NOW)] == [NeedKind.TEAM]


def test_nobody_hears_of_people_elsewhere(world: World, episode: Episode) -> None:
    other = make_world("Bayside")
    after: datetime = NOW + 8 * WEEK
    for role in (Role.COUNSELOR, Role.DIRECTOR, Role.INTAKE, Role.MEDICAL):
        assert needs_of(other.actor(role), after) == []
    assert people_by_step(Caseload(other.actor(Role.COUNSELOR), after)) == []
    assert clinic_figures(other.actor(Role.DIRECTOR), after).in_care == 0


def test_the_figures_count_people_in_care(world: World, episode: Episode) -> None:
    figures = clinic_figures(world.actor(Role.DIRECTOR), NOW)
    assert (figures.in_care, figures.on_hold) == (1, 0)
    assert people_by_step(Caseload(world.actor(Role.COUNSELOR), NOW)) == [(1, 540, 1)]


def test_a_review_belongs_to_the_team(world: World, episode: Episode) -> None:
    due_at = NOW + 7 * WEEK
    assert [need.kind for need in needs_of(world.actor(Role.MEDICAL), due_at)] == [NeedKind.REVIEW]
    TeamMember.objects.filter(role=Role.MEDICAL).update(ends_on=TODAY)
    assert needs_of(world.actor(Role.MEDICAL), due_at) == []
