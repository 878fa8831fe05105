"""An absence from the benchmark's format of events."""

from pathlib import Path

from stepdown.rules.timetable.files.reading import read_json
from stepdown.rules.timetable.repairs.event import Absence


def read_absence(path: Path) -> Absence:
    """Raises UnableToReadFile with one sentence that names the field."""
    file = read_json(path)
    return Absence(
        day=file["day"].whole(),
        slot=file["slot"].whole(),
        absent=tuple(each.text() for each in file["absent"].items()),
    )
