"""Solver and checker share no code, so each is the other's witness over random small weeks."""

from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.rules.timetable.own_week import (
    Busy,
    Cause,
    Chosen,
    Closure,
    Grid,
    Need,
    Offering,
    Person,
    Pin,
    Plan,
    Problem,
    Result,
    Status,
    Stop,
    Weights,
    check,
    explain,
    solve,
)

GRID = Grid(step_minutes=60, days=3)
STOP = Stop(seconds=20)
SERVICES = ("group", "class")
WEIGHTS = Weights(day=30, travel=1, waiting=1, above_target=1, rather_not=45)

tags = st.sets(st.just("adult")).map(frozenset)
some_name = st.none() | st.sampled_from(["ann", "bo"])


@st.composite
def offerings(draw: st.DrawFn, key: str) -> Offering:
    start = draw(st.integers(8, 14))
    length = draw(st.integers(1, 3))
    return Offering(
        key,
        draw(st.sampled_from(SERVICES)),
        draw(st.integers(0, 2)),
        start,
        start + length,
        draw(st.integers(0, 2)),
        draw(st.integers(30, length * 60)),
        room=draw(some_name),
        leader=draw(some_name),
        program=draw(st.sampled_from([None, None, "track"])),
        meets_anyway=draw(st.booleans()),
        asks_for=draw(tags),
    )


@st.composite
def commitments(draw: st.DrawFn) -> Busy:
    start = draw(st.integers(7, 15))
    end = start + draw(st.integers(1, 3))
    is_firm = draw(st.sampled_from([True, True, False]))
    return Busy(draw(st.integers(0, 2)), start, end, "work", "Work", is_firm)


@st.composite
def needs(draw: st.DrawFn, service: str) -> Need:
    count = draw(st.integers(0, 2))
    leaders = draw(st.sampled_from([(), (), ("ann",)]))
    most = draw(st.sampled_from([None, count + 1]))
    return Need(service, service, count, draw(st.sampled_from([0, 60])), most, leaders)


@st.composite
def people(draw: st.DrawFn, key: str) -> Person:
    return Person(
        key,
        tuple(draw(needs(service)) for service in SERVICES),
        tuple(draw(st.lists(commitments(), max_size=3))),
        travel_minutes=draw(st.sampled_from([0, 20, 60])),
        weekly_minimum_minutes=draw(st.sampled_from([0, 60, 150])),
        min_days=draw(st.integers(0, 2)),
        max_minutes_a_day=draw(st.sampled_from([120, 240, 1440])),
        tags=draw(tags),
    )


@st.composite
def problems(draw: st.DrawFn, most_people: int = 2, most_offerings: int = 4) -> Problem:
    who = tuple(draw(people(f"p{n}")) for n in range(draw(st.integers(1, most_people))))
    what = tuple(draw(offerings(f"o{n}")) for n in range(draw(st.integers(1, most_offerings))))
    pair = st.tuples(st.sampled_from([p.key for p in who]), st.sampled_from([o.key for o in what]))
    pinned = tuple(Pin(*keys) for keys in draw(st.sets(pair, max_size=1)))
    closed = tuple(Closure(*keys, "no_contact") for keys in draw(st.sets(pair, max_size=1)))
    return Problem(GRID, who, what, pinned, closed, WEIGHTS)


def plan(problem: Problem, person: Person, attended: tuple[Offering, ...]) -> Plan:
    """A plan with true figures: in this world each need is named like its service."""
    days = tuple(sorted({o.day for o in attended}))
    clinical = sum(o.clinical_minutes for o in attended)
    waiting = 0
    for day in days:
        today = [o for o in attended if o.day == day]
        stay = max(o.end for o in today) - min(o.start for o in today)
        waiting += 60 * (stay - len({step for o in today for step in range(o.start, o.end)}))
    travel = 60 if person.travel_minutes else 0
    aim = max(person.weekly_minimum_minutes, sum(n.count * n.minutes for n in person.needs))
    cost = len(days) * (30 + 2 * travel) + waiting + max(0, clinical - aim)
    cost += 45 * sum(any(takes(o, b, travel // 60) for b in person.busy) for o in attended)
    chosen = tuple(Chosen(o.key, o.service) for o in attended)
    return Plan(person.key, chosen, clinical, days, waiting, cost)


def takes(offering: Offering, busy: Busy, around: int) -> bool:
    """Whether a time that the person would rather keep meets the session or the way to it."""
    start, end = offering.day * 24 + offering.start, offering.day * 24 + offering.end
    midnight = busy.day * 24
    meets = midnight + busy.start < end + around and start - around < midnight + busy.end
    return meets and not busy.is_firm


def every_result(problem: Problem) -> list[Result]:
    choices = []
    for person in problem.people:
        picks = product([False, True], repeat=len(problem.offerings))
        sets = [
            tuple(o for o, taken in zip(problem.offerings, pick, strict=True) if taken)
            for pick in picks
        ]
        choices.append([plan(problem, person, attended) for attended in sets])
    return [Result(Status.SOLVED, plans, sum(p.cost for p in plans)) for plans in product(*choices)]


@settings(max_examples=80)
@given(problems())
def test_the_solver_finds_the_cheapest_week_that_the_checker_accepts(problem: Problem) -> None:
    accepted = [r.cost for r in every_result(problem) if check(problem, r) == ()]
    result = solve(problem, stop=STOP)
    assert check(problem, result) == ()
    assert result.status is (Status.SOLVED if accepted else Status.IMPOSSIBLE)
    assert result.cost == min(accepted, default=None)  # type: ignore[type-var]


@settings(max_examples=60)
@given(problems(), st.data())
def test_any_edit_of_a_plan_that_breaks_a_rule_is_caught(
    problem: Problem, data: st.DataObject
) -> None:
    """Moving one person in or out of one offering, with all figures redone, either is noticed or
    leaves another whole week, which the cheapest one cannot beat."""
    result = solve(problem, stop=STOP)
    if not result.plans:
        return
    index = data.draw(st.integers(0, len(result.plans) - 1))
    moved = data.draw(st.sampled_from([o.key for o in problem.offerings]))
    old = result.plans[index]
    keys = set(old.offerings) ^ {moved}
    attended = tuple(o for o in problem.offerings if o.key in keys)
    new = plan(problem, problem.people[index], attended)
    plans = tuple(new if p is old else p for p in result.plans)
    edited = Result(Status.SOLVED, plans, sum(p.cost for p in plans))
    stale = replace(edited, plans=tuple(replace(p, cost=p.cost + 1) for p in plans))
    assert check(problem, stale) != ()
    if check(problem, edited) == ():
        assert edited.cost is not None
        assert result.cost is not None
        assert edited.cost >= result.cost


@settings(max_examples=60)
@given(problems(most_people=1, most_offerings=5))
def test_an_explanation_holds_and_each_of_its_atoms_is_necessary(problem: Problem) -> None:
    person = problem.people[0]
    told = explain(problem, person.key).for_person
    fits = solve(problem, stop=STOP).status is Status.SOLVED
    assert (told.cause is Cause.FITS) == fits
    everything = [("commitment", n) for n, busy in enumerate(person.busy) if busy.is_firm]
    everything += [("kept_placement", n) for n in range(len(problem.pinned))]
    everything += [("daily_limit", 0)]
    assert possible_with(problem, []) == (told.cause is not Cause.NOT_OFFERED)
    if told.cause is Cause.OWN_WEEK:
        blocking = [(a.kind.value, a.index) for a in told.blocking]
        assert not possible_with(problem, blocking)
        for atom in blocking:
            assert possible_with(problem, [a for a in blocking if a != atom])
        moving = [(a.kind.value, a.index) for a in told.to_move]
        kept = [a for a in everything if a not in moving]
        assert possible_with(problem, kept)
        for atom in moving:
            assert not possible_with(problem, [*kept, atom])


def possible_with(problem: Problem, kept: list[tuple[str, int]]) -> bool:
    """Whether a full week exists when only these atoms still hold."""
    person = problem.people[0]
    busy = tuple(b for n, b in enumerate(person.busy) if ("commitment", n) in kept)
    limit = person.max_minutes_a_day if ("daily_limit", 0) in kept else 1440
    lighter = replace(person, busy=busy, max_minutes_a_day=limit)
    pinned = tuple(p for n, p in enumerate(problem.pinned) if ("kept_placement", n) in kept)
    eased = replace(problem, people=(lighter,), pinned=pinned)
    return any(check(eased, result) == () for result in every_result(eased))


@settings(max_examples=40)
@given(problems(most_people=1, most_offerings=5))
def test_no_week_that_keeps_the_persons_life_has_more_minutes_than_the_closest(
    problem: Problem,
) -> None:
    """Weeks that are short of the goal only, as the checker sees them."""
    problem = replace(problem, pinned=())
    person = problem.people[0]
    goals = {"weekly_minimum", "fewest_days", "number_of_sessions"}
    told = explain(problem, person.key).for_person.closest
    capped = [
        min(r.plans[0].weekly_minutes, person.target_minutes)
        for r in every_result(problem)
        if {v.rule for v in check(problem, r)} <= goals and within_most(person, r.plans[0])
    ]
    assert min(told.plan.weekly_minutes, person.target_minutes) == max(capped)


def within_most(person: Person, week: Plan) -> bool:
    taken = [c.need for c in week.chosen]
    return all(taken.count(n.key) <= n.at_most for n in person.needs)
