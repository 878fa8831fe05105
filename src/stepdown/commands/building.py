"""The worker's other work: a draft of the clinic's week, built in a process of low priority so that
pages stay quick. It ends with the worker; what it leaves behind half done says so."""

import multiprocessing
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

from stepdown.commands.serving import end_with

CALL = "from stepdown.commands.building import main; main()"
LOWEST = 19  # of the priorities of processes
SHOW_LIFE_EVERY = 5.0  # seconds
HEAR_STOP_EVERY = 0.5


@dataclass
class Builder:
    """At most one build at a time."""

    _process: "subprocess.Popen[bytes] | None" = None
    _build_id: int = field(default=0)

    def look(self) -> bool:
        """Starts what waits, and says of what has ended by itself that it has; whether one is
        being built."""
        from django.utils import timezone

        from stepdown.clinic.building.working import (
            end_silent_builds,
            end_stopped_build,
            waiting_build,
        )

        end_silent_builds(now=timezone.now())
        if self._process is not None:
            if self._process.poll() is None and end_stopped_build(
                self._build_id, now=timezone.now()
            ):
                self._process.kill()  # it did not end by itself
                self._process.wait()
            if self._process.poll() is None:
                return True
            self._say_ended()
        self._build_id = waiting_build() or 0
        if self._build_id:
            words = [str(self._build_id), str(os.getpid())]
            self._process = subprocess.Popen(
                [sys.executable, "-c", CALL, *words], stdin=subprocess.DEVNULL
            )
        return bool(self._build_id)

    def _say_ended(self) -> None:
        """Does nothing where the build said so itself."""
        from django.utils import timezone

        from stepdown.clinic.building.queries import Failure
        from stepdown.clinic.building.working import fail_build

        self._process = None
        fail_build(self._build_id, Failure.STOPPED, now=timezone.now())


def main() -> None:
    """In the process of its own: builds the week whose number the first word is, for the worker
    whose process the second names."""
    os.nice(LOWEST)
    end_with(int(sys.argv[2]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepdown.config.settings")
    from stepdown.commands.record import open_record

    open_record()
    from stepdown.clinic.building.working import build_week

    build_id = int(sys.argv[1])
    for watch in (_show_life, _end_when_stopped):
        threading.Thread(target=watch, args=(build_id,), daemon=True).start()
    build_week(build_id)


def _show_life(build_id: int) -> None:
    """A round of the engine, or putting the question together, can take longer than a sign of life
    may stay away."""
    from django.db import OperationalError, close_old_connections
    from django.utils import timezone

    from stepdown.clinic.building.working import show_life

    while True:
        time.sleep(SHOW_LIFE_EVERY)
        close_old_connections()
        try:
            show_life(build_id, now=timezone.now())
        except OperationalError:
            continue  # the database is busy or away: the next one will do


def _end_when_stopped(build_id: int) -> None:
    """Nobody waits for a round of the engine: what is not handed over by then is not half kept
    either, since a draft is written in one transaction."""
    from django.db import OperationalError, close_old_connections
    from django.utils import timezone

    from stepdown.clinic.building.working import end_stopped_build

    while True:
        time.sleep(HEAR_STOP_EVERY)
        close_old_connections()
        try:
            is_over = end_stopped_build(build_id, now=timezone.now())
        except OperationalError:
            continue
        if is_over:
            for proof in multiprocessing.active_children():
                proof.kill()
            os._exit(0)
