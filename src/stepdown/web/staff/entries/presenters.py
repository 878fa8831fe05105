"""What the page of one signed entry shows."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import altered_entries
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.roles import Permission, Role
from stepdown.clinic.sessions.co_signing import Told, standings_of
from stepdown.web.staff.chart.entry_lines import LOOKS, entry_lines, entry_title
from stepdown.web.staff.chart.presenters import full_moment, is_late, written_in
from stepdown.web.staff.entries.whole import WholeLine, whole_lines


@dataclass(frozen=True)
class EntryPage:
    """One entry whole. `corrects_id`, `corrected_by_id`: the versions before and after it.

    `refusal`: why the person who looks cannot correct it; empty where they can.
    """

    entry_id: int
    icon: str
    tone: str
    kind: str
    title: str
    summary: tuple[str, ...]
    happened: str
    signed: str
    is_late: bool
    by: str
    role: str
    credential: str
    is_as_signed: bool
    written_in: str
    reason: str
    lines: tuple[WholeLine, ...]
    corrects_id: int | None
    corrected_by_id: int | None
    co_signing: Told | None
    refusal: str


def entry_page(patient: OpenedPatient, actor: Actor, entry: Any) -> EntryPage:
    kind, zone = EntryKind(entry.kind), ZoneInfo(patient.site.zone)
    icon, tone = LOOKS[kind]
    correction = getattr(entry, "corrected_by", None)
    return EntryPage(
        entry_id=entry.pk,
        icon=icon,
        tone=tone,
        kind=kind.label,
        title=entry_title(kind, entry.body),
        summary=entry_lines(kind, entry.body),
        happened=full_moment(entry.happened_at, zone),
        signed=full_moment(entry.signed_at, zone),
        is_late=is_late(entry, zone),
        by=entry.author.name,
        role=Role(entry.signed_as).label,
        credential=_credential(entry),
        is_as_signed=not altered_entries([entry]),
        written_in=written_in(entry),
        reason=entry.reason,
        lines=whole_lines(entry.body, zone),
        corrects_id=entry.corrects_id,
        corrected_by_id=correction.pk if correction else None,
        co_signing=standings_of(patient, [entry.pk]).get(entry.pk),
        refusal=refusal_to_correct(patient, actor, entry),
    )


def _credential(entry: Any) -> str:
    held = entry.credential
    return f"{held.title}, {held.number}, {held.state}" if held else "Not needed for this kind"


def refusal_to_correct(patient: OpenedPatient, actor: Actor, entry: Any) -> str:
    """A sentence for who cannot correct this; the operation decides in the end."""
    kind = EntryKind(entry.kind)
    if kind is EntryKind.ADVICE:
        return "Advice is worked out from the findings. Correct the finding; advice follows it."
    if kind is EntryKind.CO_SIGNATURE:
        return "A co-signature stays. Correct the note; the corrected one waits for it anew."
    if kind is EntryKind.DRUG_TEST:
        return "A result is corrected where it was entered: under Tests."
    if kind in {EntryKind.TREATMENT_PLAN, EntryKind.PLAN_ANSWER}:
        return "A plan is changed in a new version, and answered anew: under Plan."
    if getattr(entry, "corrected_by", None):
        return "This version was corrected already. Open the newer one and correct that."
    here = {post.role for post in actor.posts if post.site_id == patient.site_id}
    may_write = actor.can(Permission.WRITE_CHART, site_id=patient.site_id)
    if not may_write or not here & kind.signers:
        names = ", ".join(role.label.lower() for role in Role if role in kind.signers)
        return f"Those who may sign this may correct it: {names}."
    return ""
