"""Long lists, a page at a time."""

import pytest

from stepdown.web.ui.paging import page_of, start_of


@pytest.mark.parametrize("wrong", ["", "x", "-1", "٣", "1.5", "99999999"])
def test_an_address_that_names_no_place_begins_at_the_beginning(wrong: str) -> None:
    assert start_of(wrong) == 0


def test_pages_follow_each_other() -> None:
    first = page_of("abc", start_of("0"), 2)
    assert (first.previous, first.next) == (None, 2)
    last = page_of("c", start_of("2"), 2)
    assert (last.previous, last.next) == (0, None)


def test_a_page_in_between_never_goes_before_the_beginning() -> None:
    assert page_of("ab", 1, 2).previous == 0
