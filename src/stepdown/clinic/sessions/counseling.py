"""Counseling notes: only ever those of the one who asks."""

from django.db.models import QuerySet

from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.sessions.models import CounselingNote


def own_counseling_notes(actor: Actor, patient: Patient) -> QuerySet[CounselingNote]:
    """The actor's own about this person, newest first. There is no other way to read one."""
    mine = CounselingNote.objects.filter(writer_id=actor.account_id or 0, patient=patient)
    return mine.order_by("-on", "-pk")
