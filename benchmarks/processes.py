"""Processes that are measured: how long they take, and the most memory they held."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
STOP_WITHIN = 20  # seconds


class UnableToMeasure(Exception):
    """A process that was to be measured failed; the message holds its last lines."""


@dataclass(frozen=True)
class Run:
    """One finished process. `seconds` by the wall; `megabytes`: the most it held at once."""

    seconds: float
    megabytes: float
    output: str


def run(
    command: tuple[str, ...],
    environment: Mapping[str, str],
    *,
    note: Callable[[str], None] = lambda line: None,
) -> Run:
    """Runs to the end and notes each line it prints. Raises UnableToMeasure where it fails."""
    begun = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=HOUSE,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        note(line.rstrip())
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    output = "".join(lines)
    if process.returncode:
        raise UnableToMeasure(f"{' '.join(command[1:])}: {output[-2000:]}")
    return Run(time.monotonic() - begun, used.ru_maxrss / 1024, output)


@contextmanager
def running(
    command: tuple[str, ...], environment: Mapping[str, str], *, folder: Path = HOUSE
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process in a group of its own; TERM ends it, and the whole group is gone afterwards."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=dict(environment),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(STOP_WITHIN)
    except ProcessLookupError:
        process.wait()
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def peak_megabytes(group: int) -> float:
    """The sum of the most that each process of the group held so far (Linux)."""
    return sum(_peak(entry) for entry in Path("/proc").glob("[0-9]*") if _group(entry) == group)


def _group(entry: Path) -> int:
    try:
        return os.getpgid(int(entry.name))
    except ProcessLookupError:
        return 0


def _peak(entry: Path) -> float:
    try:
        lines = (entry / "status").read_text().splitlines()
    except OSError:
        return 0
    found = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), "0")
    return int(found) / 1024
