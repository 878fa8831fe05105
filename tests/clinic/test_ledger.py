"""The ledger: what it keeps, and that it notices every kind of tampering."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from stepdown.clinic.ledger import anchor
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.ledger.operations import record, writing
from stepdown.clinic.ledger.queries import ledger_faults
from stepdown.clinic.people.actors import THE_PROGRAM
from tests.clinic.world import NOW
from tests.threads import run_in_threads

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "felt shaky since Sunday"


def write_events(how_many: int = 5) -> None:
    for number in range(how_many):
        with writing():
            record(
                actor=THE_PROGRAM,
                verb="test.happened",
                now=NOW + timedelta(microseconds=number * 1001 + 7),
                patient_id=number,
                content={"text": SECRET},
            )


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_untouched_ledger_is_sound() -> None:
    write_events()
    assert ledger_faults() == []


def test_the_head_is_anchored_after_each_commit() -> None:
    write_events(3)
    head = anchor.read_head()
    assert head is not None
    assert head.hash == LedgerEvent.objects.get(seq=3).hash


def test_events_hold_a_digest_and_never_the_text() -> None:
    write_events(1)
    stored = str(LedgerEvent.objects.values().get())
    assert SECRET not in stored
    assert len(LedgerEvent.objects.get().digest) == 64


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        ("UPDATE ledger_event SET patient_id = 99 WHERE seq = 2", "Event 2 was changed"),
        ("UPDATE ledger_event SET verb = 'test.hidden' WHERE seq = 5", "Event 5 was changed"),
        ("DELETE FROM ledger_event WHERE seq = 3", "Event 3 is missing"),
        ("DELETE FROM ledger_event WHERE seq = 1", "Event 1 is missing"),
        ("DELETE FROM ledger_event WHERE seq = 5", "ends at event 4"),
        ("DELETE FROM ledger_event WHERE seq > 1", "ends at event 1"),
        ("DELETE FROM ledger_event", "ends at event 0"),
    ],
)
def test_tampering_is_noticed(tamper: str, said: str) -> None:
    write_events()
    sql(tamper)
    assert said in " ".join(ledger_faults())


def test_reordered_events_are_noticed() -> None:
    write_events()
    sql("UPDATE ledger_event SET seq = 0 WHERE seq = 2")
    sql("UPDATE ledger_event SET seq = 2 WHERE seq = 3")
    sql("UPDATE ledger_event SET seq = 3 WHERE seq = 0")
    assert ledger_faults() != []


def test_a_rewritten_end_is_noticed_by_the_anchor() -> None:
    """The chain can be forged to the end by somebody who knows how; the anchor cannot."""
    write_events()
    head = anchor.read_head()
    LedgerEvent.objects.filter(seq=5).delete()
    (anchor._folder() / "head.json").unlink()
    write_events(1)
    forged = anchor.read_head()
    assert forged != head
    assert head is not None
    anchor._replace(anchor._folder(), head)
    assert "Event 5 is not the one that was anchored." in ledger_faults()


def test_a_missing_anchor_is_noticed() -> None:
    write_events(1)
    (anchor._folder() / "head.json").unlink()
    assert ledger_faults() == ["The anchor is missing though the ledger has events."]


def test_a_database_ahead_of_its_anchor_is_sound() -> None:
    """The process ended after the commit and before the anchor was written."""
    write_events(2)
    earlier = anchor.read_head()
    write_events(1)
    assert earlier is not None
    anchor._replace(anchor._folder(), earlier)
    assert ledger_faults() == []


def test_nothing_is_kept_of_a_write_that_failed() -> None:
    write_events(1)

    def write_and_break() -> None:
        with writing():
            record(actor=THE_PROGRAM, verb="test.failed", now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_break()
    assert LedgerEvent.objects.count() == 1
    assert ledger_faults() == []


def test_an_event_outside_a_write_is_refused() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        record(actor=THE_PROGRAM, verb="test.loose", now=NOW)


def test_sixteen_writers_make_one_chain() -> None:
    run_in_threads(16, lambda number: write_events(4))
    assert LedgerEvent.objects.count() == 64
    assert ledger_faults() == []
