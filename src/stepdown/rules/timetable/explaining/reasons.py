"""The smallest set of atoms that together block every place: each of them is then necessary."""

from collections.abc import Iterable

from ortools.sat.python import cp_model

from stepdown.rules.timetable.explaining.atoms import Atom

Atoms = frozenset[Atom]
EFFORT = 0.5  # the solver's deterministic seconds


def smallest_reason(blocked: Iterable[Atoms]) -> tuple[Atom, ...]:
    """A smallest set that meets each of `blocked` (none of them empty). Should the solver stop
    early it may not be the smallest, but still no atom of it could be left out."""
    sets = without_supersets(blocked)
    atoms = sorted({atom for each in sets for atom in each}, key=lambda atom: atom.order)
    model = cp_model.CpModel()
    held = {atom: model.new_bool_var("") for atom in atoms}
    for each in sets:
        model.add_bool_or([held[atom] for atom in sorted(each, key=lambda a: a.order)])
    model.minimize(sum(held.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = EFFORT
    status = solver.solve(model)
    known = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    found = [atom for atom in atoms if not known or solver.value(held[atom])]
    return tuple(_thinned(found, sets))


def without_supersets(blocked: Iterable[Atoms]) -> list[Atoms]:
    """Whoever meets the smaller set meets the larger one too."""
    kept: list[Atoms] = []
    for each in sorted(set(blocked), key=lambda s: (len(s), sorted(a.order for a in s))):
        if not any(other <= each for other in kept):
            kept.append(each)
    return kept


def _thinned(found: list[Atom], sets: list[Atoms]) -> list[Atom]:
    for atom in list(found):
        rest = [other for other in found if other != atom]
        if all(each.intersection(rest) for each in sets):
            found = rest
    return found
