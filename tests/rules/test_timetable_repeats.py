"""The same seed, one thread and a number of rounds: the same files, byte for byte."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.rules.weeks import clinic

RUN = "from stepdown.commands.program import program; program()"


def _solved(folder: Path, hash_seed: str) -> tuple[bytes, bytes]:
    """By a process of its own, so that no order of a set of texts is the same by chance."""
    out, proof = folder / f"{hash_seed}.json", folder / f"{hash_seed}-proof.json"
    words = ["timetable", "solve", str(folder / "week.json"), "--out", str(out)]
    words += ["--certificate", str(proof), "--iterations", "4", "--threads", "1", "--seed", "5"]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    subprocess.run([sys.executable, "-c", RUN, *words], check=True, env=environment)
    return out.read_bytes(), proof.read_bytes()


def test_the_same_seed_and_rounds_give_the_same_files(tmp_path: Path) -> None:
    (tmp_path / "week.json").write_text(json.dumps(clinic(24).instance))
    assert _solved(tmp_path, "1") == _solved(tmp_path, "2")
