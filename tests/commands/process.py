"""`stepdown` as a process of its own, and its database seen from outside."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

PROGRAM = [sys.executable, "-c", "from stepdown.commands import main; main()"]
PASSWORD = "harbor lights at night"
INIT = {
    "--site": "Harbor",
    "--zone": "America/New_York",
    "--phone": "410 555 0142",
    "--address": "18 Harbor St",
    "--quiet-name": "Harbor Street",
    "--name": "Dora Quill",
    "--email": "dora@harbor.example",
    "--password-file": "-",
}


def stepdown(
    environment: Mapping[str, str], *words: str, typed: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Runs the command to its end; `typed` is its standard input."""
    return subprocess.run(
        [*PROGRAM, *words],
        env=dict(environment),
        input=typed,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def start_clinic(environment: Mapping[str, str], **changes: str) -> None:
    """A real clinic with one site and its director."""
    options = [word for pair in {**INIT, **changes}.items() for word in pair]
    done = stepdown(environment, "init", *options, typed=PASSWORD)
    assert done.returncode == 0, done.stderr


def rows(environment: Mapping[str, str], query: str) -> list[tuple[Any, ...]]:
    """What the database answers; changes are kept."""
    with opened(environment) as connection:
        found = connection.execute(query)
        answer = found.fetchall() if found.description else []
        connection.commit()
    return answer


@contextmanager
def opened(environment: Mapping[str, str]) -> Iterator[Any]:
    url = environment["STEPDOWN_DATABASE_URL"]
    if url:
        with psycopg.connect(url) as connection:
            yield connection
    else:
        file = sqlite3.connect(Path(environment["STEPDOWN_DATA_DIR"]) / "stepdown.sqlite3")
        try:
            yield file
        finally:
            file.close()


def every_row(environment: Mapping[str, str]) -> dict[str, list[str]]:
    """Every row of every table but the cache, as text, in a fixed order."""
    if environment["STEPDOWN_DATABASE_URL"]:
        names = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    else:
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    left_out = {"stepdown_cache", "django_migrations"}  # not of the clinic
    tables = {name for (name,) in rows(environment, names)} - left_out
    return {name: sorted(map(str, rows(environment, f'SELECT * FROM "{name}"'))) for name in tables}


def copy_database(url: str, to_url: str) -> None:
    """PostgreSQL: the database at `to_url` becomes a copy of the one at `url`."""
    names = [psycopg.conninfo.conninfo_to_dict(each)["dbname"] for each in (url, to_url)]
    source, target = map(sql.Identifier, map(str, names))
    with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(target))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(target, source))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    environment: Mapping[str, str], *words: str, port: int, within: float = 90
) -> Iterator["subprocess.Popen[bytes]"]:
    """The command in a group of its own, once its pages answer; gone afterwards."""
    process = subprocess.Popen(
        [*PROGRAM, *words, "--port", str(port)],
        env=dict(environment),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: answers(port) or process.poll() is not None, within)
        assert process.poll() is None, "the command ended before its pages answered"
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until(is_so: Any, within: float) -> None:
    until = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


def group_members(group: int) -> list[int]:
    """Processes of the group that still run."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,pgid=,stat="], capture_output=True, text=True, check=True
    )
    lines = [line.split() for line in listed.stdout.splitlines()]
    return [int(pid) for pid, of, state in lines if int(of) == group and state[0] != "Z"]


def accounts_in(file: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(file.read_text())
    return found
