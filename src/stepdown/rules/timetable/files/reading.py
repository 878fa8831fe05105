"""Files and fields of JSON: every value that is not what it must be is named with its place."""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class UnableToReadFile(Exception):
    """The file is not what it must be; the message names the file or the field, and what to do."""


@dataclass(frozen=True, slots=True)
class Field:
    """A value of a JSON file and where it stands, such as patients[3].travel."""

    value: Any
    place: str = ""

    def fail(self, expected: str) -> UnableToReadFile:
        shown = repr(self.value)
        shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
        return UnableToReadFile(f"{self.place or 'The file'} must be {expected}, not {shown}.")

    def has(self, name: str) -> bool:
        return self._object().get(name) is not None

    def __getitem__(self, name: str) -> "Field":
        place = f"{self.place}.{name}" if self.place else name
        if name not in self._object():
            raise UnableToReadFile(f"{place} is missing.")
        return Field(self.value[name], place)

    def _object(self) -> dict[str, Any]:
        if not isinstance(self.value, dict):
            raise self.fail("an object with named fields")
        return self.value

    def named(self) -> Iterator[tuple[str, "Field"]]:
        for name in self._object():
            yield name, self[name]

    def items(self) -> "list[Field]":
        if not isinstance(self.value, list):
            raise self.fail("a list")
        return [Field(item, f"{self.place}[{i}]") for i, item in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value:
            raise self.fail("a text")
        return self.value

    def text_or_none(self) -> str | None:
        return None if self.value is None else self.text()

    def whole(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.fail("a whole number")
        if abs(self.value) > 10**9:
            raise self.fail("a whole number within a thousand million")
        return self.value

    def yes(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.fail("true or false")
        return self.value

    def pair(self) -> tuple[int, int]:
        if not isinstance(self.value, list) or len(self.value) != 2:
            raise self.fail("a pair of whole numbers [a, b]")
        first, second = self.items()
        return first.whole(), second.whole()

    def pair_or_none(self) -> tuple[int, int] | None:
        return None if self.value is None else self.pair()


def read_json(path: Path) -> Field:
    """The whole file. Raises UnableToReadFile where it is no JSON object."""
    try:
        raw = path.read_bytes()
        if raw[:2] == b"\x1f\x8b":
            raw = gzip.decompress(raw)
        value = json.loads(raw)
    except OSError as error:
        raise UnableToReadFile(f"{path} cannot be read: {error.strerror or error}.") from error
    except (EOFError, zlib.error) as error:
        raise UnableToReadFile(f"{path} is cut off or damaged; copy it again.") from error
    except (ValueError, RecursionError) as error:
        raise UnableToReadFile(f"{path} is not JSON: {error}.") from error
    if not isinstance(value, dict):
        raise UnableToReadFile(f"{path} must hold one JSON object with named fields.")
    return Field(value)


def write_json(path: Path, value: object) -> None:
    """Compact and the same every time; gzipped where the name ends in .gz."""
    raw = json.dumps(value, separators=(",", ":")).encode()
    if path.suffix == ".gz":
        raw = gzip.compress(raw, mtime=0)
    try:
        path.write_bytes(raw)
    except OSError as error:
        raise UnableToReadFile(f"{path} cannot be written: {error.strerror or error}.") from error
