"""Where two records say different things, or only both together say something, the careful way."""

from datetime import datetime, time
from typing import Any

from django.db.models import F

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import standing_entries
from stepdown.clinic.merging.models import MovedRows
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import AccessBlock, ContactPermission, Merge, Patient
from stepdown.clinic.people.reaching import times_of
from stepdown.clinic.treatment.advising import withdrawal_advice
from stepdown.clinic.treatment.models import DetoxNeed
from stepdown.clinic.treatment.operations.detox import open_need

CONTACT = ContactPermission._meta.label
ANSWERS = ("may_leave_message", "email_is_ok")
TIMES = ("call_days", "call_from", "call_until")


def rules_found(patient: Patient, now: datetime) -> frozenset[str]:
    """The rules that ask for detox first in what one record says, answered or not."""
    return frozenset(withdrawal_advice(patient, now=now).detox_rules)


def find_what_only_both_show(
    actor: Actor, kept: Patient, found_alone: frozenset[str], now: datetime
) -> None:
    """A need of detox that neither record showed alone (a seizure in the one, daily use in the
    other) is opened. One that a medical professional answered in either stays answered."""
    if rules_found(kept, now) - found_alone:
        own_first = F("signed_for").asc(nulls_first=True)
        newest = standing_entries(kept).order_by(own_first, "-pk").first()
        if newest is not None:
            open_need(actor=actor, patient=kept, because=newest, now=now)


def keep_the_stricter_answer(merge: Merge) -> None:
    """A message only where both records allow it, and agreed times where either has some. Where
    the one that stays was not asked, nothing is sent until somebody asks."""
    said = {
        each.patient_id: each
        for each in ContactPermission.objects.filter(patient__in=[merge.kept_id, merge.merged_id])
    }
    ours, theirs = said.get(merge.kept_id), said.get(merge.merged_id)
    before: dict[str, Any] = {}
    if ours and theirs:
        before = {name: getattr(ours, name) for name in ANSWERS}
        stricter = {name: before[name] and getattr(theirs, name) for name in ANSWERS}
        before |= {name: _kept(getattr(ours, name)) for name in TIMES}
        if times_of(ours).is_any:
            stricter |= {name: getattr(theirs, name) for name in TIMES}
        ContactPermission.objects.filter(pk=ours.pk).update(**stricter)
        before["asked_at"] = ours.asked_at.isoformat()
        MovedRows.objects.create(merge=merge, model=CONTACT, before={ours.pk: before})


def _kept(value: time | str | None) -> str | None:
    return value.isoformat() if isinstance(value, time) else value


def restore_answer(merge: Merge) -> None:
    """The answer as it was, unless the person was asked again since."""
    for changed in MovedRows.objects.filter(merge=merge, model=CONTACT):
        for pk, before in changed.before.items():
            asked_at = datetime.fromisoformat(before["asked_at"])
            answers = {name: before[name] for name in (*ANSWERS, *TIMES) if name in before}
            ContactPermission.objects.filter(pk=pk, asked_at=asked_at).update(**answers)


def with_their_corrections(ids: list[int]) -> list[int]:
    """These entries and every later version of them: a correction belongs to what it corrects."""
    later = Entry.objects.filter(corrects__in=ids).exclude(pk__in=ids)
    more = list(later.values_list("pk", flat=True))
    return with_their_corrections([*ids, *more]) if more else ids


def reopen_needs(merge: Merge, entries_that_go_back: list[int]) -> None:
    """A need that goes back is open again where it was settled meanwhile: whoever settled it
    looked at two people's charts, and the decision stays where it was signed."""
    lists = MovedRows.objects.filter(merge=merge, model=DetoxNeed._meta.label)
    ids = [pk for rows in lists.values_list("rows", flat=True) for pk in rows]
    needs = DetoxNeed.objects.filter(pk__in=ids, patient=merge.kept_id)
    settled_since = needs.exclude(settled_by=None).exclude(settled_by__in=entries_that_go_back)
    settled_since.update(state=DetoxNeed.State.OPEN, settled_by=None)


def close_to_both(merge: Merge) -> None:
    """A colleague shut out meanwhile knows one of the two: the other record stays shut as well."""
    lists = MovedRows.objects.filter(merge=merge, model=AccessBlock._meta.label)
    newest = lists.values_list("newest", flat=True).get()
    since = AccessBlock.objects.filter(patient=merge.kept_id, pk__gt=newest)
    known = AccessBlock.objects.filter(patient=merge.merged_id).values("account")
    for block in since.exclude(account__in=known):
        AccessBlock.objects.create(
            patient=merge.merged, account=block.account, starts_at=block.starts_at
        )
