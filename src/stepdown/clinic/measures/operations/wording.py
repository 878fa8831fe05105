"""Installing a wording pack: checked, kept with its source, hash and license, never edited."""

import hashlib
from dataclasses import asdict
from datetime import datetime

from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.measures.models import WordingPack
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.rules.instruments import INSTRUMENTS
from stepdown.rules.instruments.wording import (
    OfferedPack,
    UnableToUseWording,
    Wording,
    checked_wording,
)


class UnableToInstall(Unable):
    """The pack cannot be used; the message says where it differs."""


def install_wording(
    *,
    actor: Actor,
    pack: OfferedPack,
    raw: bytes,
    source: str,
    license: str,
    instrument_key: str = "",
    now: datetime,
) -> WordingPack:
    """Puts a pack in use in place of the one before, which stays with the answers it was asked in.

    The same file again changes nothing. Raises UnableToInstall where the pack does not fit.
    """
    require(actor, Permission.SET_UP)
    try:
        wording = checked_wording(pack, instrument_key)
    except UnableToUseWording as error:
        raise UnableToInstall(f"{error} Nothing was installed.") from error
    digest = hashlib.sha256(raw).hexdigest()
    with writing():
        in_use = WordingPack.objects.filter(
            instrument_key=wording.instrument_key, retired_at__isnull=True
        )
        before = in_use.first()
        if before is not None and before.digest == digest:
            return before
        in_use.update(retired_at=now)
        installed = _pack(wording, pack)
        installed.digest, installed.installed_at = digest, now
        installed.installed_by_id = actor.account_id
        installed.source = (source or pack.source or "Not stated")[:300]
        installed.license = license or pack.license or INSTRUMENTS[wording.instrument_key].license
        installed.save(force_insert=True)
        content = {"digest": digest, "instrument": wording.instrument_key}
        record(actor=actor, verb="wording.installed", now=now, subject=installed, content=content)
    return installed


def _pack(wording: Wording, pack: OfferedPack) -> WordingPack:
    return WordingPack(
        instrument_key=wording.instrument_key,
        language=pack.language[:20],
        intro=wording.intro,
        items=[asdict(item) for item in wording.items],
    )
