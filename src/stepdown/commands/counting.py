"""The worker's look at how much the tables hold, from which SQLite chooses an index. PostgreSQL
does so by itself; without it SQLite walks through years of ended sessions to find a few."""

import time
from dataclasses import dataclass

AGAIN_AFTER = 24 * 3600.0  # seconds; others wait to write for 1.3 s where there are a million marks


@dataclass
class Counter:
    """Counts at once, then once a day."""

    _due: float = 0.0

    def look(self) -> None:
        from django.db import connection

        now = time.monotonic()
        if connection.vendor != "sqlite" or now < self._due:
            return
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self._due = now + AGAIN_AFTER
