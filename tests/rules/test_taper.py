"""Phases whose hours shrink, and the level of care that a planned week amounts to."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.rules.taper import (
    LevelReason,
    Phase,
    SessionKind,
    TaperTemplate,
    UnableToPlanPhases,
    UnableToTellLevel,
    default_level_rules,
    default_templates,
    level_for,
    level_of_step,
    next_phase,
    phase_on,
    plan_phases,
    previous_phase,
    program_templates,
    shrinks,
)

THREE_EVENINGS = default_templates()["three-evenings"]

sessions = st.builds(
    SessionKind,
    service=st.sampled_from(["group", "education", "individual"]),
    minutes=st.integers(15, 240),
    per_week=st.integers(1, 7),
    break_minutes=st.integers(0, 30),
)


@st.composite
def templates(draw: st.DrawFn) -> TaperTemplate:
    kinds = draw(st.lists(st.tuples(sessions, st.integers(1, 20)), min_size=1, max_size=6))
    phases = tuple(
        Phase(number, "any", weeks, 1, (kind,)) for number, (kind, weeks) in enumerate(kinds, 1)
    )
    return TaperTemplate("any", "1", "made up", False, phases)


class TestDefaultTemplates:
    def test_three_evenings_hold_nine_clinical_hours_besides_their_breaks(self) -> None:
        core = THREE_EVENINGS.phases[0]
        assert core.weekly_minutes == 540
        assert core.booked_minutes == 3 * 195
        assert core.days == 3

    def test_three_evenings_fall_in_small_steps(self) -> None:
        hours = [phase.weekly_minutes / 60 for phase in THREE_EVENINGS.phases]
        assert hours == [9, 6, 4, 1.5]

    def test_steps_fall_in_length_and_in_number(self) -> None:
        steps = [(p.longest_session_minutes, p.sessions_a_week) for p in THREE_EVENINGS.phases]
        assert steps == [(120, 6), (120, 4), (90, 3), (90, 1)]

    def test_the_day_program_starts_with_five_days(self) -> None:
        phases = default_templates()["five-days"].phases
        assert [p.days for p in phases] == [5, 4, 3, 2, 2, 1]
        assert [p.weekly_minutes / 60 for p in phases] == [15, 12, 9, 6, 4, 1.5]

    @pytest.mark.parametrize("key", ["three-evenings", "five-days"])
    def test_every_default_shrinks_is_unconfirmed_and_lasts_ninety_days(self, key: str) -> None:
        template = default_templates()[key]
        assert shrinks(template)
        assert not template.confirmed
        assert template.source
        assert sum(p.weeks for p in template.phases) * 7 >= 90


class TestShrinking:
    @pytest.mark.parametrize(
        "later",
        [
            SessionKind("group", 130, 2),  # longer
            SessionKind("group", 60, 4),  # more often
            SessionKind("group", 125, 3),  # more minutes a week
        ],
    )
    def test_a_phase_that_rises_is_noticed(self, later: SessionKind) -> None:
        first = Phase(1, "one", 4, 1, (SessionKind("group", 120, 3),))
        then = Phase(2, "two", 4, 1, (later,))
        assert not shrinks(TaperTemplate("any", "1", "made up", False, (first, then)))

    def test_more_days_with_the_same_sessions_rise_too(self) -> None:
        first = Phase(1, "one", 4, 1, (SessionKind("group", 120, 3),))
        then = replace(first, number=2, days=2)
        assert not shrinks(TaperTemplate("any", "1", "made up", False, (first, then)))

    @given(templates())
    def test_a_taper_that_shrinks_never_rises_at_any_step(self, template: TaperTemplate) -> None:
        weekly = [p.weekly_minutes for p in template.phases]
        if shrinks(template):
            assert weekly == sorted(weekly, reverse=True)
        if any(after > before for before, after in pairwise(weekly)):
            assert not shrinks(template)


class TestPlannedPhases:
    @given(templates(), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    def test_periods_are_half_open_and_leave_no_gap(
        self, template: TaperTemplate, on: date
    ) -> None:
        planned = plan_phases(template, on)
        assert planned[0].starts_on == on
        assert all(one.ends_on == other.starts_on for one, other in pairwise(planned))
        assert [(p.ends_on - p.starts_on).days for p in planned] == [
            7 * p.weeks for p in template.phases
        ]

    @given(templates(), st.integers(-10, 1000))
    def test_a_day_lies_in_one_phase_or_outside_the_plan(
        self, template: TaperTemplate, offset: int
    ) -> None:
        planned = plan_phases(template, date(2026, 2, 28))
        day = date(2026, 2, 28) + timedelta(days=offset)
        found = [p for p in planned if p.covers(day)]
        assert len(found) == (planned[0].starts_on <= day < planned[-1].ends_on)
        assert phase_on(planned, day) == (found[0] if found else None)

    def test_the_last_day_belongs_to_the_phase_that_follows(self) -> None:
        planned = plan_phases(THREE_EVENINGS, date(2026, 11, 23))
        assert planned[0].ends_on == date(2027, 1, 18)
        assert phase_on(planned, date(2027, 1, 18)) == planned[1]

    def test_neighbors_exist_up_to_the_ends(self) -> None:
        assert next_phase(THREE_EVENINGS, 1) == THREE_EVENINGS.phases[1]
        assert next_phase(THREE_EVENINGS, 4) is None
        assert previous_phase(THREE_EVENINGS, 2) == THREE_EVENINGS.phases[0]
        assert previous_phase(THREE_EVENINGS, 1) is None


class TestLevels:
    @pytest.mark.parametrize(
        ("minutes", "age", "edition", "code"),
        [
            (540, 30, "3rd", "2.1"),
            (539, 30, "3rd", "1"),
            (539, 30, "4th", "1.5"),
            (540, 18, "3rd", "2.1"),
            (539, 18, "3rd", "1"),
            (360, 17, "3rd", "2.1"),
            (359, 17, "3rd", "1"),
            (1199, 30, "3rd", "2.1"),
            (1200, 30, "3rd", "2.5"),
            (1200, 17, "3rd", "2.5"),
            (0, 30, "3rd", "1"),
        ],
    )
    def test_the_level_follows_the_planned_minutes(
        self, minutes: int, age: int, edition: str, code: str
    ) -> None:
        notice = level_for(minutes, age, edition=edition)
        assert notice.level_code == code
        assert notice.is_intensive_outpatient == (code == "2.1")

    def test_a_step_below_nine_hours_needs_a_signed_level_change(self) -> None:
        notice = level_for(THREE_EVENINGS.phases[1].weekly_minutes, 30)
        assert notice.reason is LevelReason.BELOW_FLOOR
        assert notice.floor_minutes == 540
        assert notice.changes_from("2.1")
        assert not notice.changes_from("1")

    @pytest.mark.parametrize(("weeks", "code"), [(1, "2.1"), (2, "2.1"), (3, "1"), (None, "1")])
    def test_a_planned_transition_stays_while_it_is_short(
        self, weeks: int | None, code: str
    ) -> None:
        notice = level_for(360, 30, is_transition=True, weeks=weeks)
        assert notice.level_code == code

    def test_a_short_phase_that_is_no_planned_transition_does_not_stay(self) -> None:
        assert level_for(360, 30, weeks=1).level_code == "1"

    def test_a_transition_names_the_setting_that_carried_it(self) -> None:
        notice = level_for(360, 30, is_transition=True, weeks=2)
        assert notice.reason is LevelReason.PLANNED_TRANSITION
        assert notice.threshold == default_level_rules().transition_weeks
        assert not notice.threshold.confirmed

    @given(st.integers(0, 3000), st.integers(0, 3000), st.integers(10, 90))
    def test_fewer_minutes_never_make_a_higher_level(self, one: int, other: int, age: int) -> None:
        fewer, more = sorted((one, other))
        order = ["1", "2.1", "2.5"]
        below, above = level_for(fewer, age).level_code, level_for(more, age).level_code
        assert order.index(below) <= order.index(above)

    def test_an_unknown_edition_is_refused(self) -> None:
        with pytest.raises(UnableToTellLevel, match="5th"):
            level_for(540, 30, edition="5th")

    def test_every_figure_names_its_source(self) -> None:
        rules = default_level_rules()
        figures = (
            rules.adult_floor_minutes,
            rules.adolescent_floor_minutes,
            rules.adult_from_years,
            rules.high_intensity_minutes,
            rules.transition_weeks,
        )
        assert all(figure.source for figure in figures)


GROUP = SessionKind("group", 90, 3)


@pytest.mark.parametrize(
    ("phases", "sentence"),
    [
        ((), "number the phases"),
        ((Phase(2, "two", 4, 1, (GROUP,)),), "number the phases"),
        ((Phase(1, "one", 0, 1, (GROUP,)),), "1 week or more"),
        ((Phase(1, "one", 4, 1, ()),), "at least one kind"),
        ((Phase(1, "one", 4, 4, (GROUP,)),), "at most its sessions"),
        ((Phase(1, "one", 4, 1, (SessionKind("group", 0, 1),)),), "above zero"),
    ],
)
def test_a_template_that_contradicts_itself_is_refused(
    phases: tuple[Phase, ...], sentence: str
) -> None:
    with pytest.raises(UnableToPlanPhases, match=sentence):
        TaperTemplate("any", "1", "made up", False, phases)


def test_a_plan_can_begin_at_a_later_phase_and_numbers_stay() -> None:
    template = default_templates()["three-evenings"]
    whole = plan_phases(template, date(2026, 11, 23))
    later = plan_phases(template, date(2026, 11, 23), from_number=2)
    assert [planned.number for planned in later] == [p.number for p in whole[1:]]
    assert later[0].starts_on == date(2026, 11, 23)
    assert later[0].ends_on == later[1].starts_on


class TestProgramTemplates:
    def test_there_is_one_for_each_usual_way_of_giving_care(self) -> None:
        assert [one.name for one in program_templates().values()] == [
            "Day program",
            "Evening program",
            "Saturday program",
            "Five days",
            "Young adults",
            "Continuing care",
            "After school",
        ]

    @pytest.mark.parametrize("key", ["day", "evening", "saturday", "five-days", "after-school"])
    def test_an_intensive_one_begins_at_its_level_and_shrinks(self, key: str) -> None:
        template = program_templates()[key]
        first, *_, last = template.shape.steps.phases
        floor = 360 if template.age_group == "adolescent" else 540
        assert first.weekly_minutes >= floor
        assert first.days >= 3
        assert level_of_step(first, template.age_group).level_code == "2.1"
        assert level_of_step(last, template.age_group).level_code == "1"
        assert shrinks(template.shape.steps)

    def test_the_same_hours_are_another_level_for_another_age(self) -> None:
        six = replace(THREE_EVENINGS.phases[1], number=1)
        assert six.weekly_minutes == 360
        assert level_of_step(six, "adult").level_code == "1"
        assert level_of_step(six, "adolescent").level_code == "2.1"

    def test_a_step_asks_for_nothing_that_its_program_does_not_have(self) -> None:
        shape = program_templates()["evening"].shape
        with pytest.raises(UnableToPlanPhases, match="that the program does not have"):
            replace(shape, services=shape.services[:1])
        with pytest.raises(UnableToPlanPhases, match="a seat and a leader"):
            replace(shape, services=(replace(shape.services[0], seats=0), *shape.services[1:]))
