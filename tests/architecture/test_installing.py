"""Setting up says in one sentence what is missing."""

import subprocess
import sys

from tests.architecture.house import HOUSE

OLD_PYTHON = """
import runpy, sys
sys.version_info = (3, 9, 2)
sys.argv = ["install.py", "requirements.lock"]
runpy.run_path("tools/install.py", run_name="__main__")
"""


def test_an_old_python_is_refused_in_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OLD_PYTHON], cwd=HOUSE, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.strip() == "Stepdown needs Python 3.11 or newer; python3 here is 3.9."


def test_make_alone_lists_the_verbs() -> None:
    listed = subprocess.run(["make"], cwd=HOUSE, capture_output=True, text=True, check=True).stdout
    for verb in ("setup", "demo", "test", "check", "fix", "bench"):
        assert f"make {verb}\t" in listed
