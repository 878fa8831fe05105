"""The helpers of the browser stories notice what they are there to notice."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.browser import DESK, NARROW, Visitors, accessibility_faults, sideways_scroll

ELSEWHERE = "http://192.0.2.1/"  # an address that is nobody's (RFC 5737)


@pytest.fixture
def loose_visitors(chromium: Browser) -> Iterator[Visitors]:
    opened = Visitors(chromium, "http://localhost")
    yield opened
    opened.leave()


def test_a_picture_without_words_is_a_fault(loose_visitors: Visitors) -> None:
    page = loose_visitors.enter()
    page.set_content('<html lang="en"><title>Home</title><main><h1>A</h1><img src="data:,"></main>')
    assert any("image-alt" in fault for fault in accessibility_faults(page))


def test_a_wide_page_scrolls_sideways_and_the_window_is_put_back(loose_visitors: Visitors) -> None:
    page = loose_visitors.enter()
    page.set_content('<div style="width: 500px">wide</div>')
    assert sideways_scroll(page, NARROW) > 0
    assert page.viewport_size == {"width": DESK, "height": 800}


def test_a_request_to_another_host_is_a_complaint(loose_visitors: Visitors) -> None:
    page = loose_visitors.enter()
    page.set_content(f'<img src="{ELSEWHERE}pixel.png" alt="">')
    assert loose_visitors.complaints == [f"A page asked for {ELSEWHERE}pixel.png."]


def test_a_fault_in_a_script_is_a_complaint(loose_visitors: Visitors) -> None:
    page = loose_visitors.enter()
    page.set_content("<script>setTimeout(() => { throw new Error('broken') })</script>")
    page.wait_for_timeout(100)
    assert any("broken" in complaint for complaint in loose_visitors.complaints)
