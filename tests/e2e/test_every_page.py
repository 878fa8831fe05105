"""Every page that a link leads to, by every role, in a real browser against the real server.

The demo is built and served once, as `make demo` does. Each role walks from its first page along
the links; a page that an earlier role saw is asked for but not drawn again.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, Response

from tests.commands.process import free_port, running
from tests.e2e.browser import (
    DESK,
    HEIGHTS,
    LOOKS,
    NARROW,
    PHONE,
    accessibility_faults,
    sideways_scroll,
)
from tests.migrated import lay_file, process_environment
from tests.sweep.pages import Page as Links

pytestmark = pytest.mark.once

PEOPLE = "15"
NOBODY = "nobody signed in"
WALKERS = (
    NOBODY,
    "Counselor",
    "Intake coordinator",
    "Medical professional",
    "Program director",
    "Technician",
    "Psychologist",
    "Biller",
    "Administrator",
    "Person in care",
    "Loved one",
)
EACH_ROLE = {"today"}  # looks different for everybody
FILES = {"my_calendar", "my_lesson_file", "original", "asked_file", "referred_file"}
BY_KEYBOARD = {  # by whom, and the control that the last Tab must have passed
    "/today": "Counselor",
    "/people": "Counselor",
    "/inquiries/new": "Intake coordinator",
    "/setup": "Program director",
    "/me/week": "Person in care",
    "/ask/me": NOBODY,
}
CONTROLS = """() => [...document.querySelectorAll(
    'a[href], button, select, textarea, input:not([type=hidden]):not([type=radio]), summary'
  )].filter(one => one.checkVisibility({checkVisibilityCSS: true}) && !one.disabled
    && one.tabIndex >= 0).length"""
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const near = [one, one.parentElement, one.nextElementSibling, one.closest('label')];
  const ringed = near.filter(Boolean).some(each => {
    const style = getComputedStyle(each);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
      || style.boxShadow !== 'none';
  });
  const isInside = one.dataset.reached === 'yes';  // parts of a date have their own ring
  one.dataset.reached = 'yes';
  return {name: one.outerHTML.slice(0, 80), ringed: ringed || isInside};
}"""
MISSED = """() => [...document.querySelectorAll(
    'a[href], button, select, textarea, input:not([type=hidden]):not([type=radio]), summary'
  )].filter(one => one.checkVisibility({checkVisibilityCSS: true}) && !one.disabled
    && one.tabIndex >= 0 && !one.dataset.reached).map(one => one.outerHTML.slice(0, 80))"""


@dataclass
class Walk:
    """What was seen on the way, and what is wrong with it."""

    url: str
    windows: dict[str, BrowserContext] = field(default_factory=dict)
    examined: set[str] = field(default_factory=set)
    inaccessible: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo with its server and worker, as somebody has it after `make demo`."""
    folder = tmp_path_factory.mktemp("demo")
    lay_file(folder)
    port, environment = free_port(), process_environment(folder, "")
    with running(environment, "demo", "--people", PEOPLE, port=port, within=300):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def walk(chromium: Browser, served: str) -> Iterator[Walk]:
    walked = Walk(served)
    for walker in WALKERS:
        _walk_as(walker, chromium, walked)
    yield walked
    for context in walked.windows.values():
        context.close()


def _walk_as(walker: str, chromium: Browser, walked: Walk) -> None:
    context = _window(chromium, walked.url)
    walked.windows[walker] = context
    page = context.new_page()
    page.on("response", lambda answer: _note(answer, walked))
    if walker != NOBODY:
        page.goto("/accounts/login/")
        page.locator(".people-picker button", has_text=walker).last.click()
    _follow(page, walker, walked)
    page.close()


def _window(chromium: Browser, url: str) -> BrowserContext:
    return chromium.new_context(
        base_url=url,
        viewport={"width": DESK, "height": HEIGHTS[DESK]},
        color_scheme="light",
        reduced_motion="reduce",
        locale="en-US",
        timezone_id="America/New_York",
    )


def _note(answer: Any, walked: Walk) -> None:
    if answer.status >= 400:
        walked.broken.append(f"{answer.status} {answer.url.removeprefix(walked.url)}")


def _follow(page: Page, walker: str, walked: Walk) -> None:
    """Breadth first from the first page; one page behind each name of an address."""
    waiting = deque(["/" if walker == NOBODY else "/home"])
    seen: set[str] = set()
    while waiting:
        path = waiting.popleft()
        asked = name_of(path)
        if not asked or asked in seen or asked in FILES or asked == "account_logout":
            continue
        answer = _answer(page, path, is_drawn=asked not in walked.examined or asked in EACH_ROLE)
        if answer.status >= 400:
            walked.broken.append(f"{answer.status} {path}")
        here = name_of(answer.url)
        seen |= {asked}
        if here not in walked.examined or (here in EACH_ROLE and here not in seen):
            walked.examined.add(here)
            if page.url.split("#")[0] != answer.url.split("#")[0]:
                page.goto(path)
            _examine(page, f"{walker} at {here}", walked)
        seen.add(here)
        waiting.extend(_hrefs(answer, walked.url))


def _answer(page: Page, path: str, *, is_drawn: bool) -> Response | APIResponse:
    """What the server says; in the window where it will be looked at."""
    answer = page.goto(path) if is_drawn else page.request.get(path)
    assert answer is not None
    return answer


def _examine(page: Page, where: str, walked: Walk) -> None:
    """At a desk, then on a phone in the dark, in the same window: the server draws it once."""
    walked.inaccessible += [f"{where}: {fault}" for fault in accessibility_faults(page)]
    page.set_viewport_size({"width": PHONE, "height": HEIGHTS[PHONE]})
    page.emulate_media(color_scheme="dark")
    walked.inaccessible += [
        f"{where}, phone: {fault}" for fault in accessibility_faults(page, LOOKS)
    ]
    if over := sideways_scroll(page, NARROW):
        walked.too_wide.append(f"{where}: {over} px at {NARROW}")
    text = page.inner_text("body")
    walked.lacking += [f"{where}: {number}" for number in ("988", "911") if number not in text]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": DESK, "height": HEIGHTS[DESK]})


def name_of(url: str) -> str:
    """The name of the address behind a link; empty where it leads elsewhere."""
    try:
        return str(resolve(urlsplit(url).path).url_name)
    except Resolver404:
        return ""


def _hrefs(answer: Response | APIResponse, url: str) -> list[str]:
    found = [urljoin(answer.url, href) for href in Links(answer.text()).links]
    return [href.removeprefix(url) for href in found if href.startswith(url)]


def test_axe_finds_nothing_on_any_page(walk: Walk) -> None:
    assert not walk.inaccessible, "\n".join(walk.inaccessible)


def test_no_page_scrolls_sideways(walk: Walk) -> None:
    assert not walk.too_wide, "\n".join(walk.too_wide)


def test_every_page_says_whom_to_call_in_danger(walk: Walk) -> None:
    assert not walk.lacking, "\n".join(walk.lacking)


def test_no_link_leads_nowhere(walk: Walk) -> None:
    assert not walk.broken, "\n".join(sorted(set(walk.broken)))


def test_the_walk_saw_the_whole_house(walk: Walk) -> None:
    assert len(walk.examined) > 50, sorted(walk.examined)
    assert {"chart", "week", "session", "change", "setup", "hours", "me", "health"} <= walk.examined


@pytest.mark.parametrize("path", BY_KEYBOARD)
def test_tab_reaches_every_control_and_shows_where_it_is(walk: Walk, path: str) -> None:
    page = walk.windows[BY_KEYBOARD[path]].new_page()
    page.goto(path)
    steps = page.evaluate(CONTROLS)
    assert steps > 5
    without_ring = []
    for _ in range(steps + 80):  # groups of radio buttons take one step each
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        if not focused["ringed"]:
            without_ring.append(focused["name"])
    assert without_ring == []
    assert page.evaluate(MISSED) == []
    page.close()
