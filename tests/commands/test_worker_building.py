"""The worker builds a draft in a process of its own; killed, it leaves all as it was."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from tests.commands.process import PROGRAM, every_row, group_members, rows, stepdown, wait_until

ASK = (
    "INSERT INTO building_weekbuild (version, site_id, starts_on, may_open, seed, seconds, state,"
    " asked_at, asked_by_id, served, total, failure) SELECT 1, site_id, '2026-11-30', true, 1,"
    " {seconds}, 'waiting', '2026-11-23 17:00:00+00:00', asked_by_id, 0, 0, ''"
    " FROM building_weekbuild WHERE id = 1"
)
NEWEST = "SELECT state, failure, served, total FROM building_weekbuild ORDER BY id DESC LIMIT 1"
PUBLISHED = {"timetable_seat", "timetable_series", "timetable_weekplan"}


def ask(environment: dict[str, str], *, seconds: int) -> None:
    """The director of the demo asks again, as for the draft that it has."""
    assert rows(environment, "SELECT count(*) FROM building_weekbuild") == [(1,)]
    rows(environment, ASK.format(seconds=seconds))


@contextmanager
def working(environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    worker = subprocess.Popen([*PROGRAM, "worker"], env=environment, start_new_session=True)
    try:
        yield worker
    finally:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def test_what_waits_is_built_and_what_holds_stays(demo_clinic: dict[str, str]) -> None:
    before = every_row(demo_clinic)
    ask(demo_clinic, seconds=2)
    assert stepdown(demo_clinic, "worker", "--once").returncode == 0
    ((state, failure, _, _),) = rows(demo_clinic, NEWEST)
    assert (state, failure) == ("done", "")
    after = every_row(demo_clinic)
    assert {name: after[name] for name in PUBLISHED} == {name: before[name] for name in PUBLISHED}


def test_a_killed_worker_takes_the_build_along_and_the_next_one_says_so(
    demo_clinic: dict[str, str],
) -> None:
    before = every_row(demo_clinic)
    ask(demo_clinic, seconds=300)
    with working(demo_clinic) as worker:
        wait_until(lambda: rows(demo_clinic, NEWEST)[0][0] == "working", within=60)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        wait_until(lambda: not group_members(worker.pid), within=20)
    rows(
        demo_clinic,
        "UPDATE building_weekbuild SET seen_at = '2026-11-23 17:00:00+00:00'"
        " WHERE state = 'working'",
    )
    assert stepdown(demo_clinic, "worker", "--once").returncode == 0
    assert rows(demo_clinic, NEWEST)[0][:2] == ("failed", "stopped")
    after = every_row(demo_clinic)
    assert {name: after[name] for name in PUBLISHED} == {name: before[name] for name in PUBLISHED}


def test_a_stopped_build_is_over_within_seconds_whatever_it_is_at(
    demo_clinic: dict[str, str],
) -> None:
    """Its process stands still here, so it cannot end itself."""
    before = every_row(demo_clinic)
    ask(demo_clinic, seconds=300)
    with working(demo_clinic) as worker:
        wait_until(lambda: rows(demo_clinic, NEWEST)[0][0] == "working", within=60)
        build = min(pid for pid in group_members(worker.pid) if pid != worker.pid)
        os.kill(build, signal.SIGSTOP)
        stop = "UPDATE building_weekbuild SET stop_asked_at = '{}' WHERE state = 'working'"
        rows(demo_clinic, stop.format(datetime.now(tz=UTC).isoformat(sep=" ")))
        wait_until(lambda: rows(demo_clinic, NEWEST)[0][0] == "cancelled", within=5)
        wait_until(lambda: group_members(worker.pid) == [worker.pid], within=5)
    after = every_row(demo_clinic)
    same = PUBLISHED | {"building_draftweek", "building_draftsession"}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
