"""Another record of the same person: proposed, or joined here already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from stepdown.clinic.intake.words import clock, day
from stepdown.clinic.merging.queries import OpenedMerge, merges_into
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.duplicates import Match, possible_duplicates
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.queries import emergency_contact_of


@dataclass(frozen=True)
class MatchLine:
    """Somebody who may be the same person; `code` leads to the comparison."""

    code: str
    name: str
    tone: int
    words: str
    same: str


def match_lines(matches: Iterable[Match]) -> list[MatchLine]:
    return [_match(each) for each in matches]


def _match(match: Match) -> MatchLine:
    patient = match.patient
    born = f"Born {day(patient.birth_on)}" if patient.birth_on else "Date of birth not known"
    same = f"Same {', '.join(match.reasons)}" if match.reasons else "Found by your letters"
    words = f"{born}. {same}."
    return MatchLine(patient.code, patient.full_name, patient.pk % 6, words, same)


def proposals(actor: Actor, patient: OpenedPatient) -> list[MatchLine]:
    """Who may be the same person, for somebody who looks for them."""
    return match_lines(_duplicates(actor, patient))


def told_unasked(actor: Actor, patient: OpenedPatient) -> list[MatchLine]:
    """Those of whom a person's own page speaks."""
    return match_lines(each for each in _duplicates(actor, patient) if each.is_worth_telling)


def _duplicates(actor: Actor, patient: OpenedPatient) -> list[Match]:
    may_join = actor.can(Permission.MERGE_RECORDS, site_id=patient.site_id)
    permission = Permission.MERGE_RECORDS if may_join else Permission.READ_CHART
    return possible_duplicates(actor, patient, permission=permission, now=timezone.now())


@dataclass(frozen=True)
class JoinedLine:
    """A record that is read in this one. `merge_id` 0: not the actor's to separate from here."""

    name: str
    words: str
    joined: str
    reason: str
    emergency_contact: str
    merge_id: int


def joined_lines(actor: Actor, patient: OpenedPatient) -> list[JoinedLine]:
    """What was joined into this record, newest first."""
    may_join = actor.can(Permission.MERGE_RECORDS, site_id=patient.site_id)
    reads_chart = actor.can(Permission.READ_CHART, site_id=patient.site_id)
    return [_joined(each, patient, may_join, reads_chart) for each in merges_into(patient)]


def _joined(
    merge: OpenedMerge, patient: OpenedPatient, may_join: bool, reads_chart: bool
) -> JoinedLine:
    merged = merge.merged
    born = f"born {day(merged.birth_on)}" if merged.birth_on else ""
    contact = emergency_contact_of(merged) if reads_chart else None
    return JoinedLine(
        name=merged.full_name,
        words=", ".join(part for part in (born, merged.phone) if part),
        joined=f"{local_moment(patient, merge.at)}, by {merge.by.name}",
        reason=merge.reason,
        emergency_contact=f"{contact.name}, {contact.phone}" if contact else "",
        merge_id=merge.pk if may_join and merge.kept_id == patient.pk else 0,
    )


def local_moment(patient: OpenedPatient, at: datetime) -> str:
    local = local_now(patient.site, at)
    return f"{day(local.date())}, {clock(local.time())}"
