"""How long it took from the first call to each step, for one person."""

from dataclasses import dataclass
from datetime import datetime

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.intake.models import Booking, Inquiry
from stepdown.clinic.people.models import Patient
from stepdown.clinic.sessions.models import Attendance
from stepdown.clinic.sessions.queries import PRESENT

LABELS = {
    EntryKind.VITALS: "First examination",
    EntryKind.PLACEMENT: "Decision",
    EntryKind.REFERRAL: "Referral to detox",
    EntryKind.ADMISSION: "Admission",
}


@dataclass(frozen=True)
class Reached:
    """A step and the whole days since the first call."""

    label: str
    days: int


def steps_since_inquiry(patient: Patient) -> list[Reached]:
    """Each step that came since the newest inquiry, in time (four queries); nobody who never
    called has any."""
    asked = Inquiry.objects.filter(patient=patient).order_by("-first_contact_at").first()
    if asked is None:
        return []
    start = asked.first_contact_at
    found: dict[str, datetime] = {}
    booked = Booking.objects.filter(patient=patient, made_at__gte=start).order_by("made_at")
    if (first := booked.values_list("made_at", flat=True).first()) is not None:
        found["Time booked"] = first
    entries = Entry.objects.filter(patient=patient, kind__in=LABELS, signed_at__gte=start)
    for kind, at in entries.order_by("signed_at").values_list("kind", "signed_at"):
        found.setdefault(LABELS[EntryKind(kind)], at)
    came = Attendance.objects.filter(
        patient=patient, status__in=PRESENT, session__starts_at__gte=start
    ).order_by("session__starts_at")
    if (began := came.values_list("session__starts_at", flat=True).first()) is not None:
        found["First session"] = began
    return [Reached(label, (at - start).days) for label, at in found.items()]
