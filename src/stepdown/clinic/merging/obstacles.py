"""What has to be settled before two records can be joined, in sentences."""

from collections.abc import Iterable

from django.db.models import Q

from stepdown.clinic.chart.received import has_unsettled_death
from stepdown.clinic.consents.models import Consent
from stepdown.clinic.merging.columns import UnableToMerge, columns_of_people, rows_to_move
from stepdown.clinic.people.models import Patient
from stepdown.clinic.sessions.models import Attendance
from stepdown.clinic.treatment.facts import last_safety_contact, open_safety_step
from stepdown.clinic.treatment.models import NoContact
from stepdown.clinic.treatment.queries import open_episode
from stepdown.clinic.treatment.referrals import open_referral


def obstacles(kept: Patient, merged: Patient) -> list[str]:
    """Sentences that say what comes first; empty where `merged` can be joined into `kept`."""
    return list(dict.fromkeys([*_about_the_pair(kept, merged), *_taken_twice(kept, merged)]))


def _about_the_pair(kept: Patient, merged: Patient) -> Iterable[str]:
    if kept.pk == merged.pk:
        yield "This is one record. Choose another person to compare with."
    if kept.site_id != merged.site_id:
        yield "These records belong to two sites. Only records of one site are joined."
    if kept.merged_into_id or merged.merged_into_id:
        yield "One of these records was joined a moment ago. Find the person again."
    if kept.birth_on and merged.birth_on and kept.birth_on != merged.birth_on:
        yield "The dates of birth differ. Ask the person, correct the wrong one, then join."
    if _is_dead(kept) != _is_dead(merged):
        yield "One record says that this person has died. Settle that under Details first."
    if open_episode(merged) is not None and open_episode(kept) is None:
        yield f"{merged.full_name} is in care now. Keep the record in which the care goes on."
    if merged.account_id and not kept.account_id:
        yield f"{merged.full_name} signs in with that record. Keep the one with the sign-in."
    if open_referral(merged) is not None:
        yield f"{merged.full_name} is referred to detox now. Keep that record of the two."
    if _is_kept_apart(merged):
        yield (
            f"Somebody is kept apart from {merged.full_name}. Write that down for the record that"
            " stays, lift it in the other one, then join."
        )
    if _hides_a_safety_step(kept, merged):
        yield "Something in one chart waits for the clinical team. Call them now, then join."
    if _sat_there_twice(kept, merged):
        yield "Both came to the same session, so two people sat there. Correct the roll first."
    yield from _taken_back(kept, merged)
    yield from _taken_back(merged, kept)


def _is_dead(patient: Patient) -> bool:
    return patient.is_deceased or has_unsettled_death(patient)


def _is_kept_apart(patient: Patient) -> bool:
    """Whether an order that is not lifted names this record, on either side: its seats and those
    of the record that stays were never compared."""
    mine = Q(patient=patient) | Q(other=patient)
    return NoContact.objects.filter(mine, lifted_at=None).exists()


def _hides_a_safety_step(kept: Patient, merged: Patient) -> bool:
    """Whether a safety contact in the one chart would count as the answer that the other awaits."""
    last = max(last_safety_contact(kept), last_safety_contact(merged))
    waiting = [step for step in (open_safety_step(kept), open_safety_step(merged)) if step]
    return any(step.pk < last for step in waiting)


def _sat_there_twice(kept: Patient, merged: Patient) -> bool:
    present = Attendance.objects.filter(status__in=Attendance.PRESENT)
    sessions = present.filter(patient=kept).values("session")
    return present.filter(patient=merged, session__in=sessions).exists()


def _taken_back(one: Patient, other: Patient) -> Iterable[str]:
    """A consent that was taken back in the one record and still stands, from before, in the
    other: the person said no."""
    live = Consent.objects.filter(patient=other, ends_at=None)
    for consent in live:
        ended = Consent.objects.filter(
            patient=one, kind=consent.kind, ends_at__gt=consent.starts_at
        )
        if ended.exists():
            label = Consent.Kind(consent.kind).label
            yield f"{label}: taken back in one record, standing in the other. Ask the person first."


def _taken_twice(kept: Patient, merged: Patient) -> Iterable[str]:
    for model, column in columns_of_people():
        try:
            rows_to_move(model, column, kept, merged)
        except UnableToMerge as error:
            yield str(error)
