"""Answering the admission checklist, signing the agreement, and editing a site's list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient, Site
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.checklist import (
    AGREEMENT,
    AGREEMENT_VERSION,
    Answer,
    checklist_of,
    shipped_items,
)
from stepdown.clinic.treatment.models import ChecklistItem, ChecklistMark

SIGNED_ITEM = "agreement"


class UnableToAnswer(Unable):
    """The checklist cannot be answered or changed like this; the message says what is missing."""


@dataclass(frozen=True)
class ItemAnswer:
    answer: str
    words: str = ""


def answer_checklist(
    *, actor: Actor, patient: Patient, answers: Mapping[str, ItemAnswer], now: datetime
) -> Entry:
    """Signs these items by key, dated now; an item answered again has its newer answer.

    The agreement is not answered here: the person signs it. Raises UnableToAnswer.
    """
    require(actor, Permission.ADMIT, site_id=patient.site_id)
    known = {item.key for item in checklist_of(patient.site)} - {SIGNED_ITEM}
    if not answers:
        raise UnableToAnswer("Answer at least one item.")
    if unknown := set(answers) - known:
        raise UnableToAnswer(f"The list has no item {', '.join(sorted(unknown))}.")
    return _mark(actor, patient, answers, now)


def sign_agreement(*, actor: Actor, patient: Patient, signed_name: str, now: datetime) -> Entry:
    """The person signs the participation agreement with their name; staff were there."""
    require(actor, Permission.ADMIT, site_id=patient.site_id)
    if not signed_name.strip():
        raise UnableToAnswer("The person signs with their name, or a mark with a witness.")
    extra = {
        "signed_name": signed_name.strip(),
        "agreement": list(AGREEMENT),
        "agreement_version": AGREEMENT_VERSION,
    }
    return _mark(actor, patient, {SIGNED_ITEM: ItemAnswer(Answer.DONE)}, now, **extra)


def _mark(
    actor: Actor,
    patient: Patient,
    answers: Mapping[str, ItemAnswer],
    now: datetime,
    **extra: object,
) -> Entry:
    items = {
        key: {"answer": Answer(one.answer).value, "words": one.words}
        for key, one in answers.items()
    }
    labels = {item.key: item.label for item in checklist_of(patient.site)}
    body = {"items": items, "labels": {key: labels[key] for key in items}, **extra}
    with writing():
        entry = sign_entry(
            actor=actor,
            patient=patient,
            kind=EntryKind.CHECKLIST,
            body=body,
            happened_at=now,
            now=now,
        )
        ChecklistMark.objects.bulk_create(
            ChecklistMark(
                patient=patient,
                entry=entry,
                key=key,
                answer=one["answer"],
                words=one["words"],
                marked_at=now,
            )
            for key, one in items.items()
        )
    return entry


def save_checklist_item(
    *,
    actor: Actor,
    site: Site,
    item_key: str,
    expected_version: int,
    now: datetime,
    **details: Any,
) -> ChecklistItem:
    """Changes a line of the site's list, or adds one (no `item_key`). Raises UnableToAnswer."""
    require(actor, Permission.SET_UP, site_id=site.pk)
    with writing():
        keep_shipped_list(site)
        rows = ChecklistItem.objects.filter(site=site)
        if item_key:
            item = rows.filter(key=item_key).first()
            if item is None:
                raise UnableToAnswer("This line is no longer on the list.")
            if item.key == SIGNED_ITEM and not details.get("is_used", True):
                raise UnableToAnswer("The agreement stays on the list; its words can change.")
            save_version(item, expected=expected_version, **details)
        else:
            number = rows.count() + 1
            item = ChecklistItem.objects.create(
                site=site, key=f"own_{number}", position=number, **details
            )
        record(actor=actor, verb="checklist.saved", now=now, subject=item, content=details)
    return item


def keep_shipped_list(site: Site) -> None:
    """The shipped list becomes the site's own, to be edited. Inside writing()."""
    if ChecklistItem.objects.filter(site=site).exists():
        return
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            site=site,
            key=item.key,
            position=number,
            label=item.label,
            hint=item.hint,
            is_required=item.is_required,
            minors_only=item.minors_only,
            skipped_for=list(item.skipped_for),
        )
        for number, item in enumerate(shipped_items(), start=1)
    )
