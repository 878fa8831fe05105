"""Times of pages from a real server, each beside those of a plain page in the same minute."""

import statistics
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.pages import PAGES, Page
from benchmarks.processes import UnableToMeasure, peak_megabytes, running
from benchmarks.visits import Answer, Visitor, first_view
from stepdown.commands.serving import APPLICATION
from tests.commands.process import answers, free_port, wait_until

WARM_UP = 5
REQUESTS = 60
Note = Callable[[str], None]


@dataclass(frozen=True)
class Times:
    """Milliseconds."""

    p50: float
    p95: float

    @classmethod
    def of(cls, seconds: list[float]) -> "Times":
        cuts = statistics.quantiles(seconds, n=20, method="inclusive")
        return cls(round(cuts[9] * 1000, 2), round(cuts[18] * 1000, 2))


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """(port, process group) of one worker that serves the product and the plain page.

    The same server, threads and settings as `stepdown serve`, without the mail worker.
    """
    port = free_port()
    options = ("--interface", "wsgi", "--blocking-threads", "8", "--log-level", "critical")
    command = (sys.executable, "-m", "granian", *options, "--port", str(port), APPLICATION)
    plain = {**environment, "DJANGO_SETTINGS_MODULE": "benchmarks.plain.settings"}
    with running(command, plain) as process:
        wait_until(lambda: answers(port) or process.poll() is not None, 60)
        if process.poll() is not None:
            raise UnableToMeasure("The server did not start.")
        yield port, process.pid


def time_pages(
    environment: Mapping[str, str], looked: dict[str, Any], note: Note
) -> dict[str, Any]:
    """Per page: times, those of a plain page with as many rows, and bytes; then memory.

    `looked` is what benchmarks.queries found.
    """
    pages: dict[str, Any] = {}
    with serving(environment) as (port, group), ExitStack() as stack:
        visitors = {"": stack.enter_context(Visitor(port))}
        for role, account_id in looked["accounts"].items():
            visitors[role] = stack.enter_context(Visitor(port))
            visitors[role].enter_as(account_id)
        for page in PAGES:
            rows = looked["pages"][page.name]["rows"]
            pages[page.name] = _timed(page.filled(looked["places"]), rows, visitors[page.role])
            note(page.name)
        view = first_view(visitors["patient"], "/me")
        return {"pages": pages, "first_view": view, "server_megabytes": peak_megabytes(group)}


def _timed(page: Page, rows: int, visitor: Visitor) -> dict[str, Any]:
    visitor.connection.close()  # the server ends one that rested for long; the next visit opens it
    token = visitor.token_on(page.path) if page.letters else ""
    plain_path = f"/bench/{page.layout}/{rows}"

    def ask() -> Answer:
        if page.letters:
            return visitor.post(page.path, {"letters": page.letters}, token)
        return visitor.get(page.path)

    seconds: list[float] = []
    plain_seconds: list[float] = []
    for number in range(WARM_UP + REQUESTS):
        answer, plain = ask(), visitor.get(plain_path)
        if (answer.status, plain.status) != (200, 200):
            raise UnableToMeasure(f"{page.path}: {answer.status}, {plain_path}: {plain.status}")
        if number >= WARM_UP:
            seconds.append(answer.seconds)
            plain_seconds.append(plain.seconds)
    return {
        "times": asdict(Times.of(seconds)),
        "plain": asdict(Times.of(plain_seconds)),
        "bytes": answer.size,
    }
