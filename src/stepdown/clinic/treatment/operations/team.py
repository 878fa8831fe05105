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
from stepdown.clinic.treatment.queries import team_choices


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
        if episode.status == Episode.Status.ENDED:
            raise UnableToChangeEpisode("This episode has ended already.")
        today = local_now(episode.site, now).date()
        chosen = {m.account_id: m for m in team_choices(episode.patient, on=today)[role]}
        if account_id not in chosen:
            raise UnableToChangeEpisode(
                f"Choose a {role.label.lower()} with a live credential at this site."
            )
        now_there = TeamMember.objects.filter(episode=episode, ends_on=None)
        if now_there.filter(account_id=account_id).exists():
            raise UnableToChangeEpisode("This colleague is on the team already. Choose another.")
        before = now_there.filter(role=role).select_related("account").first()
        body = {
            "role": role.value,
            "from": before.account.name if before else "",
            "to": chosen[account_id].name,
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
        if before is not None:
            before.ends_on = max(today, before.starts_on)
            before.save(update_fields=["ends_on"])
            end_access(patient=episode.patient, why=TEAM, now=now, account_id=before.account_id)
        member = TeamMember.objects.create(
            episode=episode, role=role, account_id=account_id, starts_on=today
        )
        grant_access(
            patient=episode.patient,
            account_id=account_id,
            purpose=Purpose.CARE,
            why=TEAM,
            now=now,
        )
        record(
            actor=actor,
            verb="team.changed",
            now=now,
            subject=member,
            patient_id=episode.patient_id,
            content=body,
        )
