"""Makes .venv from a hashed lock file; does nothing where that was done already.

Runs on whatever python3 the machine has, so it uses nothing newer than Python 3.6 can read.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
VENV = HOUSE / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ("requirements.lock", "requirements-dev.lock")
LEAST = (3, 11)


def digest_of(lock: str) -> str:
    """What the installation depends on: the lock, the package's declaration, the Python."""
    content = (HOUSE / lock).read_bytes() + (HOUSE / "pyproject.toml").read_bytes()
    return hashlib.sha256(content + sys.version.encode() + str(HOUSE).encode()).hexdigest()


def stamp_of(lock: str) -> Path:
    return VENV / (lock + ".installed")


def is_installed(lock: str) -> bool:
    stamp = stamp_of(lock)
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == digest_of(lock)


def pip(*arguments: str) -> None:
    loudness = [] if sys.stdout.isatty() else ["--quiet"]
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    if subprocess.call(command + loudness + list(arguments), cwd=str(HOUSE)) != 0:
        sys.exit("Installing did not finish; the lines above say why. Run the command again.")


def install(lock: str) -> None:
    print("Installing what " + lock + " names into .venv (the first time takes a minute).")
    if not PYTHON.exists() and subprocess.call([sys.executable, "-m", "venv", str(VENV)]) != 0:
        sys.exit("python3 has no venv. On Debian or Ubuntu type: sudo apt-get install python3-venv")
    for other in LOCKS:
        if stamp_of(other).exists():
            stamp_of(other).unlink()
    pip("--require-hashes", "--requirement", lock)
    pip("--no-deps", "--no-build-isolation", "--editable", ".")
    stamp_of(lock).write_text(digest_of(lock))


def main(lock: str) -> None:
    if sys.version_info < LEAST:
        found = ".".join(str(part) for part in sys.version_info[:2])
        sys.exit("Stepdown needs Python 3.11 or newer; python3 here is " + found + ".")
    # the development lock holds everything that the other one holds
    if not (is_installed(lock) or is_installed(LOCKS[1])):
        install(lock)


if __name__ == "__main__":
    main(sys.argv[1])
