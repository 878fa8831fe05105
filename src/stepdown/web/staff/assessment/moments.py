"""Times on the pages of an assessment."""

from datetime import datetime

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now


def moment_words(at: datetime, patient: OpenedPatient, now: datetime) -> str:
    """Today, 2:05 pm; or Nov 21, 2:05 pm. On the wall clock of the site."""
    local, today = local_now(patient.site, at), local_now(patient.site, now).date()
    clock = f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"
    if local.date() == today:
        return f"Today, {clock}"
    year = f", {local.year}" if local.year != today.year else ""
    return f"{local:%b} {local.day}{year}, {clock}"
