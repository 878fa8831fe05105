"""Who is placed anew together while a full week gets cheaper: people who share something."""

from stepdown.rules.timetable.engine.search import Search


def neighborhood(search: Search, size: int) -> tuple[list[int], set[int]]:
    """About so many people, and the programs of their groups, which may open, close or move."""
    rng, week = search.rng, search.week
    first = rng.choice(search.people)
    people = {first}
    for others in _sharing(search, first):
        if len(people) >= size:
            break
        people.update(others)
    if len(people) > size:
        people = {first, *rng.sample(sorted(people - {first}), size - 1)}
    programs = {seat.program for who in people for seat in week.seats[who].values()}
    return sorted(people), programs


def _sharing(search: Search, first: int) -> list[list[int]]:
    """The groups that this person could join, and the people with the same clinicians."""
    rng, week = search.rng, search.week
    programs = {seat.program for seat in search.lattice.seats(first)}
    found = [members for key, members in week.members().items() if key[0] in programs]
    staff = set(week.team[first].values())
    found += [[who] for who in search.people if staff & set(week.team[who].values())]
    return rng.sample(found, len(found))
