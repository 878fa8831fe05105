"""Words and blocks of the drawn week stay inside what holds them."""

import pytest

from stepdown.web.ui.charts import WeekGrid
from stepdown.web.ui.charts.fitting import fitted_lines, text_width
from stepdown.web.ui.charts.week_grid import TEXT_SIZE, BlockLook, WeekBlock
from stepdown.web.ui.templatetags.drawn import number_rows, week_blocks

TITLES = ("Coping with triggers", "Sleep and stress", "Psychoeducation", "W" * 40, "a " * 60, "")


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("minutes", [20, 60, 135])
def test_every_line_of_a_block_stays_inside_it(title: str, minutes: int) -> None:
    block = WeekBlock(0, 1080, 1080 + minutes, title)
    drawn = week(block).drawn[0]
    edge = drawn.x + drawn.width
    for y, words in drawn.lines:
        assert drawn.text_x + text_width(words, TEXT_SIZE) <= edge
        assert drawn.y < y <= drawn.y + drawn.height


@pytest.mark.parametrize(
    ("words", "most", "lines"),
    [
        ("Skills for home", 3, ("Skills for", "home")),
        ("Coping with triggers", 1, ("Coping…",)),
        ("Psychoeducation", 3, ("Psycho…",)),
        ("Group", 0, ()),
    ],
)
def test_words_break_between_words_and_end_in_dots_where_they_do_not_fit(
    words: str, most: int, lines: tuple[str, ...]
) -> None:
    assert fitted_lines(words, width=65, most=most, size=13) == lines


def test_travel_is_not_drawn_over_the_session_after_it() -> None:
    work = WeekBlock(0, 450, 930, "Work", look=BlockLook.BUSY)
    travel = WeekBlock(0, 930, 950, "20 min", look=BlockLook.TRAVEL)
    evening = WeekBlock(0, 1080, 1200, "Group")
    drawn = week(work, travel, WeekBlock(0, 960, 1020, "One to one"), evening).drawn
    way, session = (
        next(one for one in drawn if one.block.title == title) for title in ("20 min", "One to one")
    )
    assert way.y + way.height <= session.y
    assert [words for _, words in way.lines] == ["20 min"]


def test_words_of_a_block_and_of_its_row_are_no_markup() -> None:
    evening = WeekBlock(0, 1080, 1200, "<b>R&D</b>")
    drawn, rows = week_blocks(week(evening).drawn), number_rows(week(evening).numbers.rows)
    assert "&lt;b&gt;R&amp;D&lt;/b&gt;" in rows
    assert "<b>" not in drawn + rows


def test_a_block_beside_another_has_its_time_drawn_tighter() -> None:
    both = week(WeekBlock(0, 1080, 1200, "Group"), WeekBlock(0, 1080, 1200, "Class"))
    assert week_blocks(both.drawn).count('textLength="') == 2
    assert "textLength" not in week_blocks(week(WeekBlock(0, 1080, 1200, "Group")).drawn)


def week(*blocks: WeekBlock) -> WeekGrid:
    return WeekGrid("A week", "", ("Mon 23", "Tue 24"), ("Monday", "Tuesday"), blocks)
