"""For whom a session is held, whom that suits, and weeks found by it."""

from dataclasses import replace

import pytest

from stepdown.rules.taper import (
    GENDER,
    LANGUAGE,
    ProgramShape,
    Suits,
    Track,
    UnableToPlanPhases,
    named_languages,
    program_templates,
    track_content,
    track_from,
)
from stepdown.rules.timetable.own_week import (
    Grid,
    Need,
    Offering,
    Person,
    Problem,
    Status,
    Stop,
    explain,
    solve,
    ways_out,
)

STOP = Stop(seconds=20)
NOBODY = frozenset[str]()


def joins(suits: Suits, track: Track) -> bool:
    kept = suits.met_by(track, spoken=NOBODY, is_alone=False)
    return track.asks_for() <= suits.tags() and suits.only <= kept


def test_an_open_session_suits_everybody_and_a_track_those_whom_it_concerns() -> None:
    spanish, women = Track(language="Spanish"), Track(gender="women")
    young, both = Track(is_young_adult=True), Track(is_co_occurring=True)
    ana = Suits(named_languages("spanish , English"), "women", age=25, is_co_occurring=True)
    assert all(joins(ana, track) for track in (Track(), spanish, women, young, both))
    assert joins(ana, spanish.within(women))
    ben = Suits()
    assert [joins(ben, one) for one in (Track(), spanish, women, young, both)] == [True] + 4 * [
        False
    ]


@pytest.mark.parametrize(("age", "fits"), [(17, False), (18, True), (25, True), (26, False)])
def test_a_young_adult_follows_from_the_age(age: int, fits: bool) -> None:
    assert joins(Suits(age=age), Track(is_young_adult=True)) is fits


def test_who_comes_to_one_language_alone_needs_it_of_each_session() -> None:
    ana = Suits(named_languages("Spanish"), only=frozenset({LANGUAGE}))
    assert joins(ana, Track(language="SPANISH"))
    assert not joins(ana, Track()), "it is held in English"
    kept = ana.met_by(Track(), spoken=named_languages("English, Spanish"), is_alone=True)
    assert kept >= ana.only, "who leads a session alone with them speaks it"
    english = replace(ana, languages=named_languages("English"))
    assert joins(english, Track())


def test_whose_groups_matter_where_others_are_there() -> None:
    ana = Suits(gender="women", only=frozenset({GENDER}))
    assert not joins(ana, Track())
    assert ana.met_by(Track(), spoken=NOBODY, is_alone=True) >= ana.only


def test_a_track_reads_as_it_was_kept_and_says_what_it_is() -> None:
    track = Track("Spanish", "lgbtq", is_young_adult=True, is_co_occurring=True)
    assert track_from(track_content(track)) == track
    words = "held in Spanish, for LGBTQ+ people, ages 18 to 25, co-occurring care"
    assert track.words() == words
    assert Track().words() == ""
    assert program_templates()["young-adults"].shape.track == Track(is_young_adult=True)
    shape = program_templates()["day"].shape
    with pytest.raises(UnableToPlanPhases, match="groups that are named"):
        ProgramShape(shape.steps, shape.services, shape.has_course, Track(gender="tall"))


ANA = Person(
    "ana",
    (Need("g", "group", 2, 60),),
    weekly_minimum_minutes=120,
    tags=frozenset({"adult"}),
    only=frozenset({LANGUAGE}),
)
SPANISH = Offering("a", "group", 0, 18, 19, 3, 60, keeps=frozenset({LANGUAGE}))
ENGLISH = Offering("b", "group", 1, 18, 19, 3, 60)
OTHERS = Offering("c", "group", 2, 18, 19, 3, 60, asks_for=frozenset({"young adult"}))


def test_no_week_is_found_past_what_they_ask_and_the_way_out_is_theirs() -> None:
    problem = Problem(Grid(step_minutes=60), (ANA,), (SPANISH, ENGLISH, OTHERS))
    assert solve(problem, stop=STOP).status is Status.IMPOSSIBLE
    found = explain(problem, "ana", stop=STOP)
    assert {(one.offering, one.reason_code) for one in found.for_staff.not_open} == {
        ("b", "only"),
        ("c", "asks_for"),
    }
    assert found.for_person.closest.plan.offerings == ("a",)
    assert ways_out(problem, ANA, stop=STOP).only == (LANGUAGE,)
