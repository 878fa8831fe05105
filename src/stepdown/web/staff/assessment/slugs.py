"""Names of forms in addresses: they tell nobody what is asked."""

import hashlib

from stepdown.rules.instruments import INSTRUMENTS


def slug_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:6]


KEYS = {slug_of(key): key for key in INSTRUMENTS}
