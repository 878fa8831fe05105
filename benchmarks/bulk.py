"""Loads many people: copies a demo clinic's own, with all that belongs to them.

The copies sit in the same sites, in rooms, sessions and teams of their own. As many people as
`AT_ONCE` are in care at once; further copies are of those in care before (`benchmarks.past`).
Triggers stay on,
what was signed is signed anew, and the ledger's chain and anchor go on where they were. Two
things are shared with the original: the file of a record that arrived, and the digest of events
that sign nothing (what they covered is not kept). Mail that went out is not copied.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.color import no_style
from django.db import connection, models

from benchmarks.cell import Cell, Table, insert_rows, load_cell, prepared
from benchmarks.past import Past, insert_earlier_weeks, spread, who_was_in_care
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.consents.models import Invitation
from stepdown.clinic.drug_tests.models import Specimen
from stepdown.clinic.intake.models import AssessmentTime, Told
from stepdown.clinic.ledger import anchor
from stepdown.clinic.ledger.chain import HASHED_FIELDS, START, content_digest, event_hash
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.ledger.operations import writing
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.models.patients import new_code
from stepdown.clinic.people.queries import search_text
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.timetable.models import Room

BATCH = 500  # rows an INSERT
AT_ONCE = 200  # people that a clinic has to do with at once
ENTRY_KEYS = {"placement", "advice", "after_entry"}  # where a signed body names another entry
Note = Callable[[str], None]


@dataclass
class Copy:
    """One copy of the cell, the first, second... (`turn`) that is made of it. `names`: full names
    that change; `digests`: of the entries made; `past`: when they were in care (None: now)."""

    cell: Cell
    number: int
    turn: int
    past: Past | None = None
    names: dict[str, str] = field(default_factory=dict)
    digests: dict[int, str] = field(default_factory=dict)

    def insert(self, table: Table) -> None:
        finish = FINISHED.get(table.model)
        if finish is None and self.past is None:
            insert_rows(table.model, (self._moved_row(*row) for row in table.prepared))
            return
        made = [table.model(*self._moved_row(*row)) for row in table.rows]
        for each in made:
            if self.past:
                self.past.move(each)
            if finish:
                finish(each, self)
        table.model._base_manager.bulk_create(made, batch_size=BATCH)
        if self.past and table.model in (Session, Attendance):
            insert_earlier_weeks(made)

    def _moved_row(self, values: list[Any], shifts: tuple[tuple[int, int], ...]) -> list[Any]:
        values = [self.renamed(value) if type(value) is str else value for value in values]
        for position, stride in shifts:
            values[position] += self.number * stride
        return values

    def renamed(self, value: Any) -> Any:
        return self.names.get(value, value)

    def moved(self, label: str, pk: int) -> int:
        return pk + self.number * self.cell.stride_of(label, pk)


def clone_people(*, until: int, note: Note, at_once: int = AT_ONCE) -> int:
    """Copies everybody until there are `until` people or a few more; how many there are then."""
    everybody = load_cell()
    already = everybody.people
    copies = max(1, -(-min(until, at_once) // already))
    _insert(everybody, [None] * (copies - 1), note)
    if until > copies * already:
        before = load_cell(who_was_in_care())
        times = -(-(until - copies * already) // before.people)
        _insert(before, spread(times), note)
    return Patient.objects.count()


def _insert(cell: Cell, pasts: Sequence[Past | None], note: Note) -> None:
    """A copy for each of these."""
    events = list(LedgerEvent.objects.order_by("seq").values_list(*HASHED_FIELDS))
    # numbers go on from the people there are, so that copies of copies have their own
    already = Patient.objects.count()
    for turn, past in enumerate(pasts, start=1):
        with writing():
            head = _insert_copy(Copy(cell, already + turn, turn, past), events)
        anchor.move_to(head)
        note(f"{already + turn * cell.people} people")
    _go_on_numbering(cell)


def _insert_copy(copy: Copy, events: list[tuple[Any, ...]]) -> anchor.Head:
    copy.names = {name: f"{name} {copy.number}" for name in _full_names(copy.cell)}
    for table in copy.cell.tables.values():
        copy.insert(table)
    return _continue_ledger(copy, events)


def _full_names(cell: Cell) -> set[str]:
    every = Patient.objects.filter(pk__in=cell.tables[Patient].own_ids)
    return {patient.full_name for patient in every}


def _finish_patient(made: Patient, copy: Copy) -> None:
    made.code = new_code()
    made.family_name = f"{made.family_name} {copy.number}".strip()
    made.email = made.email and f"{copy.number}.{made.email}"
    # neither number nor birth date is the original's, or everybody would look like a duplicate
    made.phone = made.phone and f"{made.phone}{copy.number:04}"
    if made.birth_on:
        made.birth_on = made.birth_on.replace(day=(made.birth_on.day + copy.number) % 28 + 1)
    digits = "".join(sign for sign in made.phone if sign.isdigit())
    made.search_text = search_text(made.given_name, made.family_name, made.name_used, digits)


def _finish_address(made: Account | EmailAddress, copy: Copy) -> None:
    made.email = f"{copy.number}.{made.email}"


def _finish_room(made: Room, copy: Copy) -> None:
    made.name = f"{made.name} {copy.number}"


def _finish_time(made: AssessmentTime, copy: Copy) -> None:
    made.place += copy.turn * copy.cell.places_an_hour


def _finish_invitation(made: Invitation, copy: Copy) -> None:
    """Nobody joins with a copied code."""
    made.code_digest = sha256(f"{copy.number}.{made.code_digest}".encode()).hexdigest()


def _finish_told(made: Told, copy: Copy) -> None:
    made.code = new_code()


def _finish_specimen(made: Specimen, copy: Copy) -> None:
    made.label = f"{copy.number}-{made.label}"


def _finish_entry(made: Entry, copy: Copy) -> None:
    made.body = {key: _in_body(key, value, copy) for key, value in made.body.items()}
    made.digest = content_digest(made.signed_content())
    copy.digests[made.pk] = made.digest


def _in_body(key: str, value: Any, copy: Copy) -> Any:
    if key in ENTRY_KEYS and isinstance(value, int):
        return copy.moved(Entry._meta.label_lower, value)
    return copy.renamed(value) if isinstance(value, str) else value


FINISHED: dict[type[models.Model], Callable[[Any, Copy], None]] = {
    Patient: _finish_patient,
    Account: _finish_address,
    EmailAddress: _finish_address,
    Room: _finish_room,
    AssessmentTime: _finish_time,
    Invitation: _finish_invitation,
    Told: _finish_told,
    Specimen: _finish_specimen,
    Entry: _finish_entry,
}


def _continue_ledger(copy: Copy, events: list[tuple[Any, ...]]) -> anchor.Head:
    """Appends the events about what was copied, chained to the newest one."""
    last = LedgerEvent.objects.order_by("-seq").values_list("seq", "hash").first()
    seq, previous = last or (0, START)
    made = []
    for stored in events:
        event = _moved_event(dict(zip(HASHED_FIELDS, stored, strict=True)), copy)
        if event:
            seq += 1
            event |= {"seq": seq, "previous_hash": previous}
            previous = event_hash(tuple(event[name] for name in HASHED_FIELDS))
            made.append(LedgerEvent(**event, hash=previous))
    fields = LedgerEvent._meta.concrete_fields
    rows = ([getattr(each, field.attname) for field in fields] for each in made)
    insert_rows(LedgerEvent, (prepared(LedgerEvent, row) for row in rows))
    return anchor.Head(seq, previous)


def _moved_event(event: dict[str, Any], copy: Copy) -> dict[str, Any] | None:
    """The event about the copy; None where it is about nothing that was copied."""
    label, _, number = event["subject"].partition("/")
    subject = copy.moved(label, int(number)) if number else 0
    patient = event["patient_id"] and copy.moved(Patient._meta.label_lower, event["patient_id"])
    if patient == event["patient_id"] and (not number or subject == int(number)):
        return None
    actor = event["actor_id"] and copy.moved(Account._meta.label_lower, event["actor_id"])
    event |= {"patient_id": patient, "actor_id": actor}
    if copy.past:
        event["at"] -= copy.past.ago
    event["subject"] = f"{label}/{subject}" if number else ""
    if event["verb"].endswith(".signed"):
        event["digest"] = copy.digests[subject]
    return event


def _go_on_numbering(cell: Cell) -> None:
    """PostgreSQL counts on from the highest number that was given."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(cell.tables)):
            cursor.execute(statement)
        # what PostgreSQL's own housekeeping does some minutes later, and on SQLite the worker
        cursor.execute("ANALYZE")
