"""What somebody wrote who never became known here is not kept forever: it goes when the next of
its kind is settled after KEPT_AFTER_SETTLING."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from stepdown.clinic.ledger.operations import save_version

# [unverified] how long a clinic must or may keep what somebody wrote who never came
KEPT_AFTER_SETTLING = timedelta(days=90)


def empty_settled(
    written: QuerySet[Any],
    texts: dict[str, Any],
    now: datetime,
    *,
    before_each: Callable[[Any], None] = lambda row: None,
) -> None:
    """Puts `texts` in place of what stands in each of `written` that was settled long ago.

    Inside writing(). The rows are versioned and say when they were settled (`settled_at`).
    """
    for row in written.filter(settled_at__lt=now - KEPT_AFTER_SETTLING):
        before_each(row)
        save_version(row, expected=row.version, **texts)
