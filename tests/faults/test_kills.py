"""kill -9 of server and worker in the middle of bookings, roll calls and signatures.

What was acknowledged is there, once; what was not, is there once when it is sent again.
"""

import json
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.commands.process import (
    answers,
    free_port,
    group_members,
    rows,
    stepdown,
    wait_until,
)
from tests.faults.clinic import HOUSE, process
from tests.faults.visitor import Visitor

KILLS = 20


@dataclass
class Server:
    """The clinic's server with its worker, in one process group."""

    environment: dict[str, str]
    port: int
    group: int = 0
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self) -> None:
        started = subprocess.Popen(
            process(f"serve({self.port})"),
            env=self.environment,
            cwd=HOUSE,
            start_new_session=True,
        )
        self.processes.append(started)
        self.group = started.pid
        wait_until(lambda: answers(self.port), within=60)

    def kill(self) -> None:
        os.killpg(self.group, signal.SIGKILL)
        self.processes[-1].wait()
        wait_until(lambda: not group_members(self.group), within=10)


def books_and_cancels(visitor: Visitor, known: dict[str, Any], stop: threading.Event) -> None:
    """The front desk holds a time, books it, cancels it, and begins again."""
    path = f"/inquiries/{known['callers'][0]}"
    while not stop.is_set():
        hold = visitor.form(path, "/hold")
        assert hold is not None, "open times are offered"
        visitor.send(hold, time=random.choice(hold.choices["time"]))
        book = visitor.form(path, "/book")
        assert book is not None, "the held time can be booked"
        visitor.send(book, time=book.choices["time"][0])
        cancel = visitor.form(path, "/cancel")
        assert cancel is not None, "the booked time can be cancelled"
        visitor.send(cancel, reason="Another day suits better")


def writes_down_sessions(visitor: Visitor, known: dict[str, Any], stop: threading.Event) -> None:
    """A counselor goes through past sessions: roll, close, note, signatures."""
    for path in session_paths(known):
        if stop.is_set():
            return
        path, _ = visitor.get(path)
        roll = visitor.form(path, "/roll")
        if roll is None:
            continue  # nobody had a seat that day
        marks = [name for name in roll.choices if name.startswith("status_")]
        for status in ("missed", "here"):
            visitor.send(roll, **dict.fromkeys(marks, status))
            roll = visitor.form(path, "/roll")
            assert roll is not None, "marks can change until the close"
        signs_notes(visitor, path)


def signs_notes(visitor: Visitor, path: str) -> None:
    close = visitor.form(path, "/close")
    assert close is not None
    visitor.send(close, attested="on")
    note = visitor.form(path, "/note")
    assert note is not None
    written = {name: f"{random.getrandbits(200):x} was calm and took part" for name in note.texts}
    parts = {name: "took_part" for name in note.choices if name.startswith("part_")}
    goals = {name: all_[-1] for name, all_ in note.choices.items() if name.startswith("goal_")}
    visitor.send(note, **written, **parts, **goals)
    sign = visitor.form(path, "/sign")
    assert sign is not None
    visitor.send(sign)


def session_paths(known: dict[str, Any]) -> list[str]:
    """Addresses of the counselor's past group sessions, newest first."""
    leader = known["accounts"][0]["email"]
    today, first_on = date.fromisoformat(known["today"]), date.fromisoformat(known["first_on"])
    days = [today - timedelta(days=n) for n in range(1, (today - first_on).days + 1)]
    return [
        f"/s/series/{series['id']}/{day}"
        for day in days
        for series in known["series"]
        if series["leader"] == leader and series["weekday"] == day.weekday()
    ]


def test_kills_lose_and_double_nothing_acknowledged(
    migrated_environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "known.json"
    subprocess.run(
        process(f"build({str(file)!r})"), env=migrated_environment, cwd=HOUSE, check=True
    )
    known = json.loads(file.read_text())
    server = Server(migrated_environment, free_port())
    server.start()
    try:
        visitors = kill_amid_work(server, known)
    finally:
        server.kill()
    assert_nothing_lost_or_doubled(migrated_environment, visitors)


def kill_amid_work(server: Server, known: dict[str, Any]) -> list[Visitor]:
    """Both visitors at work while the server is killed; they end after the last restart."""
    by_role = {account["role"]: account for account in reversed(known["accounts"])}
    jobs: list[tuple[str, Callable[[Visitor, dict[str, Any], threading.Event], None]]] = [
        ("intake", books_and_cancels),
        ("counselor", writes_down_sessions),
    ]
    stop, failures, visitors, threads = threading.Event(), [], [], []

    def at_work(visitor: Visitor, job: Callable[..., None]) -> None:
        try:
            job(visitor, known, stop)
        except BaseException as error:  # a thread's failure is the test's
            failures.append(error)

    for role, job in jobs:
        visitor = Visitor(server.port)
        visitor.sign_in(by_role[role]["email"], by_role[role]["password"])
        visitors.append(visitor)
        threads.append(threading.Thread(target=at_work, args=(visitor, job)))
    for thread in threads:
        thread.start()
    for _ in range(KILLS):
        time.sleep(random.uniform(0.2, 1.0))
        server.kill()
        server.start()
    time.sleep(1.0)
    stop.set()
    for thread in threads:
        thread.join(timeout=90)
    assert failures == []
    return visitors


def assert_nothing_lost_or_doubled(environment: dict[str, str], visitors: list[Visitor]) -> None:
    kept = [key for (key,) in rows(environment, "SELECT key FROM ledger_answeredpost")]
    sent = [key for visitor in visitors for key in visitor.acknowledged]
    assert len(sent) == len(set(sent)) > KILLS * 2, "there was work between the kills"
    assert set(sent) <= set(kept), "an acknowledged form is missing"

    def happened(verb: str) -> int:
        query = f"SELECT count(*) FROM ledger_event WHERE verb = '{verb}' AND actor_id IS NOT NULL"
        return int(rows(environment, f"{query} AND came_from = '127.0.0.1'")[0][0])

    def answered(action: str) -> int:
        query = f"SELECT count(*) FROM ledger_answeredpost WHERE path LIKE '%/{action}'"
        return int(rows(environment, query)[0][0])

    assert answered("sign") > 0, "notes were signed"
    assert happened("session.closed") == answered("close")
    assert happened("session.noted") == answered("sign")
    assert happened("booking.cancelled") == answered("cancel")
    assert happened("booking.held") == answered("hold")
    doubled = (
        "SELECT attendance.session_id, attendance.patient_id FROM clinic_sessions_attendance"
        " attendance GROUP BY attendance.session_id, attendance.patient_id HAVING count(*) > 1"
    )
    assert rows(environment, doubled) == []
    notes = "SELECT count(*) FROM chart_entry WHERE kind = 'session_note'"
    signed = "SELECT count(*) FROM clinic_sessions_attendance WHERE note_id IS NOT NULL"
    assert rows(environment, notes) == rows(environment, signed)
    half = (
        "SELECT s.id FROM clinic_sessions_session s JOIN clinic_sessions_attendance a"
        " ON a.session_id = s.id GROUP BY s.id"
        " HAVING count(a.note_id) NOT IN (0, count(a.id))"
    )
    assert rows(environment, half) == [], "a session's notes are signed all or none"
    verified = stepdown(environment, "audit", "verify")
    assert verified.returncode == 0, verified.stdout
