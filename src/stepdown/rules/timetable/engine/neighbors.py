"""Who is placed anew together while a full week gets cheaper: people who share something."""

from stepdown.rules.timetable.engine.search import Search

NEAR = (3, 4, 6)
WIDE = (12, 18, 24)
FEW = 3  # of a group that is too large for a near neighborhood
PROGRAMS = 2

Neighborhood = tuple[list[int], set[int]]
"""People, and the programs whose groups may open, close or move with them."""


def near(search: Search) -> Neighborhood:
    """A few people, with some of their groups: settled exactly and at once."""
    rng = search.rng
    people = _people(search, rng.choice(NEAR), FEW)
    programs = sorted(_programs(search, people))
    return people, set(rng.sample(programs, min(len(programs), rng.randint(0, PROGRAMS))))


def wide(search: Search) -> Neighborhood:
    """Whole groups, so that each may move to another time, and all that these people share."""
    people = _people(search, search.rng.choice(WIDE), max(WIDE))
    return people, _programs(search, people)


def _people(search: Search, size: int, most: int) -> list[int]:
    """About so many; `most` of any one group."""
    rng = search.rng
    first = rng.choice(search.people)
    people = {first}
    for others in _sharing(search, first):
        if len(people) >= size:
            break
        people.update(others if len(others) <= most else rng.sample(others, most))
    return sorted(people)


def _programs(search: Search, people: list[int]) -> set[int]:
    return {seat.program for who in people for seat in search.week.seats[who].values()}


def _sharing(search: Search, first: int) -> list[list[int]]:
    """The groups that this person could join, and the people with the same clinicians."""
    rng, week = search.rng, search.week
    programs = {seat.program for seat in search.lattice.seats(first)}
    found = [members for key, members in week.members().items() if key[0] in programs]
    staff = set(week.team[first].values())
    found += [[who] for who in search.people if staff & set(week.team[who].values())]
    return rng.sample(found, len(found))
