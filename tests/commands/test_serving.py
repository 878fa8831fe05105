"""Server and worker are one: they start together, stop together, and never outlive each other."""

import os
import signal
import socket
from collections.abc import Callable

import pytest

from tests.commands.process import (
    answers,
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


def test_the_demo_is_served_with_its_worker_and_ends_with_term(
    clinic_environment: dict[str, str],
) -> None:
    port = free_port()
    with running(clinic_environment, "demo", "--people", "1", port=port) as process:
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=15) == 0
        wait_until(lambda: not group_members(process.pid), within=10)


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
