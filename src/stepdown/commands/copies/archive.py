"""The file of a copy: a compressed archive with a list of what it must hold."""

import hashlib
import json
import os
import tarfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from stepdown.commands.program import Refused

FORMAT = 1
CONTENTS = "contents.json"
DAMAGED = "This file is no whole backup of Stepdown: it is cut off, changed or something else."


@dataclass(frozen=True)
class Contents:
    """What a copy holds: `digests` by file, `migrations` and `last_ids` of its database."""

    digests: dict[str, str]
    migrations: list[list[str]]
    last_ids: dict[str, int]
    made_at: str

    def as_text(self) -> str:
        return json.dumps({"format": FORMAT, **self.__dict__}, indent=1, sort_keys=True)


def read_contents(folder: Path) -> Contents:
    try:
        found = json.loads((folder / CONTENTS).read_text())
        if found.pop("format") != FORMAT:
            raise Refused("This backup is of a newer Stepdown. Restore it with that version.")
        return Contents(**found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(DAMAGED) from error


def digest_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def files_under(folder: Path) -> list[str]:
    """Names of all files under the folder, relative, in a fixed order."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def pack(folder: Path, target: Path) -> None:
    """Writes the folder into `target` beside it and renames: a whole file or none."""
    draft = target.with_name(f".{target.name}.new")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
                for name in files_under(folder):
                    archive.add(folder / name, arcname=name)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def unpack(source: Path, folder: Path) -> Contents:
    """Unpacks and compares every file with the list. Raises Refused; `folder` is scrap then."""
    try:
        with tarfile.open(source, mode="r:gz") as archive:
            archive.extractall(folder, filter="data")
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise Refused(DAMAGED) from error
    contents = read_contents(folder)
    found = {name: digest_of(folder / name) for name in files_under(folder) if name != CONTENTS}
    if found != contents.digests:
        raise Refused(DAMAGED)
    return contents


def write_file(file: Path, lines: Iterable[bytes]) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.open("wb") as opened:
        opened.writelines(lines)
