"""Safety cover: whether somebody is here now, and whom to tell when nobody is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from stepdown.clinic.measures.models import SafetyCover
from stepdown.clinic.people.models import Site
from stepdown.clinic.people.queries import local_now

ESCALATE_MINUTES = 10  # where a site says nothing; clinic review 14 leaves the number to the clinic


@dataclass(frozen=True)
class Cover:
    """What a site has set. `version` 0: nothing yet, so nothing is asked remotely."""

    asks_remotely: bool = False
    staffed_days: str = ""
    staffed_from: time | None = None
    staffed_until: time | None = None
    on_call_emails: tuple[str, ...] = ()
    escalate_minutes: int = ESCALATE_MINUTES
    version: int = 0

    def is_staffed(self, here: datetime) -> bool:
        """Whether the clinic is staffed at `here`, the site's wall clock."""
        if self.staffed_from is None or self.staffed_until is None:
            return False
        is_day = str(here.weekday()) in self.staffed_days
        return is_day and self.staffed_from <= here.time() < self.staffed_until

    def tellings(self, site: Site, now: datetime) -> Iterator[tuple[str, datetime]]:
        """(whom, when): out of hours the first at once; each next one after the pause."""
        pause = timedelta(minutes=self.escalate_minutes)
        first = now + pause if self.is_staffed(local_now(site, now)) else now
        for position, address in enumerate(self.on_call_emails):
            yield address, first + position * pause


def cover_of(site: Site) -> Cover:
    saved = SafetyCover.objects.filter(site=site).first()
    if saved is None:
        return Cover()
    return Cover(
        asks_remotely=saved.asks_remotely,
        staffed_days=saved.staffed_days,
        staffed_from=saved.staffed_from,
        staffed_until=saved.staffed_until,
        on_call_emails=tuple(saved.on_call_emails),
        escalate_minutes=saved.escalate_minutes,
        version=saved.version,
    )
