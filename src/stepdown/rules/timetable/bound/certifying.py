"""Certificates from prices and back, and the bound that a certificate proves."""

from collections.abc import Callable

import numpy as np

from stepdown.rules.timetable.bound.arrays import Ints
from stepdown.rules.timetable.bound.openings import cheapest_openings
from stepdown.rules.timetable.bound.prices import MOST, SCALE, Priced, Shared
from stepdown.rules.timetable.bound.tables import WeekTables
from stepdown.rules.timetable.bound.weeks import Pricing
from stepdown.rules.timetable.certificate import (
    Bound,
    Certificate,
    Price,
    Row,
    UnableToCertify,
)
from stepdown.rules.timetable.lattice import Lattice
from stepdown.rules.timetable.parts import keys_of
from stepdown.rules.timetable.problem import Problem

Names = tuple[str | int, ...]


def certify(problem: Problem, certificate: Certificate) -> Bound:
    """The bound that these prices prove, recomputed from nothing else. Raises UnableToCertify."""
    if certificate.instance != problem.name:
        raise UnableToCertify(
            f"The certificate is for {certificate.instance!r}, not for {problem.name!r}."
        )
    shared = Shared(Lattice(problem))
    prices = _prices(shared, certificate)
    priced = Priced(shared, prices, certificate.scale)
    people = sum(
        Pricing(WeekTables(shared, who), priced).cheapest().cost
        for who in range(len(problem.patients))
    )
    openings = sum(cheapest_openings(priced, p)[0] for p in range(len(problem.programs)))
    capacities = shared.worth(prices)
    cost = -(-(people + openings - capacities) // certificate.scale)
    return Bound(cost, certificate.scale, people, openings, capacities)


def certificate_of(shared: Shared, prices: Ints) -> Certificate:
    names = _names(shared)
    return Certificate(
        shared.lattice.problem.name,
        SCALE,
        tuple(Price(*names(row), int(prices[row])) for row in np.nonzero(prices)[0].tolist()),
    )


def _prices(shared: Shared, certificate: Certificate) -> Ints:
    if not 1 <= certificate.scale <= SCALE:
        raise UnableToCertify(f"scale must be 1 to {SCALE}, not {certificate.scale}.")
    names = _names(shared)
    rows = {names(row): row for row in range(shared.size)}
    prices = np.zeros(shared.size, np.int64)
    seen: set[int] = set()
    for one in certificate.prices:
        row = rows.get((one.row, one.names))
        what = f"The price of {one.row.value} {list(one.names)}"
        if row is None:
            raise UnableToCertify(f"{what} is on nothing that this problem shares.")
        if row in seen:
            raise UnableToCertify(f"{what} is there twice.")
        if one.price < 0 and one.row is not Row.SEAT:
            raise UnableToCertify(f"{what} must not be negative, but is {one.price}.")
        if abs(one.price) > MOST:
            raise UnableToCertify(f"{what} is too large to reckon with: {one.price}.")
        seen.add(row)
        prices[row] = one.price
    return prices


def _names(shared: Shared) -> Callable[[int], tuple[Row, Names]]:
    problem, days, length = shared.lattice.problem, shared.lattice.days, shared.length
    per_day = shared.lattice.per_day
    staff = keys_of(problem.staff)
    kinds = list(shared.kinds)
    needs = [keys_of(p.needs) for p in problem.patients]
    seats = [(who, seat) for who in range(len(needs)) for seat in shared.lattice.seats(who)]

    def name(row: int) -> tuple[Row, Names]:
        if row < shared.contact:
            who, moment = divmod(row, length)
            return Row.MOMENT, (staff[who], *divmod(moment, per_day))
        if row < shared.rooms:
            kind = Row.CONTACT if row < shared.pause else Row.BREAK
            who, day = divmod(row - (shared.contact if kind is Row.CONTACT else shared.pause), days)
            return kind, (staff[who], day)
        if row < shared.caseload:
            index, moment = divmod(row - shared.rooms, length)
            return Row.ROOM, (*kinds[index], *divmod(moment, per_day))
        if row < shared.seats:
            return Row.CASELOAD, (staff[row - shared.caseload],)
        patient, seat = seats[row - shared.seats]
        key, program = problem.patients[patient].key, problem.programs[seat.program].key
        return Row.SEAT, (key, needs[patient][seat.need], program, seat.pattern)

    return name
