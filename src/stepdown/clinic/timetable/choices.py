"""What the settings page may choose among: rooms and programs of the actor's own sites."""

from collections.abc import Iterable

from stepdown.clinic.timetable.models import AgeGroup, Program, Room
from stepdown.clinic.treatment.services import Service

__all__ = ["AgeGroup", "Service", "program_of", "room_of"]


def room_of(site_ids: Iterable[int], room_id: int) -> Room | None:
    return Room.objects.select_related("site").filter(site_id__in=site_ids, pk=room_id).first()


def program_of(site_ids: Iterable[int], program_id: int) -> Program | None:
    found = Program.objects.select_related("site").filter(site_id__in=site_ids, pk=program_id)
    return found.first()
