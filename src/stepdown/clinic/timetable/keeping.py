"""A place kept for somebody who is in detox first: nobody else gets it meanwhile."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from stepdown.clinic.ledger.operations import record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import live_on, local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.models import KeptPlace, Program, Seat
from stepdown.clinic.timetable.operations import give_place_back, hold_episode_and_free
from stepdown.clinic.timetable.problem import UnableToPlanWeek
from stepdown.clinic.treatment.models import DetoxReferral, Episode
from stepdown.clinic.treatment.operations import refer_to_detox
from stepdown.clinic.treatment.queries import open_episode
from stepdown.clinic.treatment.referrals import PLACE_KEPT

HOLD_REASON = "In detox first; the place is kept."


def refer_and_keep_place(
    *, actor: Actor, patient: Patient, program_id: int | None, now: datetime, **details: Any
) -> DetoxReferral:
    """As `refer_to_detox`; puts a running episode on hold and keeps a place in the program.

    `program_id` None: the program whose sessions the person attends now, if any.
    """
    with writing():
        program = _program(patient, program_id, now)
        referral = refer_to_detox(actor=actor, patient=patient, now=now, **details)
        episode = open_episode(patient)
        if episode is not None and episode.status == Episode.Status.ACTIVE:
            hold_episode_and_free(
                actor=actor,
                episode=episode,
                expected_version=episode.version,
                reason=HOLD_REASON,
                now=now,
            )
        if program is not None:
            keep_place(actor=actor, patient=patient, program=program, now=now)
    return referral


def _program(patient: Patient, program_id: int | None, now: datetime) -> Program | None:
    programs = Program.objects.filter(site=patient.site)
    if program_id is not None:
        found = programs.filter(pk=program_id).first()
        if found is None:
            raise UnableToPlanWeek("This program is not offered here. Choose another.")
        return found
    today = local_now(patient.site, now).date()
    seats = Seat.objects.filter(live_on(today), patient=patient)
    return programs.filter(series__taken_seats__in=seats).first()


def keep_place(*, actor: Actor, patient: Patient, program: Program, now: datetime) -> KeptPlace:
    """Keeps one place in every group of the program; an earlier one of theirs is given back."""
    require(actor, Permission.DECIDE_PLACEMENT, site_id=patient.site_id)
    with writing():
        give_place_back(patient=patient, now=now)
        kept = KeptPlace.objects.create(
            patient=patient,
            program=program,
            until_on=(local_now(patient.site, now) + PLACE_KEPT.length).date(),
            kept_at=now,
        )
        record(actor=actor, verb="place.kept", now=now, subject=kept, patient_id=patient.pk)
    return kept


def kept_place_of(patient: Patient, now: datetime) -> KeptPlace | None:
    today = local_now(patient.site, now).date()
    kept = KeptPlace.objects.filter(patient=patient, given_back_at=None, until_on__gte=today)
    return kept.select_related("program").first()


def programs_to_keep_in(patient: Patient) -> QuerySet[Program]:
    return Program.objects.filter(site=patient.site).order_by("name")
