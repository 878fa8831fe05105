"""A leader signs the notes of a group of twelve in one go, evening after evening.

`python -m benchmarks.signing` is the process that is measured; it prints JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

PEOPLE = 12
EVENINGS = 30
WARM_UP = 3
TOPICS = (
    *("a sister's wedding", "the walk home past the store", "a new shift at work", "poor sleep"),
    *("a letter from court", "cooking for the children", "an argument on the phone", "the bus"),
    *("a friend who moved away", "choir on Thursdays", "money until Friday", "a knee that hurts"),
)
Note = Callable[[str], None]


def measure_signing(databases: list[str], note: Note) -> dict[str, Any]:
    """Milliseconds of server time from the press on Sign to the answer, by database."""
    from benchmarks.clinics import empty_place
    from benchmarks.processes import run

    found = {}
    for database in databases:
        note(f"{database}: {PEOPLE} notes signed in one go, {EVENINGS} evenings")
        with empty_place(database) as place:
            output = run((sys.executable, "-m", "benchmarks.signing"), place).output
        found[database] = json.loads(output.splitlines()[-1])
        note(f"{database}: {output.splitlines()[-1]}")
    return found


def _sign_every_evening() -> list[tuple[float, float]]:
    """Seconds by the wall and of the processor that each signing of a whole group took."""
    import time_machine

    from tests.clinic.evenings import take_seats
    from tests.clinic.weeks import add_evening_program, in_care
    from tests.clinic.world import NOW, make_world

    with time_machine.travel(NOW, tick=False):
        world = make_world()
        group = add_evening_program(world, seats=PEOPLE)[0]
        people = [world.patient(f"Guest{number}") for number in range(PEOPLE)]
        for person in people:
            take_seats(world, in_care(world, person), [group])
    return [_sign_one(world, group, people, week) for week in range(EVENINGS)]


def _sign_one(world: Any, group: Any, people: list[Any], week: int) -> tuple[float, float]:
    import time_machine

    from stepdown.clinic.people.roles import Role
    from stepdown.clinic.sessions.queries import note_digest
    from tests.clinic.evenings import close, mark, open_evening, write
    from tests.clinic.world import TODAY
    from tests.sign_in import signed_in_client

    session = open_evening(world, group, TODAY + timedelta(weeks=week))
    mark(world, session, dict.fromkeys(people, "here"))
    close(world, session)
    write(world, session, dict(zip(people, TOPICS, strict=True)))
    session.refresh_from_db()
    with time_machine.travel(session.ends_at + timedelta(minutes=10), tick=False):
        client = signed_in_client(world.accounts[Role.COUNSELOR])
        client.get(f"/s/{session.pk}")  # it is read before it is signed
        form = {"seen": note_digest(session), "once": str(uuid4())}
        meant = {"not_a_person": "on", "lines_are_meant": "on"}
        begun, worked = time.perf_counter(), time.process_time()
        answer = client.post(f"/s/{session.pk}/sign", {**form, **meant})
        seconds = time.perf_counter() - begun, time.process_time() - worked
    if answer.status_code != 302:
        raise SystemExit(f"The notes were not signed: {answer.status_code}")
    return seconds


def main() -> None:
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    from benchmarks.timing import Times
    from stepdown.commands.record import prepare_database

    prepare_database()
    setup_test_environment()
    signed = _sign_every_evening()[WARM_UP:]
    wall, processor = (Times.of(list(seconds)) for seconds in zip(*signed, strict=True))
    print(json.dumps({"p50": wall.p50, "p95": wall.p95, "processor_p50": processor.p50}))


if __name__ == "__main__":
    main()
