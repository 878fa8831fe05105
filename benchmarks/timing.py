"""Times of pages from a real server, each beside those of a plain page in the same minute."""

import statistics
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.pages import FIRST_VIEWS, Page
from benchmarks.processes import UnableToMeasure, peak_megabytes, running
from benchmarks.visits import Answer, Visitor, first_view
from stepdown.commands.serving import APPLICATION
from tests.commands.process import answers, free_port, wait_until

WARM_UP = {1: 60, 16: 4}  # rounds, so that the connection of each of eight threads is warm
ROUNDS = {1: 40, 16: 6}  # by clients at once: enough requests of each for a 95th percentile
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
    environment: Mapping[str, str],
    looked: dict[str, Any],
    clients: Sequence[int],
    asked: Sequence[Page],
    note: Note,
) -> dict[str, Any]:
    """Per page and clients at once: times, those of a plain page with as many rows, and bytes;
    then what a first view weighs, and memory.

    `looked` is what benchmarks.queries found.
    """
    pages: dict[str, Any] = {}
    first_views = [view for view in FIRST_VIEWS if view[0] in {page.name for page in asked}]
    with serving(environment) as (port, group), ExitStack() as stack:
        crowds = {
            role: [stack.enter_context(_entered(port, account)) for _ in range(max(clients))]
            for role, account in {"": 0, **looked["accounts"]}.items()
        }
        for page in asked:
            rows = looked["pages"][page.name]["rows"]
            filled = page.filled(looked["places"])
            by_clients = {n: _timed(filled, rows, crowds[page.role][:n]) for n in clients}
            pages[page.name] = {"by_clients": by_clients}
            note(f"{page.name}: {', '.join(said(n, each) for n, each in by_clients.items())}")
        for crowd in crowds.values():
            crowd[0].connection.close()  # it rested since its last page
        views = {name: first_view(crowds[role][0], path) for name, role, path in first_views}
        return {"pages": pages, "first_views": views, "server_megabytes": peak_megabytes(group)}


def said(clients: int, found: dict[str, Any]) -> str:
    """One page's figures, to be read while the others are measured."""
    times, plain = found["times"], found["plain"]
    ratio = times["p95"] / plain["p95"]
    return (
        f"{clients} at once p50 {times['p50']:.0f}, p95 {times['p95']:.0f} ms, {ratio:.1f} x plain"
    )


@contextmanager
def _entered(port: int, account_id: int) -> Iterator[Visitor]:
    with Visitor(port) as visitor:
        if account_id:
            visitor.enter_as(account_id)
        yield visitor


def _timed(page: Page, rows: int, crowd: list[Visitor]) -> dict[str, Any]:
    """Everybody asks for the page at once, then everybody for the plain one, and so on."""
    tokens = {}
    for visitor in crowd:  # the server ends one that rested for long; the next visit opens it
        visitor.connection.close()
        tokens[id(visitor)] = visitor.token_on(page.path) if page.letters else ""
    plain_path, warm_up = f"/bench/{page.layout}/{rows}", WARM_UP[len(crowd)]

    def ask(visitor: Visitor) -> Answer:
        if page.letters:
            return visitor.post(page.path, {"letters": page.letters}, tokens[id(visitor)])
        return visitor.get(page.path)

    answers: list[Answer] = []
    plain: list[Answer] = []
    with ThreadPoolExecutor(len(crowd)) as pool:
        for number in range(warm_up + ROUNDS[len(crowd)]):
            both = list(pool.map(ask, crowd)), list(pool.map(lambda v: v.get(plain_path), crowd))
            if number >= warm_up:
                answers += both[0]
                plain += both[1]
    if wrong := {answer.status for answer in (*answers, *plain)} - {200}:
        raise UnableToMeasure(f"{page.path} or {plain_path}: {wrong}")
    return {
        "times": asdict(Times.of([answer.seconds for answer in answers])),
        "plain": asdict(Times.of([answer.seconds for answer in plain])),
        "bytes": answers[-1].size,
    }
