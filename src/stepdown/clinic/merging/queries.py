"""Reading what was joined, and what joining two records would move."""

from dataclasses import dataclass

from stepdown.clinic.merging.columns import columns_of_people
from stepdown.clinic.merging.models import MovedRows
from stepdown.clinic.people.models import AccessBlock, Merge, Patient

OpenedMerge = Merge  # for pages, which name no models


def merge_of(patient: Patient, merge_id: int) -> OpenedMerge | None:
    """A merge into this record that still holds."""
    found = Merge.objects.filter(pk=merge_id, kept=patient, undone_at=None)
    return found.select_related("merged", "kept__site", "by").first()


def merges_into(patient: Patient) -> list[OpenedMerge]:
    """What was joined into this record and still is, with what was joined into that before;
    newest first (a query a record)."""
    found: list[Merge] = []
    waiting = [patient.pk]
    while waiting:
        here = Merge.objects.filter(kept__in=waiting, undone_at=None)
        merges = list(here.select_related("merged", "by").order_by("-at", "-pk"))
        found += merges
        waiting = [merge.merged_id for merge in merges]
    return found


def rows_by_model(patient: Patient) -> dict[str, int]:
    """How many rows each model holds of this record, by its label; those without any left out."""
    counts = {
        model._meta.label: model._base_manager.filter(**{column: patient.pk}).count()
        for model, column in columns_of_people()
    }
    return {label: count for label, count in counts.items() if count}


def shut_out_of_either(one: Patient, other: Patient) -> int:
    """How many colleagues the joined record is closed to."""
    blocks = AccessBlock.objects.filter(patient__in=[one, other])
    return blocks.values("account").distinct().count()


@dataclass(frozen=True)
class WrittenSince:
    """How many rows of one model were written into the record that stays after a merge."""

    label: str
    count: int


def written_since(merge: Merge) -> list[WrittenSince]:
    """What stays in the surviving record when the merge is undone, for staff to look through."""
    lists = {each.model: each for each in MovedRows.objects.filter(merge=merge)}
    found = []
    for model, column in columns_of_people():
        before = lists.get(model._meta.label)
        rows = model._base_manager.filter(**{column: merge.kept_id})
        if before is not None:
            rows = rows.filter(pk__gt=before.newest).exclude(pk__in=before.rows)
        if count := rows.count():
            found.append(WrittenSince(model._meta.label, count))
    return found
