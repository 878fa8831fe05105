"""Counting how often one address sends a form, so that a robot does not drown a person.

Counted in the database, so that the limit holds over several processes. Not a part of the
record: no event is written, and the address itself is not kept.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.db.models import F
from django.utils.crypto import salted_hmac

from stepdown.clinic.intake.models import VisitCount

STRETCH = timedelta(minutes=10)
HOUSEHOLD_BITS = 64  # one subscriber holds a whole IPv6 network of this prefix


def is_within_limit(*, page: str, address: str, most: int, now: datetime) -> bool:
    """Counts one more form from this address; False from the one after `most` in 10 minutes.

    Somebody over the limit costs one read and no write.
    """
    stretch = int(now.timestamp() // STRETCH.total_seconds())
    visitor = salted_hmac("stepdown.crowds", _network(address), algorithm="sha256").hexdigest()
    rows = VisitCount.objects.filter(page=page, visitor=visitor, stretch=stretch)
    count = rows.values_list("count", flat=True).first()
    if count is None:
        VisitCount.objects.filter(stretch__lt=stretch).delete()
        first = VisitCount(page=page, visitor=visitor, stretch=stretch, count=0)
        VisitCount.objects.bulk_create([first], ignore_conflicts=True)
    elif count >= most:
        return False
    rows.update(count=F("count") + 1)
    return True


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(int(found) >> (128 - HOUSEHOLD_BITS))
    return str(found)
