"""Joining two records of one person, and separating them again. A person decides, and says why.

Nothing signed is rewritten: rows change the record in which they are read, and a journal says
which, so that undoing moves exactly those back. See docs/adr/0013-merging-moves-with-a-journal.md.
"""

from datetime import datetime
from typing import Any

from django.db.models import F, Max, Model
from django.db.models.functions import Coalesce, NullIf

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.intake.operations import free_lapsed_holds
from stepdown.clinic.ledger.operations import UnableToSave, record, writing
from stepdown.clinic.merging.cautious import (
    close_to_both,
    find_what_only_both_show,
    keep_the_stricter_answer,
    reopen_needs,
    restore_answer,
    rules_found,
    with_their_corrections,
)
from stepdown.clinic.merging.columns import UnableToMerge, columns_of_people, rows_to_move
from stepdown.clinic.merging.models import MovedRows
from stepdown.clinic.merging.obstacles import obstacles
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Merge, Patient, TwoPeople
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission

LONGEST_REASON = 300


def merge_records(
    *,
    actor: Actor,
    kept: Patient,
    merged: Patient,
    reason: str,
    expected_version: int,
    now: datetime,
) -> Merge:
    """From now on everything of `merged` is read in `kept`, and nothing is written into `merged`.

    `expected_version` is the sum of both versions that the actor compared. Raises UnableToMerge
    with what has to be settled first, UnableToSave where either was changed meanwhile.
    """
    account_id = _require(actor, kept, reason)
    with writing():
        kept.refresh_from_db()
        merged.refresh_from_db()
        _require_open(actor, now, kept, merged)
        if kept.version + merged.version != expected_version:
            raise UnableToSave("Someone changed one of these records. Compare them again.")
        for patient in (kept, merged):
            free_lapsed_holds(patient, now=now)
        for sentence in obstacles(kept, merged):
            raise UnableToMerge(sentence)
        found_alone = rules_found(kept, now) | rules_found(merged, now)
        said = {"at": now, "by_id": account_id, "reason": reason.strip()}
        merge = Merge.objects.create(kept=kept, merged=merged, **said)
        _move_all(merge)
        keep_the_stricter_answer(merge)
        Patient.objects.filter(pk=merged.pk).update(merged_into=kept)
        find_what_only_both_show(actor, kept, found_alone, now)
        _note(actor, merge, "merged", now)
    return merge


def undo_merge(*, actor: Actor, merge: Merge, reason: str, now: datetime) -> None:
    """Both records are again what they were. What was written since stays in the one that was
    kept, except a correction of an entry that goes back: it goes with its entry."""
    _require(actor, merge.kept, reason)
    with writing():
        merge.refresh_from_db()
        if merge.undone_at is not None:
            raise UnableToMerge("These records were separated already. Find the person again.")
        if merge.kept.merged_into_id is not None:
            raise UnableToMerge("Separate the newer join first: this record is part of another.")
        _require_open(actor, now, merge.kept)
        Patient.objects.filter(pk=merge.merged_id).update(merged_into=None)
        _move_back(merge)
        restore_answer(merge)
        close_to_both(merge)
        merge.undone_at, merge.undone_reason = now, reason.strip()
        merge.undone_by_id = actor.account_id
        merge.save(update_fields=["undone_at", "undone_by", "undone_reason"])
        _note(actor, merge, "separated", now)


def say_two_people(*, actor: Actor, one: Patient, other: Patient, now: datetime) -> None:
    """Somebody compared the two: these are two people, and are not proposed again."""
    _require(actor, one, "they compared them")
    with writing():
        _require_open(actor, now, one, other)
        low, high = sorted((one, other), key=lambda each: each.pk)
        if low == high:
            raise UnableToMerge("This is one record. Choose another person to compare with.")
        said = {"said_at": now, "said_by_id": actor.account_id}
        pair, _ = TwoPeople.objects.get_or_create(  # unique: one and other
            one=low, other=high, defaults=said
        )
        for each in (low, high):
            record(actor=actor, verb="patient.not_same", now=now, subject=pair, patient_id=each.pk)


def _require(actor: Actor, patient: Patient, reason: str) -> int:
    """The account of the person who says so."""
    require(actor, Permission.MERGE_RECORDS, site_id=patient.site_id)
    if actor.account_id is None:
        raise UnableToMerge("Only a person can say that two records are of one person.")
    if not reason.strip():
        raise UnableToMerge("Write why, in one line.")
    if len(reason) > LONGEST_REASON:
        raise UnableToMerge(f"Say why in {LONGEST_REASON} characters or fewer.")
    return actor.account_id


def _require_open(actor: Actor, now: datetime, *patients: Patient) -> None:
    """The door again, inside the writers' turn: somebody else may have been faster."""
    wanted = {patient.pk for patient in patients}
    people = patients_open_to(actor, Permission.MERGE_RECORDS, now).filter(pk__in=wanted)
    if people.count() != len(wanted):
        raise UnableToMerge("One of these records is not open any more. Find the person again.")


def _move_all(merge: Merge) -> None:
    """First the whole list, then the moves: the list is what undoing will follow."""
    for model, column in columns_of_people():
        ids, _ = rows_to_move(model, column, merge.kept, merge.merged)
        newest = model._base_manager.aggregate(newest=Max("pk"))["newest"] or 0
        MovedRows.objects.create(merge=merge, model=model._meta.label, rows=ids, newest=newest)
        _move(model, column, ids, merge.merged, to=merge.kept)


def _move_back(merge: Merge) -> None:
    lists = dict(MovedRows.objects.filter(merge=merge).values_list("model", "rows"))
    entries = with_their_corrections(lists[Entry._meta.label])
    reopen_needs(merge, entries)
    for model, column in columns_of_people():
        ids = entries if model is Entry else lists.get(model._meta.label, [])
        _move(model, column, ids, merge.kept, to=merge.merged)


def _move(model: type[Model], column: str, ids: list[Any], whose: Patient, *, to: Patient) -> None:
    rows = model._base_manager.filter(pk__in=ids, **{column: whose.pk})
    target: Any = to.pk if column == "patient_id" else to
    if model is Entry:  # what the signature covers stays: for whom it was signed
        signed = NullIf(Coalesce(F("signed_for"), F("patient")), to.pk)
        rows.update(patient=target, signed_for=signed)
    else:
        rows.update(**{column: target})


def _note(actor: Actor, merge: Merge, what: str, now: datetime) -> None:
    content = {"kept": merge.kept_id, "merged": merge.merged_id, "reason": merge.reason}
    for patient_id in (merge.kept_id, merge.merged_id):
        record(
            actor=actor,
            verb=f"patient.{what}",
            now=now,
            subject=merge,
            patient_id=patient_id,
            content={**content, "undone_reason": merge.undone_reason},
        )
