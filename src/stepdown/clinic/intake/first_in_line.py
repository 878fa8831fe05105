"""Who goes first among those who asked, and by when. Data in `first_in_line.toml`."""

import tomllib
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Final

_DATA: Final = tomllib.loads(
    files("stepdown.clinic.intake").joinpath("first_in_line.toml").read_text("utf-8")
)
SEE_WITHIN: Final = timedelta(days=_DATA["injects"]["see_within_days"])
INTERIM_WITHIN: Final = timedelta(hours=_DATA["injects"]["interim_within_hours"])
# pregnant people first, then people who inject, then by how long they wait
IN_LINE: Final = ("-is_pregnant", "-injects", "first_contact_at", "pk")


def see_by(first_contact_at: datetime, *, injects: bool) -> datetime | None:
    """By when somebody who injects is to be seen; None where no clock runs."""
    return first_contact_at + SEE_WITHIN if injects else None
