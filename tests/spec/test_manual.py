"""The rules manual says what the tests prove, and nothing older."""

import pytest

from tools.rules_manual import FOLDER, pages


@pytest.mark.parametrize("name", sorted(pages()))
def test_the_manual_is_current(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    assert text == pages()[name], "Type: make fix"


def test_no_other_page_lies_in_the_folder() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(pages())
