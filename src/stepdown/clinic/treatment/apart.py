"""Who must not meet whom here. Both sides, whoever told it; nothing ends by itself."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

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
    held = NoContact.objects.filter(
        Q(patient_id__in=patients) | Q(other_id__in=patients), lifted_at=None, other__isnull=False
    )
    told = set(held.values_list("patient_id", "other_id"))
    return told | {(other, one) for one, other in told}


def ending_soon(patients: Collection[int], today: date) -> QuerySet[NoContact]:
    """Orders about whose end somebody must ask now; they hold until they are lifted."""
    return NoContact.objects.filter(
        patient_id__in=patients, lifted_at=None, ends_on__lte=today + ASK_BEFORE_END
    )
