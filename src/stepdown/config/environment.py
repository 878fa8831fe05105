"""Typed readers of the environment. A wrong value stops the start with one clear sentence."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


class UnableToConfigure(ImproperlyConfigured):
    """A setting in the environment cannot be used; the message says which and what to write."""


def read_text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def read_flag(name: str, *, default: bool = False) -> bool:
    value = read_text(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if not value:
        return default
    raise UnableToConfigure(f"{name} is {value!r}. Write true or false.")


def read_whole_number(name: str, default: int, *, least: int, most: int) -> int:
    value = read_text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise UnableToConfigure(
            f"{name} is {value!r}. Write a whole number from {least} to {most}."
        )
    return int(value)


def read_list(name: str, default: list[str]) -> list[str]:
    value = read_text(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else default


def read_folder(name: str, default: Path) -> Path:
    """A folder that exists after the call, readable by its owner only."""
    folder = Path(read_text(name) or default).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnableToConfigure(f"{name}: {folder} cannot be made: {error.strerror}.") from error
    return folder


def read_folder_if_set(name: str, otherwise: Path | None = None) -> Path | None:
    """None where neither is given: what goes there is off then."""
    if not read_text(name) and otherwise is None:
        return None
    return read_folder(name, otherwise or Path())


def read_or_make_secret(file: Path) -> str:
    """The secret in `file`; made on the first run, never printed."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        value = file.read_text().strip()
        if value:
            return value
        raise UnableToConfigure(f"{file} is empty. Restore it from a backup.") from None
    value = secrets.token_urlsafe(64)
    with os.fdopen(handle, "w") as opened:
        opened.write(value)
        opened.flush()
        os.fsync(opened.fileno())
    return value
