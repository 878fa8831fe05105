"""Two descriptions of one person are noticed however they were written down."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stepdown.rules.identity import (
    Agreement,
    Described,
    UnableToLoadMatching,
    default_matching,
    is_slip_of,
    likeness,
    load_matching,
    plain,
    turned,
)

BORN = date(1990, 4, 5)
DANA = Described(given_name="Dana", family_name="Marsh", birth_on=BORN, phone="(410) 555-0142")


@pytest.mark.parametrize(
    ("other", "agreements"),
    [
        (DANA, "birth_date phone family_name first_name"),
        (Described(given_name="dana", family_name="MARSH"), "family_name first_name"),
        (Described(given_name="Marsh", family_name="Dana"), "family_name first_name"),
        (Described(given_name="Dána Maria", family_name="Mársh"), "family_name first_name"),
        (Described(given_name="Danna", family_name="Marsh"), "family_name first_name"),
        (
            Described(given_name="Kim", name_used="Dana", family_name="Marsh"),
            "family_name first_name",
        ),
        (Described(given_name="Rosa", phone="+1 410-555-0142"), "phone"),
        (Described(given_name="Rosa", phone="555 0142"), "phone"),
        (Described(given_name="Rosa", birth_on=date(1990, 5, 4)), "birth_date_turned"),
        (Described(given_name="Rosa", birth_on=BORN), "birth_date"),
    ],
)
def test_what_agrees_is_noticed(other: Described, agreements: str) -> None:
    found = likeness(DANA, other)
    assert " ".join(found.agreements) == agreements
    assert found.is_enough


@pytest.mark.parametrize(
    "other",
    [
        Described(given_name="Rosa", family_name="Marsh", birth_on=date(1961, 1, 1)),
        Described(given_name="Dana", family_name="Quint"),
        Described(given_name="Dine", family_name="Quint", phone="0142"),
        Described(),
    ],
)
def test_a_family_name_or_a_first_name_alone_is_nobody_in_particular(other: Described) -> None:
    assert not likeness(DANA, other).is_enough


@pytest.mark.parametrize(
    ("other", "is_worth_telling"),
    [
        (Described(given_name="Rosa", birth_on=BORN), False),
        (Described(given_name="Rosa", phone="555 0142"), False),
        (Described(given_name="Dana", birth_on=BORN), True),
        (Described(given_name="Marsh", family_name="Dana"), True),
        (Described(birth_on=BORN, phone="555 0142"), True),
    ],
)
def test_a_page_speaks_unasked_only_where_two_things_agree(
    other: Described, is_worth_telling: bool
) -> None:
    found = likeness(DANA, other)
    assert found.is_enough
    assert found.is_worth_telling is is_worth_telling


def test_nothing_known_agrees_with_nothing_known() -> None:
    assert likeness(Described(), Described()).agreements == ()


def test_short_names_that_differ_by_a_letter_are_two_names() -> None:
    one, other = Described(given_name="Ann"), Described(given_name="Dan")
    assert likeness(one, other).agreements == ()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("D'Angelo-Núñez ", "dangelo nunez"),
        ("ŁØŻ  Straße", "loz strasse"),
        ("O\N{RIGHT SINGLE QUOTATION MARK}Brien", "obrien"),
    ],
)
def test_names_are_compared_without_accents_and_signs(text: str, read: str) -> None:
    assert plain(text) == read


@pytest.mark.parametrize(
    ("one", "other", "is_slip"),
    [
        ("maria", "marai", True),
        ("john", "jon", True),
        ("dana", "dena", True),
        ("dana", "dine", False),
        ("anna", "nana", True),
        ("maria", "mar", False),
    ],
)
def test_a_slip_of_the_pen_is_one_letter(one: str, other: str, is_slip: bool) -> None:
    assert is_slip_of(one, other) is is_slip
    assert is_slip_of(other, one) is is_slip


names = st.text(max_size=12)
people = st.builds(
    Described,
    given_name=names,
    family_name=names,
    name_used=names,
    birth_on=st.none() | st.dates(),
    phone=st.text("0123456789 -()", max_size=14),
)


@given(people, people)
@example(
    Described(family_name="Rivera", name_used="Ana"),
    Described(given_name="Rivera", family_name="Ana"),
)
def test_it_does_not_matter_which_comes_first(one: Described, other: Described) -> None:
    assert set(likeness(one, other).agreements) == set(likeness(other, one).agreements)


@given(people)
def test_a_record_agrees_with_itself_in_all_that_is_known(one: Described) -> None:
    found = likeness(one, one).agreements
    assert (Agreement.BIRTH_DATE in found) == (one.birth_on is not None)
    assert (Agreement.FAMILY_NAME in found) == bool(plain(one.family_name))


@given(st.dates())
def test_a_date_turned_twice_is_the_date(day: date) -> None:
    assert [back for there in turned(day) for back in turned(there)] in ([], [day])


@given(names)
def test_plain_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_every_threshold_says_where_it_comes_from() -> None:
    rules = default_matching()
    assert all(len(row.source) > 3 and not row.confirmed for row in rules.thresholds.values())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "version = '1'",
        "version = '1'\n[threshold.phone]\nvalue = 2\nsource = ''\nconfirmed = false",
    ],
)
def test_data_that_is_not_complete_is_refused(text: str) -> None:
    with pytest.raises(UnableToLoadMatching):
        load_matching(text)
