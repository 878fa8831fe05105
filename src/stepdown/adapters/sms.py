"""Text messages leave the building here, and only here.

A `Gateway` takes one text at a time. The one that comes with Stepdown writes each into a folder,
from which the clinic's own modem or provider takes it (the files are those of SMS Server Tools 3).
"""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Text:
    """One text message. `number` begins with a plus."""

    once_key: str
    number: str
    body: str


class Gateway(Protocol):
    """Takes a text for good, or raises OSError for another try."""

    def send(self, text: Text) -> None: ...


@dataclass(frozen=True)
class FolderGateway:
    """One file a text, whole or not there. Its name tells neither number nor words, and is the
    same at every try."""

    folder: Path

    def send(self, text: Text) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = sha256(text.once_key.encode()).hexdigest()[:24]
        begun = self.folder / f".{name}"
        with begun.open("w", encoding="ascii", errors="ignore") as file:
            file.write(f"To: {text.number.removeprefix('+')}\n\n{text.body}\n")
            file.flush()
            os.fsync(file.fileno())
        begun.replace(self.folder / f"{name}.txt")
