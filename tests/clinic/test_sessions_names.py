"""Names in a note: found however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.clinic.sessions.names import Member, NoteCheck, OwnText, check_texts, words_of

DANA = Member(1, "Dana Rose", "Marsh-Lee", "Dee")
ZOE = Member(2, "Zoë", "Núñez")
LONE = Member(3, "Will")
JOINTS = st.text(alphabet=" .,;:!?'-\n\t", min_size=1, max_size=4)


def in_shared(text: str) -> NoteCheck:
    return check_texts(shared=text, own=(), members=(DANA, ZOE, LONE))


@pytest.mark.parametrize(
    "text",
    [
        "Dana Marsh-Lee",
        "dana rose marsh lee",
        "MARSH-LEE, DANA",
        "Dee Marsh-Lee spoke",
        "With Rose Lee.",
        "zoe nunez",
        "Zoe\u0308 Nu\u0301n\u0303ez",
    ],
)
def test_a_full_name_blocks_in_any_spelling(text: str) -> None:
    assert in_shared(text).blocks


@given(joint=JOINTS, before=JOINTS, upper=st.booleans())
def test_signs_between_the_names_hide_nothing(joint: str, before: str, upper: bool) -> None:
    name = f"Zoë{joint}Núñez"
    assert in_shared(f"We heard{before}{name.upper() if upper else name}.").blocks


@pytest.mark.parametrize(
    ("text", "word"), [("Dee led.", "dee"), ("Núñez led.", "nunez"), ("Will led.", "will")]
)
def test_one_name_alone_warns(text: str, word: str) -> None:
    check = in_shared(text)
    assert not check.blocks
    assert f"“{word}”" in check.name_warnings[0]


@pytest.mark.parametrize("text", ["", "Danas Roselle marshes.", "A walk by the sea.", "w i l l"])
def test_other_words_say_nothing(text: str) -> None:
    assert in_shared(text) == NoteCheck()


def test_short_lines_are_alike_by_chance() -> None:
    own = [OwnText(1, "Dana M.", "Took part.", "Rest"), OwnText(2, "Zoë N.", "Took part.", "Rest")]
    assert check_texts(shared="", own=own, members=(DANA, ZOE)).alike_warnings == ()


@given(st.text(max_size=80))
def test_any_text_can_be_checked(text: str) -> None:
    assert isinstance(in_shared(text), NoteCheck)
    assert words_of(text.upper()) is not None
