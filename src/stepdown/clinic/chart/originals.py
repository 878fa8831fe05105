"""The files that records came in, kept as they were: under a name that says nothing."""

import os
import secrets
from pathlib import Path

from django.conf import settings

NAME_LENGTH = 32


def keep_original(raw: bytes) -> str:
    """Writes the bytes and forces them to disk before any row names them; answers the name.

    A transaction that fails later leaves a file that no row names; that is harmless.
    """
    folder = Path(settings.ATTACHMENTS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = secrets.token_hex(NAME_LENGTH // 2)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(folder / name, flags, 0o600), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    _force_names_to_disk(folder)
    return name


def _force_names_to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_original(name: str) -> bytes:
    """The bytes as they came. Raises FileNotFoundError where there are none of this name."""
    return _path_of(name).read_bytes()


def remove_original(name: str) -> None:
    """Removes a file that never became part of a chart."""
    _path_of(name).unlink(missing_ok=True)


def _path_of(name: str) -> Path:
    if len(name) != NAME_LENGTH or not set(name) <= set("0123456789abcdef"):
        raise FileNotFoundError("No original has such a name.")
    return Path(settings.ATTACHMENTS_DIR) / name
