"""Reading the list of medicines."""

from stepdown.clinic.medicines.models import Medicine, NaloxoneWord
from stepdown.clinic.people.models import Patient

Standing = Medicine.Standing  # for pages, which name no models
NaloxoneStanding = NaloxoneWord.Standing


def medicines_of(patient: Patient) -> list[Medicine]:
    """Every medicine that was told of, by name; those not taken any more too."""
    return list(Medicine.objects.filter(patient=patient).order_by("name", "pk"))


def naloxone_of(patient: Patient) -> NaloxoneWord | None:
    """What was said last; None where nobody asked yet."""
    words = NaloxoneWord.objects.filter(patient=patient).select_related("said_by")
    return words.order_by("-said_at", "-pk").first()
