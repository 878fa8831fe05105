"""Who must not meet whom here. Both sides, whoever told it; nothing ends by itself."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.models import Patient
from stepdown.clinic.treatment.checklist import ASK_BEFORE_END
from stepdown.clinic.treatment.models import NoContact

Kind = NoContact.Kind  # for pages, which name no models


def no_contacts_of(patient: Patient) -> QuerySet[NoContact]:
    """What was told about this person and still holds."""
    held = NoContact.objects.filter(patient=patient, lifted_at=None)
    return held.select_related("other", "entry__author").order_by("pk")


def kept_apart_from(patient_id: int) -> set[int]:
    """Everybody here who must not meet this person, by either one's word."""
    held = NoContact.objects.filter(
        Q(patient_id=patient_id) | Q(other_id=patient_id), lifted_at=None, other__isnull=False
    )
    pairs = held.values_list("patient_id", "other_id")
    return {one for pair in pairs for one in pair if one is not None and one != patient_id}


def pairs_apart(patients: Collection[int]) -> set[tuple[int, int]]:
    """(one of `patients`, whom they must not meet), by either one's word."""
    return pairs_in(held_apart(patients))


def pairs_in(held: Iterable[NoContact]) -> set[tuple[int, int]]:
    told = {(one.patient_id, one.other_id) for one in held if one.other_id is not None}
    return told | {(other, one) for one, other in told}


@written_once
def held_apart(patients: Collection[int]) -> QuerySet[NoContact]:
    """All that holds of these people, told about them or about the other."""
    either = Q(patient_id__in=patients) | Q(other_id__in=patients)
    return NoContact.objects.filter(either, lifted_at=None).order_by("pk")


def asks_soon(order: NoContact, today: date) -> bool:
    """Whether somebody must ask about its end now; it holds until it is lifted."""
    return order.ends_on is not None and order.ends_on <= today + ASK_BEFORE_END
