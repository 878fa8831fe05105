"""`stepdown audit verify` says when the ledger or a signed entry is not as it was written."""

import json
from pathlib import Path

import pytest

from tests.commands.process import opened, rows, stepdown

NEWEST = "(SELECT max(seq) FROM ledger_event)"
TAMPERINGS = {
    "edited": ["UPDATE ledger_event SET verb = 'site.unsaved' WHERE seq = 2"],
    "actor exchanged": ["UPDATE ledger_event SET actor_id = 999 WHERE seq = 3"],
    "reordered": [
        "UPDATE ledger_event SET seq = -1 WHERE seq = 2",
        "UPDATE ledger_event SET seq = 2 WHERE seq = 3",
        "UPDATE ledger_event SET seq = 3 WHERE seq = -1",
    ],
    "deleted": ["DELETE FROM ledger_event WHERE seq = 2"],
    "cut off": [f"DELETE FROM ledger_event WHERE seq = {NEWEST}"],
    "emptied": ["DELETE FROM ledger_event"],
}


def past_the_guards(environment: dict[str, str], statements: list[str]) -> None:
    """Runs SQL as somebody who owns the database and takes its guards away."""
    with opened(environment) as connection:
        if environment["STEPDOWN_DATABASE_URL"]:
            connection.execute("SET session_replication_role = replica")
        else:
            guards = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in connection.execute(guards).fetchall():
                connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_every_tampering_with_the_ledger_is_noticed(clinic: dict[str, str], tampering: str) -> None:
    sound = stepdown(clinic, "audit", "verify")
    assert sound.returncode == 0, "untouched, it is sound"
    (count,) = rows(clinic, "SELECT count(*) FROM ledger_event")[0]
    assert str(count) in sound.stdout

    past_the_guards(clinic, TAMPERINGS[tampering])
    done = stepdown(clinic, "audit", "verify")
    assert done.returncode == 1
    assert "sound" not in done.stdout
    assert done.stdout.strip().endswith(".")


def test_a_chain_that_was_written_anew_does_not_match_its_anchor(clinic: dict[str, str]) -> None:
    head = Path(clinic["STEPDOWN_DATA_DIR"], "anchor", "head.json")
    content = json.loads(head.read_text())
    head.write_text(json.dumps({**content, "hash": "0" * 64}))
    assert stepdown(clinic, "audit", "verify").returncode == 1


def test_a_ledger_ahead_of_its_anchor_is_sound(clinic: dict[str, str]) -> None:
    """The process may end between the commit and the anchor."""
    head = Path(clinic["STEPDOWN_DATA_DIR"], "anchor", "head.json")
    seq, digest = rows(clinic, "SELECT seq, hash FROM ledger_event ORDER BY seq LIMIT 1")[0]
    head.write_text(json.dumps({"seq": seq, "hash": digest}))
    assert stepdown(clinic, "audit", "verify").returncode == 0


def test_a_signed_entry_that_was_changed_is_noticed(demo_clinic: dict[str, str]) -> None:
    past_the_guards(demo_clinic, ["UPDATE chart_entry SET reason = 'changed' WHERE id = 1"])
    done = stepdown(demo_clinic, "audit", "verify")
    assert done.returncode == 1
    assert "Entry 1" in done.stdout
