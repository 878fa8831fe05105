"""Robots at the open pages for a minute, while a few people ask for a call and staff work.

The robots come from addresses of their own, so that no limit of one address stops them: a third
reads pages, a third sends forms at once, a third waits long enough to pass for people.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from itertools import cycle
from typing import Any

from benchmarks.clinics import Note, demo_clinic, looked_at
from benchmarks.timing import Times, serving
from benchmarks.visits import Visitor
from tests.commands.process import rows

A_MINUTE = 1000  # requests of robots
SECONDS = 60
ROBOTS = 8  # connections, so that a slow answer does not make the flood a trickle
PEOPLE = 8  # who really ask, spread over the flood
READS_AS_HUMAN = 2.5  # seconds; a form sent sooner is a robot's
REAL, ROBOT = "Really asks", "Buy now"
Act = Callable[[Visitor], None]


def measure_floods(databases: list[str], note: Note) -> dict[str, Any]:
    """On a demo of each database, with the counselor's Today."""
    found = {}
    for database in databases:
        with demo_clinic(database, note) as (place, _):
            found[database] = _measure(place, looked_at(place)["accounts"]["counselor"], note)
    return found


def _measure(place: Mapping[str, str], account_id: int, note: Note) -> dict[str, Any]:
    """Today's times before and during the flood, and what became of those who really asked."""
    environment = {**place, "STEPDOWN_BEHIND_PROXY": "true"}
    with serving(environment) as (port, _), Visitor(port) as staff:
        staff.enter_as(account_id)
        note("flood: Today without it")
        quiet = _times_of_today(staff)
        note("flood: Today during it")
        with _flood(port) as sent:
            asking = threading.Thread(target=_people_ask, args=(port,))
            asking.start()
            flooded = _times_of_today(staff)
            asking.join()
    return {
        "robots_a_minute": round(sum(sent) * 60 / SECONDS),
        "of_them_kept_as_requests": _kept(place, ROBOT),
        "real_requests_sent": PEOPLE,
        "real_requests_kept": _kept(place, REAL),
        "today_quiet_ms": asdict(quiet),
        "today_flooded_ms": asdict(flooded),
    }


def _kept(place: Mapping[str, str], name: str) -> int:
    query = f"SELECT count(*) FROM intake_callrequest WHERE caller_name = '{name}'"
    return int(rows(place, query)[0][0])


def _times_of_today(staff: Visitor) -> Times:
    seconds, until = [], time.monotonic() + SECONDS
    while time.monotonic() < until:
        answer = staff.get("/today")
        assert answer.status == 200, answer.status
        seconds.append(answer.seconds)
        time.sleep(0.2)
    return Times.of(seconds)


@contextmanager
def _flood(port: int) -> Iterator[list[int]]:
    """Robots until the block ends; the list holds how many requests each had answered."""
    stop, sent = threading.Event(), [0] * ROBOTS
    threads = [
        threading.Thread(target=_robot, args=(port, number, stop, sent)) for number in range(ROBOTS)
    ]
    for thread in threads:
        thread.start()
    try:
        yield sent
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _robot(port: int, number: int, stop: threading.Event, sent: list[int]) -> None:
    pause, begun = 60 * ROBOTS / A_MINUTE, time.monotonic()
    with Visitor(port) as visitor:
        visitor.come_from(f"198.51.100.{number}")
        form = visitor.form_on("/ask/me")
        for turn, act in enumerate(cycle((_read, _send(form, at_once=True), _send(form)))):
            if stop.wait(max(0.0, begun + turn * pause - time.monotonic())):
                return
            visitor.come_from(f"203.0.113.{(turn * ROBOTS + number) % 250}")
            act(visitor)
            sent[number] += 1


def _read(visitor: Visitor) -> None:
    visitor.get("/")


def _send(form: dict[str, str], *, at_once: bool = False) -> Act:
    def act(visitor: Visitor) -> None:
        fields = {**form, **_typed(ROBOT), "step": "send"}
        if at_once:
            fields["started"] = ""
        visitor.post("/ask/check", fields, form["csrfmiddlewaretoken"])

    return act


def _typed(name: str) -> dict[str, str]:
    reach = {"phone": "410 555 0177", "may_leave_message": "yes", "email_is_ok": "no"}
    return {"asked_by": "self", "caller_name": name, **reach}


def _people_ask(port: int) -> None:
    """One after the other, each from a home of their own, and each as slowly as a person."""
    for number in range(PEOPLE):
        with Visitor(port) as visitor:
            visitor.come_from(f"192.0.2.{number}")
            form = visitor.form_on("/ask/me")
            fields = {**form, **_typed(REAL)}
            visitor.post("/ask/check", {**fields, "step": "check"}, form["csrfmiddlewaretoken"])
            time.sleep(READS_AS_HUMAN)
            visitor.post("/ask/check", {**fields, "step": "send"}, form["csrfmiddlewaretoken"])
        time.sleep(SECONDS / PEOPLE - READS_AS_HUMAN)
