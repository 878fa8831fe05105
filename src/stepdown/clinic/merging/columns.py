"""Which rows belong to a person, found by looking at the models: a new one is moved by itself."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from stepdown.clinic.ledger.operations import Unable
from stepdown.clinic.people.models import Patient

# Models whose rows stay in the record in which they were written, and why.
STAYS = {
    "people.Patient": "who each record says the person is",
    "people.Merge": "it is about both",
    "people.TwoPeople": "it is about both",
    "people.AccessGrant": "the grants of the record that stays open the joined one; no others",
    "people.TextAgreement": "texts go to the number agreed in the record that stays, or none go",
    "people.ContactPermission": "the more cautious answer goes into the record that stays",
    "ledger.LedgerEvent": "the chain names the record in which something happened",
}
# What each record may have once only. Where both have it, the merged record keeps its own ...
HELD_BACK = {
    "one_block_per_account",  # the colleague is shut out already
    "one_arrival_per_person",  # the same file
    "a_fact_arrives_once",  # the same fact
    "one_live_consent",  # the same consent
    "one_open_detox_need",  # the open need of the record that stays keeps the door shut
    "one_mark_a_person",  # a mark at the same session; both present is refused beforehand
    "one_video_place",  # where they were at a session is kept with each mark of it
    "one_answer_a_session",  # what was said in each stays there
    "one_presence_a_session",  # the same meeting; the roll says who was there
    "called_once_a_change",  # a call about the same day; the one that stays is made
    "reminded_once",  # a reminder of the same meeting
    "one_row_a_lesson",  # what was read in each stays there
    "coming.ReminderWish.patient",  # what the person chose in the record that stays holds
    "timetable.GroupWish.patient",  # what the person asks of groups in the record that stays holds
    "coming.CalendarFeed.patient",  # its address opens nothing any more
    "treatment.EmergencyContact.patient",  # shown beside the one that stays
}
# ... or somebody has to settle it first.
SETTLE_FIRST = {
    "one_open_episode": "Both records are in care now. End the care in one of them first.",
    "one_booking_per_person": "Both records have an assessment time. Cancel one of them first.",
    "one_open_referral": "Both are referred to detox now. Note in one how that ended first.",
    "one_kept_place_a_person": "A place is kept for both. Give one of them back first.",
    "one_part_in_work": "Both records have an examination that is not signed. Sign one first.",
    "one_seat_a_person": "Both records have a seat in one session. Give one of them back first.",
}


class UnableToMerge(Unable):
    """These records cannot be joined or separated as they stand; the message says what is first."""


def columns_of_people() -> list[tuple[type[models.Model], str]]:
    """(model, column) of every column that says whose a row is, those others point to first."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("stepdown.")]
    return [
        (model, field.name)
        for model in ours
        if model._meta.label not in STAYS
        for field in model._meta.concrete_fields
        if field.name == "patient_id" or _is_link(field)
    ]


def _is_link(field: "models.Field[Any, Any]") -> bool:
    return field.name == "patient" and field.related_model is Patient


def rows_to_move(
    model: type[models.Model], column: str, kept: Patient, merged: Patient
) -> tuple[list[Any], list[Any]]:
    """The ids of the merged record's rows that move, and of those that are held back.

    Raises UnableToMerge where both records hold what there can be only one of.
    """
    rows = model._base_manager.filter(**{column: merged.pk})
    held: set[Any] = set()
    for name, others, condition in once_only(model, column):
        there = set(_keys(model, column, kept, others, condition))
        twice = [pk for *key, pk in _rows(rows, others, condition) if tuple(key) in there]
        if twice and name not in HELD_BACK:
            words = f"Both records have their own: {model._meta.verbose_name}. End one first."
            raise UnableToMerge(SETTLE_FIRST.get(name, words))
        held.update(twice)
    every = list(rows.order_by("pk").values_list("pk", flat=True))
    return [pk for pk in every if pk not in held], [pk for pk in every if pk in held]


def once_only(model: type[models.Model], column: str) -> Iterable[tuple[str, list[str], Q]]:
    """(name, other columns, condition) of everything that a person may have only once."""
    if getattr(model._meta.get_field(column), "unique", False):
        yield f"{model._meta.label}.{column}", [], Q()
    for rule in model._meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and column in rule.fields:
            others = [name for name in rule.fields if name != column]
            yield rule.name, others, rule.condition or Q()


def _keys(
    model: type[models.Model], column: str, kept: Patient, others: list[str], condition: Q
) -> Iterable[tuple[Any, ...]]:
    rows = model._base_manager.filter(condition, **{column: kept.pk})
    return (tuple(key) for *key, _ in _rows(rows, others, Q()))


def _rows(
    rows: "models.QuerySet[Any]", others: list[str], condition: Q
) -> Iterable[tuple[Any, ...]]:
    return rows.filter(condition).values_list(*others, "pk")
