"""Who is placed anew together while a full week gets cheaper: people who share something."""

from stepdown.rules.timetable.engine.search import Search

SIZES = (3, 4, 6)
FEWEST, MOST = 3, 14  # of the groups and people that share something with the first one
SOME = 3  # of a group that is too large
PROGRAMS = 2


def neighborhood(search: Search) -> tuple[list[int], set[int]]:
    """People, and the programs whose groups may open, close or move with them."""
    rng, week = search.rng, search.week
    size = rng.choice(SIZES)
    first = rng.choice(search.people)
    people = {first}
    for others in _sharing(search, first):
        if len(people) >= size:
            break
        people.update(others if len(others) <= size else rng.sample(others, SOME))
    programs = sorted({seat.program for who in people for seat in week.seats[who].values()})
    return sorted(people), set(rng.sample(programs, min(len(programs), rng.randint(0, PROGRAMS))))


def _sharing(search: Search, first: int) -> list[list[int]]:
    """Some groups that this person could join, and some people with the same clinicians."""
    rng, week = search.rng, search.week
    programs = {seat.program for seat in search.lattice.seats(first)}
    found = [members for key, members in week.members().items() if key[0] in programs]
    staff = set(week.team[first].values())
    found += [[who] for who in search.people if staff & set(week.team[who].values())]
    return rng.sample(found, min(len(found), rng.randint(FEWEST, MOST)))
