"""A model of a part of the week knows the week as it stands, and so begins from it at once."""

import pytest
from ortools.sat.python.cp_model import FEASIBLE, OPTIMAL, CpSolver

from stepdown.rules.timetable.engine.goal import COST
from stepdown.rules.timetable.engine.neighbors import wide
from stepdown.rules.timetable.engine.part import PartModel
from stepdown.rules.timetable.engine.run import Run
from stepdown.rules.timetable.engine.search import Clock, Search
from stepdown.rules.timetable.lattice import Lattice
from tests.rules.weeks import clinic, posed


@pytest.fixture(scope="module")
def served() -> Search:
    lattice = Lattice(posed(clinic(24).instance))
    search = Search(lattice, clock=Clock(None), seed=3, threads=1, most_rounds=6)
    Run(search).go(None, None)
    return search


def _part(search: Search) -> PartModel:
    people, programs = wide(search)
    return search.part(people, programs, goal=COST)


@pytest.mark.parametrize("_", range(3))
def test_every_variable_has_a_value_in_the_week_as_it_stands(served: Search, _: int) -> None:
    proto = _part(served).cp.proto
    assert len(proto.solution_hint.vars) == len(proto.variables)


@pytest.mark.parametrize("_", range(3))
def test_these_values_keep_every_rule_and_settling_them_changes_nothing(
    served: Search, _: int
) -> None:
    part, solver = _part(served), CpSolver()
    solver.parameters.fix_variables_to_their_hinted_value = True
    solver.parameters.num_workers = 1
    assert solver.solve(part.cp) in (OPTIMAL, FEASIBLE)
    cost = served.cost()
    assert served.take(part, solver.boolean_value) is False
    assert served.cost() == cost
