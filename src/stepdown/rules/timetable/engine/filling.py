"""Whole sites at once: everybody who comes to one is placed anew, so that nobody lacks anything.

That is a question with a yes or a no, and nothing to weigh: CP-SAT answers it within seconds for
200 people, where the cheapest or the best served week of so many would take hours.
"""

from collections import defaultdict

from stepdown.rules.timetable.engine.goal import FULL
from stepdown.rules.timetable.engine.part import Freed
from stepdown.rules.timetable.engine.search import Outcome, Search
from stepdown.rules.timetable.engine.sums import lacking
from stepdown.rules.timetable.engine.too_much import is_too_much

MOST = 300  # people in one model; more have not been tried
EFFORTS = (2, 2, 4, 4, 8, 8)  # of deterministic time: one seed may need fifty times another's


def fill_sites(search: Search) -> None:
    """Each site where somebody is short, one after the other, with the others as they are; where
    that cannot be, together with those elsewhere who see the same clinicians by telehealth."""
    people: dict[str, set[int]] = defaultdict(set)
    for who, patient in enumerate(search.lattice.problem.patients):
        people[patient.site].add(who)
    for site, there in sorted(people.items()):
        if _fill(search, site, there) is Outcome.IMPOSSIBLE:
            wider = there | _sharing(search, there)
            if wider != there:
                _fill(search, site, wider)


def _fill(search: Search, site: str, people: set[int]) -> Outcome:
    if len(people) > MOST or people.isdisjoint(search.short()) or not search.goes_on():
        return Outcome.NOTHING
    programs = enumerate(search.lattice.problem.programs)
    theirs = {index for index, program in programs if program.site in (site, None)}
    left = search.without(Freed(frozenset(people), frozenset(theirs)))
    if is_too_much(search.lattice, people, left):
        return Outcome.NOTHING
    part = search.part(sorted(people), theirs, goal=FULL)
    for effort in EFFORTS:
        outcome = search.settle(part, effort)
        search.count_round()
        if outcome is not Outcome.NOTHING or not search.goes_on():
            break
    return outcome


def _sharing(search: Search, people: set[int]) -> set[int]:
    """Who sees a clinician of no site whom one of these could see for what they lack."""
    lattice = search.lattice
    wanted = {
        visit.staff
        for who in people.intersection(search.short())
        for visit in lattice.visits(who)
        if visit.need in lacking(lattice, search.week, who)
        and lattice.problem.staff[visit.staff].site is None
    }
    return {who for who, team in enumerate(search.week.team) if wanted & set(team.values())}
