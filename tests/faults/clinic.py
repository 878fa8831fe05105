"""A demo whose past sessions nobody has written down yet, and its server; each runs in a process
of its own, because the test kills it."""

import os
import sys
from dataclasses import asdict
from pathlib import Path

from stepdown.commands.record import open_record, prepare_database
from stepdown.commands.serving import serve_until_stopped

HOUSE = Path(__file__).resolve().parents[2]
PEOPLE = 9


def process(call: str) -> list[str]:
    """The command line that runs a function of this module."""
    return [sys.executable, "-c", f"from tests.faults import clinic; clinic.{call}"]


def build(file: str) -> None:
    """Builds the clinic and writes what a visitor must know to `file`."""
    import json

    from django.utils import timezone

    os.environ["STEPDOWN_DEMO"] = "true"
    open_record()
    prepare_database()
    from stepdown.commands.demo.building import Wish, local_today, mark_demo, prepare

    wish = Wish(local_today(timezone.now()), seed=1, people=PEOPLE)
    mark_demo(wish, now=timezone.now())
    demo = prepare(wish)
    demo.agenda.carry_out(lambda what: None)
    known = {
        "accounts": [asdict(account) for account in demo.first.printed],
        "callers": [s.patient.code for s in demo.stories if s.stage in {"new"}],
        "series": [
            {"id": s.pk, "weekday": s.weekday, "leader": s.leader.email, "title": s.title}
            for s in demo.first.series
            if s.service == "group"
        ],
        "first_on": str(min(s.starts_on for s in demo.stories if s.starts_on)),
        "today": str(wish.today),
    }
    Path(file).write_text(json.dumps(known))


def serve(port: int) -> None:
    os.environ["STEPDOWN_DEMO"] = "true"
    open_record()
    serve_until_stopped("127.0.0.1", port)
