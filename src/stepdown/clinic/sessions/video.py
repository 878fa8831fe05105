"""Reading where people are who join by video."""

from stepdown.clinic.people.models import Patient
from stepdown.clinic.sessions.models import Session, VideoPlace


def video_place(session: Session, patient: Patient) -> VideoPlace | None:
    """What was confirmed for this session, on its day."""
    return VideoPlace.objects.filter(session=session, patient=patient).first()


def video_places(session: Session) -> dict[int, tuple[str, str]]:
    """Address and number by person. One query."""
    found = VideoPlace.objects.filter(session=session)
    return {one.patient_id: (one.address, one.phone) for one in found}
