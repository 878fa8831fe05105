"""What people of one room are called on a screen or a sheet that others can see."""

from collections import Counter
from collections.abc import Iterable

from stepdown.clinic.people.models import Patient


def told_apart(people: Iterable[Patient]) -> dict[int, str]:
    """Short names by id. Two that are alike get as much more of the family name as tells them
    apart; whole names that are alike get the code of the record: nobody is marked for another."""
    people = list(people)
    names = {one.pk: one.short_name for one in people}
    longest = max((len(one.family_name) for one in people), default=0)
    for signs in range(2, longest + 1):
        alike = _alike(names)
        names |= {one.pk: _longer(one, signs) for one in people if one.pk in alike}
    alike = _alike(names)
    return names | {one.pk: f"{names[one.pk]} ({one.code})" for one in people if one.pk in alike}


def _alike(names: dict[int, str]) -> set[int]:
    counts = Counter(names.values())
    return {pk for pk, name in names.items() if counts[name] > 1}


def _longer(one: Patient, signs: int) -> str:
    first, family = one.name_used or one.given_name, one.family_name
    return f"{first} {family[:signs]}{'.' if signs < len(family) else ''}".rstrip()
