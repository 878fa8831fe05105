"""Makes a clinic from a copy, in an empty folder and an empty database, whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from stepdown.commands.copies.archive import Contents, unpack
from stepdown.commands.copies.snapshot import without_triggers
from stepdown.commands.copies.tables import (
    empty_tables,
    is_equal,
    set_last_ids,
    stored_models,
    write_lines,
)
from stepdown.commands.copies.taking import applied_migrations
from stepdown.commands.program import Refused
from stepdown.commands.progress import Note
from stepdown.commands.record import Standing, prepare_database, standing


def restore_copy(source: Path, *, note: Note) -> None:
    """Raises Refused, and leaves the folder as empty as it was, unless everything is equal."""
    # It stays behind only where a restore was killed, and lets the next one begin again.
    draft = Path(settings.DATA_DIR) / "restore.partial"
    _require_empty(was_broken_off=draft.exists())
    _clear(draft)
    try:
        note("reading the file")
        contents = unpack(source, draft)
        prepare_database()
        if applied_migrations() != contents.migrations:
            raise Refused("This backup is of another version of Stepdown. Restore it with that.")
        _write(draft, contents, note)
    except BaseException:
        _clear(draft)
        raise
    shutil.rmtree(draft)


def _clear(draft: Path) -> None:
    for folder in (_places()["anchor"], _places()["attachments"]):
        for file in list(_files(folder)):
            file.unlink()
    shutil.rmtree(draft, ignore_errors=True)


def _places() -> dict[str, Path]:
    return {
        "anchor": Path(settings.ANCHOR_DIR),
        "secrets": Path(settings.SECRETS_DIR),
        "attachments": Path(settings.ATTACHMENTS_DIR),
    }


def _require_empty(*, was_broken_off: bool) -> None:
    if standing() is not Standing.EMPTY:
        raise Refused("There is a clinic here already. Restore into an empty folder and database.")
    kept = [name for name in ("anchor", "attachments") if any(_places()[name].rglob("*"))]
    if kept and not was_broken_off:
        raise Refused(f"The folder {_places()[kept[0]]} is not empty. Restore into an empty one.")


def _write(draft: Path, contents: Contents, note: Note) -> None:
    with without_triggers():
        empty_tables()
        for model in stored_models():
            note(str(model._meta.verbose_name_plural))
            with (draft / "rows" / f"{model._meta.db_table}.jsonl").open("rb") as lines:
                write_lines(model, lines)
        set_last_ids(contents.last_ids)
        note("comparing")
        _require_equal(draft)
        for name, place in _places().items():
            _put(draft / name, place)


def _require_equal(draft: Path) -> None:
    """Reads every row again: what is there now must be what was copied."""
    for model in stored_models():
        with (draft / "rows" / f"{model._meta.db_table}.jsonl").open("rb") as lines:
            if not is_equal(model, lines):
                raise Refused(f"The table {model._meta.db_table} did not come back equal.")


def _put(source: Path, place: Path) -> None:
    for file in _files(source):
        target = place / file.relative_to(source)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        with target.open("rb") as written:
            os.fsync(written.fileno())


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
