"""kill -9 of the worker while reminders go out by text: each person is reminded at most once."""

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from tests.commands.process import PROGRAM, rows, start_clinic, stepdown
from tests.faults.clinic import HOUSE
from tests.faults.reminded import PEOPLE

KILLS = 5


class Gateway:
    """Takes each file out of the folder, as a modem does, and counts the texts by number.

    It kills the worker itself with the text agreed: a test that looks now and then comes so late
    that a quick worker has nobody left to remind.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.sent, self.is_over = folder, Counter[str](), threading.Event()
        self.killed_at: dict[int, subprocess.Popen[bytes]] = {}
        self.thread = threading.Thread(target=self._take)
        self.thread.start()

    def _take(self) -> None:
        while not self.is_over.is_set():
            self.take_all()
            time.sleep(0.002)

    def take_all(self) -> None:
        for file in self.folder.glob("*.txt"):
            self.sent[file.read_text().splitlines()[0]] += 1
            file.unlink()
            if worker := self.killed_at.pop(self.sent.total(), None):
                worker.kill()

    def end(self) -> None:
        self.is_over.set()
        self.thread.join()
        self.take_all()


def test_a_worker_killed_again_and_again_reminds_nobody_twice(
    migrated_environment: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    environment = {**migrated_environment, "STEPDOWN_TEXT_FOLDER": str(folder)}
    start_clinic(environment)
    build = [sys.executable, "-c", "from tests.faults import reminded; reminded.build()"]
    subprocess.run(build, env=environment, cwd=HOUSE, check=True)
    gateway = Gateway(folder)
    try:
        for _ in range(KILLS):
            kill_at_work(environment, gateway)
        assert 0 < gateway.sent.total() < PEOPLE, "the kills came while reminders went out"
        assert stepdown(environment, "worker", "--once").returncode == 0
    finally:
        gateway.end()
    assert set(gateway.sent.values()) == {1}
    assert PEOPLE - KILLS <= gateway.sent.total() <= PEOPLE, "a kill loses one at most"
    looked = "SELECT count(*), count(DISTINCT patient_id) FROM coming_sessionreminder"
    assert rows(environment, looked) == [(PEOPLE, PEOPLE)]
    assert stepdown(environment, "audit", "verify").returncode == 0


def kill_at_work(environment: dict[str, str], gateway: Gateway) -> None:
    worker = subprocess.Popen([*PROGRAM, "worker"], env=environment)
    gateway.killed_at[gateway.sent.total() + random.randint(1, 4)] = worker
    try:
        worker.wait(timeout=60)
    finally:
        worker.kill()
        worker.wait()
