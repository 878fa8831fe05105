"""Windows onto the product, and what must hold on every page seen through one."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
)

if TYPE_CHECKING:
    from stepdown.clinic.people.models import Account

NARROW, PHONE, DESK = 320, 390, 1280
HEIGHTS = {NARROW: 640, PHONE: 844, DESK: 800}
LOOKS = (
    "color-contrast",
    "target-size",
    "scrollable-region-focusable",
)  # what width and dark change
AXE = Axe()
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium_path() -> str:
    for name in NAMES:
        if path := shutil.which(name):
            return path
    pytest.fail(
        "No Chromium here. Type: sudo apt-get install -y fonts-liberation chromium-headless-shell"
    )


class Visitors:
    """Browser windows of one test. `complaints` collects what no page may do."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.complaints: list[str] = []
        self._browser = browser
        self._url = url
        self._contexts: list[BrowserContext] = []

    def enter(
        self,
        account: Account | None = None,
        *,
        width: int = DESK,
        dark: bool = False,
        scripts: bool = True,
    ) -> Page:
        """A new window, signed in as `account` where given. Paths are relative to the product.
        Without `scripts` the browser runs no JavaScript of any page."""
        context = self._browser.new_context(
            base_url=self._url,
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
            locale="en-US",
            timezone_id="America/New_York",
        )
        self._contexts.append(context)
        if account is not None:
            name, value = _session_cookie(account)
            context.add_cookies([{"name": name, "value": value, "url": self._url}])
        context.on("request", self._note_request)
        context.on("response", self._note_answer)
        context.on("console", self._note_message)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        return context.new_page()

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self._url, "data:", "blob:")):
            self.complaints.append(f"A page asked for {request.url}.")

    def _note_answer(self, answer: Response) -> None:
        if answer.status >= 500:
            self.complaints.append(f"{answer.url} answered {answer.status}.")

    def _note_message(self, message: ConsoleMessage) -> None:
        # an answer of 4xx is noted by the browser too; those are part of the stories
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def leave(self) -> None:
        for context in self._contexts:
            context.close()


def _session_cookie(account: Account) -> tuple[str, str]:
    from tests.sign_in import signed_in_client  # after Django is set up

    name = settings.SESSION_COOKIE_NAME
    return name, signed_in_client(account).cookies[name].value


def check_page(page: Page) -> None:
    """What every page owes everybody: accessible, no sideways scroll at 320 px, crisis lines."""
    assert accessibility_faults(page) == []
    assert sideways_scroll(page, NARROW) == 0, f"{page.url} scrolls sideways at {NARROW} px"
    text = page.inner_text("body")
    missing = [number for number in ("988", "911") if number not in text]
    assert missing == [], f"{page.url} lacks {missing}"


def accessibility_faults(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """One line for each element that axe finds fault with, in the page as it stands; without
    `rules`, by all of its rules.

    A press can return while the next page is still being built; what axe meets then counts only
    if it is still there a second later.
    """
    page.wait_for_load_state()
    try:
        if not (faults := _axe(page, rules)):
            return faults
    except Error:  # axe was at work when its page went away
        pass
    page.wait_for_timeout(1_000)
    page.wait_for_load_state()
    return _axe(page, rules)


def _axe(page: Page, rules: Sequence[str]) -> list[str]:
    """The library is put into a page once, and only what it complains of comes back."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    violations = page.evaluate("wish => axe.run(wish).then(found => found.violations)", options)
    return [
        f"{page.url} {violation['id']}: {violation['help']} at {' '.join(map(str, node['target']))}"
        for violation in violations
        for node in violation["nodes"]
    ]


def sideways_scroll(page: Page, width: int) -> int:
    """By how many pixels the page is wider than a window of `width`; the window keeps its size."""
    before = cast(Any, page.viewport_size)
    page.set_viewport_size({"width": width, "height": 640})
    root = "document.documentElement"
    over: int = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    page.set_viewport_size(before)
    return over
