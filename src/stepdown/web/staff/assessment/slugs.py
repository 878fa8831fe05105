"""Names of forms in addresses: they tell nobody what is asked."""

import hashlib

from stepdown.rules.instruments import INSTRUMENTS
from stepdown.rules.instruments.remission import DSM5_REMISSION
from stepdown.rules.instruments.tlfb import TLFB

WITHOUT_ITEMS = (TLFB.key, DSM5_REMISSION.key)  # they have fields of their own


def slug_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:6]


KEYS = {
    slug_of(key): key for key, one in INSTRUMENTS.items() if one.is_form or key in WITHOUT_ITEMS
}
