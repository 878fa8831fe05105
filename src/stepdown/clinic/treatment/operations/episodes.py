"""Hold, return and end of an episode. Seats are the timetable's: its operations call these."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.access import end_access, grant_access
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import ASSESSING_ROLES, ASSESSMENT, require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission, Purpose
from stepdown.clinic.treatment.advising import open_detox_need
from stepdown.clinic.treatment.models import Episode, TeamMember
from stepdown.clinic.treatment.operations.admitting import TEAM
from stepdown.clinic.treatment.queries import EndReason, open_episode
from stepdown.clinic.treatment.referrals import open_referral


class UnableToChangeEpisode(Unable):
    """The episode cannot change like this now; the message says why."""


def hold_episode(
    *, actor: Actor, episode: Episode, expected_version: int, reason: str, now: datetime
) -> None:
    """Pauses an active episode. The team stays; the person's week is given free by the caller."""
    _require_change(actor, episode, reason)
    with writing():
        _expect(episode, Episode.Status.ACTIVE, "Only an episode that is running can be held.")
        changes = {"status": Episode.Status.HOLD, "hold_reason": reason[:200]}
        _change(actor, episode, expected_version, changes, reason, now)


def resume_episode(
    *, actor: Actor, episode: Episode, expected_version: int, reason: str, now: datetime
) -> None:
    """Brings a person back from hold; while a detox need is open this is refused."""
    _require_change(actor, episode, reason)
    with writing():
        _expect(episode, Episode.Status.HOLD, "This episode is not on hold.")
        if open_detox_need(episode.patient) is not None:
            raise UnableToChangeEpisode(
                "Detox comes first. A medical professional clears it or signs that it is handled."
            )
        if open_referral(episode.patient) is not None:
            raise UnableToChangeEpisode(
                "A referral to detox is under way. Note first that the person is back."
            )
        changes = {"status": Episode.Status.ACTIVE, "hold_reason": ""}
        _change(actor, episode, expected_version, changes, reason, now)


def end_episode(
    *,
    actor: Actor,
    episode: Episode,
    expected_version: int,
    end_reason: EndReason,
    reason: str,
    now: datetime,
) -> None:
    """Ends the episode today (local), and with it the team and the team's access."""
    _require_change(actor, episode, reason)
    with writing():
        today = local_now(episode.site, now).date()
        changes = {
            "status": Episode.Status.ENDED,
            "ended_on": today,
            "end_reason": end_reason,
            "hold_reason": "",
        }
        episode.refresh_from_db()
        if episode.status == Episode.Status.ENDED:
            raise UnableToChangeEpisode("This episode has ended already.")
        _change(actor, episode, expected_version, changes, reason, now)
        TeamMember.objects.filter(episode=episode, ends_on=None).update(ends_on=today)
        end_access(patient=episode.patient, why=TEAM, now=now)


def open_for_assessment(*, actor: Actor, patient: Patient, now: datetime) -> None:
    """Lets the site's clinical roles assess a person again whose episode has ended."""
    require(actor, Permission.DECIDE_PLACEMENT, site_id=patient.site_id)
    with writing():
        if open_episode(patient) is not None:
            raise UnableToChangeEpisode("This person is in care now; their team assesses them.")
        end_access(patient=patient, why=ASSESSMENT, now=now)
        for role in ASSESSING_ROLES:
            grant_access(
                patient=patient,
                site_id=patient.site_id,
                role=role,
                purpose=Purpose.CARE,
                why=ASSESSMENT,
                now=now,
            )
        record(actor=actor, verb="assessment.opened", now=now, patient_id=patient.pk)


def _require_change(actor: Actor, episode: Episode, reason: str) -> None:
    require(actor, Permission.DECIDE_STEPS, site_id=episode.site_id)
    if not reason.strip():
        raise UnableToChangeEpisode("Write the reason. One line is enough.")


def _expect(episode: Episode, status: Episode.Status, sentence: str) -> None:
    episode.refresh_from_db()
    if episode.status != status:
        raise UnableToChangeEpisode(sentence)


def _change(
    actor: Actor,
    episode: Episode,
    expected_version: int,
    changes: dict[str, Any],
    reason: str,
    now: datetime,
) -> None:
    before = episode.status
    try:
        with transaction.atomic():
            save_version(episode, expected=expected_version, **changes)
    except IntegrityError as error:
        raise UnableToChangeEpisode(str(error).splitlines()[0]) from error
    body = {
        "from": str(before),
        "to": str(changes["status"]),
        "end_reason": str(changes.get("end_reason", "")),
        "reason": reason,
    }
    sign_entry(
        actor=actor,
        patient=episode.patient,
        kind=EntryKind.EPISODE_CHANGE,
        body=body,
        happened_at=now,
        now=now,
    )
    record(
        actor=actor,
        verb=f"episode.{changes['status']}",
        now=now,
        subject=episode,
        patient_id=episode.patient_id,
        content=body,
    )
