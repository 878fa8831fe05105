"""Random test days: drawn by a rule that can be audited, and not to be foreseen.

The clinic draws a secret for each week and publishes its fingerprint before the week begins. Who
knows the secret can work out every draw; who knows the fingerprint can check afterwards that the
secret was not changed. Until the morning of a day only the program knows whether it is drawn.
"""

import hashlib
import hmac
from collections.abc import Sequence
from itertools import combinations, pairwise


class UnableToDraw(Exception):
    """The days do not allow so many tests so far apart; the message says what to change."""


def fingerprint(secret: bytes) -> str:
    """Published before the week; 64 hexadecimal digits (SHA-256)."""
    return hashlib.sha256(secret).hexdigest()


def drawn_days(
    secret: bytes, week: str, person: str, days: Sequence[int], *, count: int, min_gap_days: int = 1
) -> tuple[int, ...]:
    """`count` of the `days` (0 = Monday) on which the person comes anyway, at least `min_gap_days`
    apart. Every fitting set is equally likely, so that no test makes the next day safe beyond the
    gap. `week` names it, such as 2026-W48. The same facts give the same days.
    """
    fitting = [
        chosen
        for chosen in combinations(sorted(set(days)), count)
        if all(later - day >= min_gap_days for day, later in pairwise(chosen))
    ]
    if not fitting:
        raise UnableToDraw(
            f"{count} tests at least {min_gap_days} days apart do not fit into "
            f"{len(set(days))} days; plan another day or fewer tests."
        )
    return fitting[drawn_number(secret, f"{week}\n{person}", len(fitting))]


def is_drawn(
    secret: bytes,
    week: str,
    person: str,
    days: Sequence[int],
    *,
    count: int,
    today: int,
    min_gap_days: int = 1,
) -> bool:
    """Whether the person is tested today. Tells nothing of later days: ask again each morning."""
    return today in drawn_days(secret, week, person, days, count=count, min_gap_days=min_gap_days)


def drawn_number(secret: bytes, what: str, below: int) -> int:
    """Evenly from 0 to below - 1; `what` names the draw. Numbers at the uneven end are drawn
    again."""
    attempt, whole = 0, 1 << 64
    while True:
        message = f"{what}\n{attempt}".encode()
        drawn = int.from_bytes(hmac.new(secret, message, hashlib.sha256).digest()[:8], "big")
        if drawn < whole - whole % below:
            return drawn % below
        attempt += 1
