"""The ledger's head, kept outside the database and forced to disk.

A hash chain alone does not notice that its newest events were cut off; the anchor does. A
database ahead of its anchor is sound (the process ended between commit and anchor); one
behind it has lost events.
"""

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Head:
    """The newest event known: its number (0 where there is none) and its hash."""

    seq: int
    hash: str


def _folder() -> Path:
    return Path(settings.ANCHOR_DIR)


def read_head() -> Head | None:
    """The anchored head, or None where nothing was anchored yet."""
    try:
        content = json.loads((_folder() / "head.json").read_text())
        return Head(int(content["seq"]), str(content["hash"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return Head(-1, "")


def move_to(head: Head) -> None:
    """Anchors `head` unless a later one is there: two processes may finish in either order."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(folder / "lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        current = read_head()
        if current is None or current.seq < head.seq:
            _replace(folder, head)


def _replace(folder: Path, head: Head) -> None:
    draft = folder / "head.json.new"
    with open(draft, "w") as file:
        json.dump({"seq": head.seq, "hash": head.hash}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, folder / "head.json")
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
