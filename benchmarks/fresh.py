"""From `git clone` to a served demo, in a home folder that holds nothing."""

import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.clinics import own_environment
from benchmarks.processes import HOUSE, UnableToMeasure, peak_megabytes, running
from tests.commands.process import answers, free_port

AT_MOST = 900  # seconds
Note = Callable[[str], None]


def measure_fresh_clone(note: Note) -> dict[str, Any]:
    """Seconds and memory of `git clone` and `make demo`, until the front page answers."""
    with tempfile.TemporaryDirectory(prefix="stepdown-fresh-") as folder:
        home, checkout, port = Path(folder) / "home", Path(folder) / "stepdown", free_port()
        home.mkdir()
        environment = {**own_environment("", ""), "HOME": str(home)}
        for name in ("STEPDOWN_DATA_DIR", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV"):
            environment.pop(name, None)
        begun = time.monotonic()
        note("fresh clone: git clone")
        subprocess.run(["git", "clone", "--quiet", str(HOUSE), str(checkout)], check=True)
        cloned = time.monotonic()
        note("fresh clone: make demo")
        with running(("make", "demo", f"PORT={port}"), environment, folder=checkout) as process:
            while not answers(port):
                if process.poll() is not None or time.monotonic() - begun > AT_MOST:
                    raise UnableToMeasure("make demo did not come to serve pages")
                time.sleep(0.1)
            served = time.monotonic()
            megabytes = peak_megabytes(process.pid)
        return {
            "clone_seconds": cloned - begun,
            "served_seconds": served - begun,
            "megabytes": megabytes,
        }
