"""A real Chromium against the product in this process.

The server is pytest-django's `live_server`, not a granian process: a story and its server then
share one database and one clock, so a story can set up people through the operations. The real
server is driven by the crash test and the demo test.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.record import get_ready

pytest.register_assert_rewrite("tests.e2e.browser")  # shows what a check of a page found

from tests.e2e.browser import DESK, Visitors, chromium_path  # noqa: E402

get_ready()
# Playwright keeps an event loop in the thread of the tests; the tests themselves stay synchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ARGUMENTS = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visitors(chromium: Browser, live_server: LiveServer) -> Iterator[Visitors]:
    """Opens browser windows; at the end it fails the test if any page complained or called out."""
    opened = Visitors(chromium, live_server.url)
    yield opened
    opened.leave()
    assert opened.complaints == []


@pytest.fixture
def visitor(visitors: Visitors) -> Page:
    """Somebody who is not signed in, at a desk."""
    return visitors.enter(width=DESK)
