"""Exchanging one of the four during an episode; who was on the team before stays readable."""

from datetime import datetime

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.ledger.operations import record, writing
from stepdown.clinic.people.access import end_access, grant_access
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission, Purpose, Role
from stepdown.clinic.treatment.models import Episode, TeamMember
from stepdown.clinic.treatment.operations.admitting import TEAM
from stepdown.clinic.treatment.operations.episodes import UnableToChangeEpisode
from stepdown.clinic.treatment.queries import Member, team_choices


def replace_member(
    *, actor: Actor, episode: Episode, role: Role, account_id: int, reason: str, now: datetime
) -> None:
    """Somebody else is the person's `role` from today (local) on; their access moves with it.

    Raises UnableToChangeEpisode without a reason, a live credential, or four different people.
    """
    require(actor, Permission.ADMIT, site_id=episode.site_id)
    if not reason.strip():
        raise UnableToChangeEpisode("Write the reason. One line is enough.")
    with writing():
        episode.refresh_from_db()
        chosen = _checked_choice(episode, role, account_id, now)
        now_there = TeamMember.objects.filter(episode=episode, ends_on=None, role=role)
        before = now_there.select_related("account").first()
        body = {
            "role": role.value,
            "from": before.account.name if before else "",
            "to": chosen.name,
            "reason": reason.strip(),
        }
        sign_entry(
            actor=actor,
            patient=episode.patient,
            kind=EntryKind.TEAM_CHANGE,
            body=body,
            happened_at=now,
            now=now,
        )
        member = _exchange(episode, before, role, account_id, now)
        record(
            actor=actor,
            verb="team.changed",
            now=now,
            subject=member,
            patient_id=episode.patient_id,
            content=body,
        )


def _checked_choice(episode: Episode, role: Role, account_id: int, now: datetime) -> Member:
    if episode.status == Episode.Status.ENDED:
        raise UnableToChangeEpisode("This episode has ended already.")
    today = local_now(episode.site, now).date()
    chosen = {m.account_id: m for m in team_choices(episode.patient, on=today)[role]}
    if account_id not in chosen:
        raise UnableToChangeEpisode(
            f"Choose a {role.label.lower()} with a live credential at this site."
        )
    if TeamMember.objects.filter(episode=episode, ends_on=None, account_id=account_id).exists():
        raise UnableToChangeEpisode("This colleague is on the team already. Choose another.")
    return chosen[account_id]


def _exchange(
    episode: Episode, before: TeamMember | None, role: Role, account_id: int, now: datetime
) -> TeamMember:
    patient, today = episode.patient, local_now(episode.site, now).date()
    if before is not None:
        before.ends_on = max(today, before.starts_on)
        before.save(update_fields=["ends_on"])
        end_access(patient=patient, why=TEAM, now=now, account_id=before.account_id)
    grant_access(patient=patient, account_id=account_id, purpose=Purpose.CARE, why=TEAM, now=now)
    return TeamMember.objects.create(
        episode=episode, role=role, account_id=account_id, starts_on=today
    )
