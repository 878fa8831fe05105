"""Whether two descriptions may be of one person. It proposes; a person decides."""

from dataclasses import dataclass
from datetime import date

from stepdown.rules.identity.agreements import Agreement
from stepdown.rules.identity.spelling import digits_of, is_slip_of, plain
from stepdown.rules.identity.thresholds import MatchingRules, default_matching


@dataclass(frozen=True, kw_only=True)
class Described:
    """A person as one record has them. Empty text, or no date: not known."""

    given_name: str = ""
    family_name: str = ""
    name_used: str = ""
    birth_on: date | None = None
    phone: str = ""


@dataclass(frozen=True)
class Likeness:
    """What agrees, the strongest first, and how much it weighs together.

    `is_enough`: worth showing to somebody who looks for the person; `is_worth_telling`: also to
    somebody who does not.
    """

    agreements: tuple[Agreement, ...]
    weight: int
    is_enough: bool
    is_worth_telling: bool

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(agreement.label for agreement in self.agreements)


def likeness(one: Described, other: Described, rules: MatchingRules | None = None) -> Likeness:
    """Compares names however spelled, also with given and family name changed round, the birth
    date also with day and month changed, and the last digits of the phone numbers."""
    rules = rules or default_matching()
    found = (
        _birth_date(one.birth_on, other.birth_on),
        Agreement.PHONE if _is_same_phone(one.phone, other.phone, rules) else None,
        *_names(one, other, rules),
    )
    agreements = tuple(agreement for agreement in found if agreement)
    weight = sum(rules.number(agreement) for agreement in agreements)
    is_enough = weight >= rules.number("enough")
    is_worth_telling = is_enough and len(agreements) >= rules.number("agreements_to_tell")
    return Likeness(agreements, weight, is_enough, is_worth_telling)


def _birth_date(one: date | None, other: date | None) -> Agreement | None:
    if one is None or other is None:
        return None
    if one == other:
        return Agreement.BIRTH_DATE
    return Agreement.BIRTH_DATE_TURNED if other in turned(one) else None


def turned(day: date) -> tuple[date, ...]:
    """The date with day and month changed round, where there is one: 4 May for 5 April."""
    return (date(day.year, day.day, day.month),) if day.day <= 12 else ()


def _is_same_phone(one: str, other: str, rules: MatchingRules) -> bool:
    count = rules.number("phone_digits")
    ends = digits_of(one)[-count:], digits_of(other)[-count:]
    return len(ends[0]) == count and ends[0] == ends[1]


def _names(one: Described, other: Described, rules: MatchingRules) -> list[Agreement]:
    straight = _both(one, other.family_name, _first_names(other), rules)
    for here, there in ((one, other), (other, one)):
        changed_round = _both(here, there.given_name, {plain(there.family_name)} - {""}, rules)
        if len(changed_round) == 2:
            return changed_round
    return straight


def _both(one: Described, family: str, firsts: set[str], rules: MatchingRules) -> list[Agreement]:
    """The agreements of one's family and first name with these."""
    is_family = bool(plain(family)) and plain(one.family_name) == plain(family)
    is_first = any(_is_same_first(a, b, rules) for a in _first_names(one) for b in firsts)
    pairs = ((Agreement.FAMILY_NAME, is_family), (Agreement.FIRST_NAME, is_first))
    return [agreement for agreement, agrees in pairs if agrees]


def _first_names(one: Described) -> set[str]:
    """The first of the given names, and the name the person goes by."""
    names = plain(one.given_name).split()[:1] + plain(one.name_used).split()[:1]
    return set(names)


def _is_same_first(one: str, other: str, rules: MatchingRules) -> bool:
    is_long = min(len(one), len(other)) >= rules.number("letters_for_a_slip")
    return one == other or (is_long and is_slip_of(one, other))
