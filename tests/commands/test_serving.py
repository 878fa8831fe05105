"""Server and worker are one: they start together, stop together, and never outlive each other.

How processes end has nothing to do with the database: the demo is served on both, and what a kill
leaves behind is in tests/faults.
"""

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable

import pytest

from stepdown.commands import serving
from tests.commands.process import (
    answers,
    every_row,
    free_port,
    group_members,
    running,
    stepdown,
    wait_until,
)

ENDINGS: dict[str, Callable[[int], None]] = {
    "TERM to the command": lambda pid: os.kill(pid, signal.SIGTERM),
    "Ctrl-C to the group": lambda pid: os.killpg(pid, signal.SIGINT),
    "kill -9 of the command": lambda pid: os.kill(pid, signal.SIGKILL),
}


@pytest.mark.once
def test_every_way_to_end_ends_server_and_worker(clinic: dict[str, str]) -> None:
    for name, end in ENDINGS.items():
        port = free_port()
        with running(clinic, "serve", port=port) as process:
            assert len(group_members(process.pid)) >= 3, "the command, its pages and its worker"
            end(process.pid)
            process.wait(timeout=15)
            wait_until(lambda group=process.pid: not group_members(group), within=10)
            assert not answers(port), name
            if name.startswith("TERM"):
                assert process.returncode == 0


def test_a_served_demo_is_not_replaced_until_it_has_ended(
    migrated_environment: dict[str, str],
) -> None:
    port, small = free_port(), ("demo", "--people", "1")
    with running(migrated_environment, *small, port=port) as process:
        assert worker_of(process.pid) is not None
        before = every_row(migrated_environment)
        for more in (["--no-serve"], ["--port", str(free_port())]):
            done = stepdown(migrated_environment, *small, *more)
            assert done.returncode == 2
            assert "served here" in done.stderr
            assert done.stderr.count("\n") == 1
        after = every_row(migrated_environment)
        assert after["people_patient"] == before["people_patient"] != []
        assert set(before["ledger_event"]) <= set(after["ledger_event"]), "its worker may add some"
        assert answers(port)
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=15) == 0
        wait_until(lambda: not group_members(process.pid), within=10)
    assert stepdown(migrated_environment, *small, "--no-serve").returncode == 0


def worker_of(group: int) -> int | None:
    """The process of the group that delivers messages."""
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True
    ).stdout
    found = {int(line.split()[0]) for line in listed.splitlines() if " worker --parent" in line}
    return next((pid for pid in group_members(group) if pid in found), None)


@pytest.mark.once
def test_a_worker_that_ends_by_itself_is_started_again_and_again(clinic: dict[str, str]) -> None:
    port = free_port()
    with running(clinic, "serve", port=port) as process:
        for number in (signal.SIGKILL, signal.SIGTERM):
            before = worker_of(process.pid)
            assert before is not None
            os.kill(before, number)
            wait_until(lambda old=before: worker_of(process.pid) not in {None, old}, within=15)
        assert answers(port), "the pages went on"
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=15) == 0
        wait_until(lambda: not group_members(process.pid), within=10)


def test_the_pause_before_a_worker_is_started_again_grows_to_half_a_minute() -> None:
    pauses: list[float] = []

    class Watch(threading.Event):
        """Notes each pause in place of waiting for it, and stops after the eighth."""

        def wait(self, timeout: float | None = None) -> bool:
            if timeout != serving.WATCH_EVERY:
                pauses.append(timeout or 0)
            if len(pauses) == 8:
                self.set()
            return self.is_set()

    serving.keep_running(["/nowhere/such-a-program"], Watch())
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30]


@pytest.mark.once
@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_busy_port_is_refused_in_one_sentence(
    clinic_environment: dict[str, str], command: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = stepdown(clinic_environment, command, "--port", str(port))
    assert done.returncode == 2
    assert str(port) in done.stderr
    assert done.stderr.count("\n") == 1


def test_nothing_is_served_before_a_clinic_was_set_up(clinic_environment: dict[str, str]) -> None:
    done = stepdown(clinic_environment, "serve", "--port", str(free_port()))
    assert done.returncode == 2
    assert "stepdown init" in done.stderr


def test_a_wrong_setting_stops_the_start_with_one_sentence(
    clinic_environment: dict[str, str],
) -> None:
    done = stepdown({**clinic_environment, "STEPDOWN_HTTPS": "perhaps"}, "check")
    assert done.returncode == 2
    assert "STEPDOWN_HTTPS" in done.stderr
    assert done.stderr.count("\n") == 1
