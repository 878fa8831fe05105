"""The colours, read from the stylesheet as a browser reads it: enough contrast in both themes.

4.5 for text and 3 for the edges of controls are WCAG 2.2, success criteria 1.4.3 and 1.4.11.
"""

import gzip
import re
from itertools import product
from pathlib import Path

import pytest

from stepdown.web import ui
from stepdown.web.ui.charts import TONES

STATIC = Path(ui.__file__).parent / "static" / "ui"
TOKENS = (STATIC / "tokens.css").read_text()
STYLES = (STATIC / "stepdown.css").read_text()

GROUNDS = ("paper", "surface", "sunken")
COLORED = tuple(tone for tone in TONES if tone != "quiet")
TEXT_PAIRS = (
    *product(("ink", "ink2", "brand", "urgent"), GROUNDS),
    *((tone, f"{tone}-tint") for tone in COLORED),
    *((text, f"{tone}-tint") for text, tone in product(("ink", "ink2"), COLORED)),
    *((tone, "surface") for tone in COLORED),
    *(("on-tone", tone) for tone in ("urgent", "blue", "notice")),
    ("on-brand", "brand"),
    ("on-hero", "hero"),
)
EDGE_PAIRS = (
    *(("edge", ground) for ground in GROUNDS),
    *((tone, "surface") for tone in COLORED),
    ("focus", "focus-ink"),
)


def block(selector: str) -> dict[str, str]:
    """The colours declared under one selector."""
    found = re.search(re.escape(selector) + r" \{(.*?)\}", TOKENS, re.DOTALL)
    assert found, f"tokens.css has no {selector}"
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", found.group(1)))


LIGHT = block("\n:root")
DARK = LIGHT | block(':root[data-theme="dark"]')
THEMES = {"light": LIGHT, "dark": DARK}


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return sum(share * one for share, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def too_weak(pairs: tuple[tuple[str, str], ...], theme: str, least: float) -> list[str]:
    colors = THEMES[theme]
    return [
        f"{front} on {ground}: {contrast(colors[front], colors[ground]):.2f}"
        for front, ground in pairs
        if contrast(colors[front], colors[ground]) < least
    ]


def test_contrast_is_counted_as_the_standard_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_all_text_can_be_read(theme: str) -> None:
    assert too_weak(TEXT_PAIRS, theme, least=4.5) == []


@pytest.mark.parametrize("theme", THEMES)
def test_all_edges_can_be_seen(theme: str) -> None:
    assert too_weak(EDGE_PAIRS, theme, least=3) == []


def test_dark_is_the_same_by_setting_and_by_system() -> None:
    by_system = block(':root:not([data-theme="light"])')
    assert by_system == block(':root[data-theme="dark"]')


def test_every_color_is_in_a_checked_pair() -> None:
    checked = {name for pair in (*TEXT_PAIRS, *EDGE_PAIRS) for name in pair}
    assert set(LIGHT) - checked == {"line"}, "a hairline is decoration; all else is checked"


def test_the_stylesheet_takes_its_colors_from_the_tokens() -> None:
    on_screen = STYLES.split("@media print")[0]
    assert re.findall(r"#[0-9a-fA-F]{3,6}\b", on_screen) == ["#fff"], "only the scanned picture"
    names = set(re.findall(r"var\(--([\w-]+)", STYLES))
    declared = set(re.findall(r"--([\w-]+):", TOKENS + STYLES))
    assert names - declared == set()
    assert declared - names == set(), "a token that nothing uses"


def test_nothing_is_fetched_from_another_host() -> None:
    scripts = (STATIC / "ui.js").read_text()
    assert not re.search(r"url\(|@import|https?://", TOKENS + STYLES + scripts)


def test_the_weight_stays_small() -> None:
    assert len(gzip.compress(STYLES.encode())) <= 12_000
    assert (STATIC / "ui.js").stat().st_size <= 3_000
