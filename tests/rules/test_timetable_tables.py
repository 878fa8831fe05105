"""What the proof keeps of a clinic: numbers, from which every place can be made again."""

from itertools import pairwise

import numpy as np
import pytest

from stepdown.rules.timetable.bound.arrays import Once
from stepdown.rules.timetable.bound.mixing import Block
from stepdown.rules.timetable.bound.prices import Shared
from stepdown.rules.timetable.bound.tables import WeekTables
from stepdown.rules.timetable.lattice import Lattice
from tests.rules.weeks import clinic, posed


def test_every_place_of_a_single_session_is_made_again_from_its_numbers() -> None:
    lattice = Lattice(posed(clinic(24).instance))
    shared = Shared(lattice)
    for who in range(24):
        tables = WeekTables(shared, who)
        places = {tables.place(at) for at in range(len(tables.places.need))}
        first = {seat for seats in tables.choices for seat in seats}
        assert places | first <= {*lattice.seats(who), *lattice.visits(who)}
        assert places >= set(lattice.visits(who))


def test_seats_lie_in_rows_of_their_own_one_after_the_other() -> None:
    lattice = Lattice(posed(clinic(24).instance))
    shared = Shared(lattice)
    rows = [shared.of_seat(who, seat) for who in range(24) for seat in lattice.seats(who)]
    assert all(after - before == 1 for before, after in pairwise(rows))
    assert (rows[0], rows[-1]) == (shared.seats, shared.size - 1)


@pytest.mark.parametrize("other", [[[1, 2]], [1, 2, 3], np.array([1, 2], np.int16)])
def test_only_arrays_of_equal_numbers_shape_and_kind_are_kept_once(other: object) -> None:
    once = Once()
    first = once(np.array([1, 2], np.int32))
    assert once(np.array([1, 2], np.int32)) is first
    kind = getattr(other, "dtype", np.int32)
    assert once(np.array(other, kind)) is not first


def test_a_week_that_is_there_is_not_added_again() -> None:
    block, sign = Block(), np.ones(2, np.int8)
    for rows in ([1, 2], [1, 3], [1, 2], [2, 3]):
        block.add(np.array(rows, np.int32), sign, 5.0)
    assert [block.used_rows(at).tolist() for at in range(3)] == [[1, 2], [1, 3], [2, 3]]
    assert len(block.costs) == 3
