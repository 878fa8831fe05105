"""Takes a copy of the clinic, while it stays open."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from stepdown.commands.copies.archive import (
    CONTENTS,
    Contents,
    digest_of,
    files_under,
    pack,
    write_file,
)
from stepdown.commands.copies.snapshot import one_moment
from stepdown.commands.copies.tables import last_ids, read_lines, stored_models
from stepdown.commands.progress import Note


def take_copy(target: Path, *, now: datetime, note: Note) -> None:
    """Writes the copy to `target`; its drafts lie beside it and are gone afterwards."""
    # beside the target, so that the last step is a rename and no second disk sees the record
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        _gather(Path(folder), now, note)
        note("into one file")
        pack(Path(folder), target)


def _gather(folder: Path, now: datetime, note: Note) -> None:
    # The anchor first, the attachments last: a record ahead of its anchor is sound, and a file
    # is there before the row that names it.
    for name, source in (("anchor", settings.ANCHOR_DIR), ("secrets", settings.SECRETS_DIR)):
        note(name)
        shutil.copytree(source, folder / name)
    with one_moment():
        for model in stored_models():
            note(str(model._meta.verbose_name_plural))
            write_file(folder / "rows" / f"{model._meta.db_table}.jsonl", read_lines(model))
        numbers, migrations = last_ids(), applied_migrations()
    note("attachments")
    shutil.copytree(settings.ATTACHMENTS_DIR, folder / "attachments")
    digests = {name: digest_of(folder / name) for name in files_under(folder)}
    contents = Contents(digests, migrations, numbers, now.isoformat())
    (folder / CONTENTS).write_text(contents.as_text())


def applied_migrations() -> list[list[str]]:
    return sorted(list(key) for key in MigrationRecorder(connection).applied_migrations())
