"""Reading episodes, their team and phases, and the week around them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import latest, versions_until
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.models import AccessBlock, Credential, Patient, Post, Site
from stepdown.clinic.people.queries import live_on, merged_since
from stepdown.clinic.people.roles import TEAM_ROLES, Role
from stepdown.clinic.policies.queries import in_force
from stepdown.clinic.treatment.examinations import told_language
from stepdown.clinic.treatment.figures import FRESH, span_of
from stepdown.clinic.treatment.models import (
    Commitment,
    EmergencyContact,
    Episode,
    EpisodeStart,
    PersonsView,
    PlannedPhase,
    TeamMember,
)
from stepdown.rules.taper.levels import INTENSIVE_OUTPATIENT

CommitmentKind = Commitment.Kind  # for pages, which name no models
Firmness = Commitment.Firmness
EndReason = Episode.EndReason


@dataclass(frozen=True)
class Member:
    """Somebody who is, was, or could be, one of the four. `people`: how many they care for now;
    `speaks`: the language the person is most at ease in, where they speak it and it was told."""

    role: Role
    account_id: int
    name: str
    title: str = ""
    people: int = 0
    ends_on: date | None = None
    speaks: str = ""

    @property
    def rank(self) -> tuple[bool, int]:
        """The lower, the better they fit: first the language, then the fewest people."""
        return not self.speaks, self.people


@dataclass(frozen=True)
class CommitmentRow:
    """A part of one weekday, 0 is Monday; local wall time of the site, `ends` not included.

    `until_on`: the last day it may hold (None: no end); `not_on`: single days without it.
    """

    kind: CommitmentKind
    weekday: int
    starts: time
    ends: time
    firmness: Firmness = Firmness.NEVER
    until_on: date | None = None
    not_on: tuple[date, ...] = ()

    @property
    def is_firm(self) -> bool:
        return self.firmness == Firmness.NEVER

    def holds_on(self, on: date) -> bool:
        is_over = self.until_on is not None and self.until_on < on
        return on.weekday() == self.weekday and not is_over and on not in self.not_on

    def holds_from(self, first: date) -> bool:
        """Whether it holds on any day from `first` on: what a session every week would meet."""
        on = first + timedelta(days=(self.weekday - first.weekday()) % 7)
        while on in self.not_on:
            on += timedelta(days=7)
        return self.holds_on(on)


def open_episode(patient: Patient) -> Episode | None:
    """The episode that is active or on hold."""
    for episode in _open_ones(patient.pk):
        episode.patient = patient
        return episode
    return None


@written_once
def _open_ones(patient_id: int) -> QuerySet[Episode]:
    found = Episode.objects.filter(patient=patient_id).exclude(status=Episode.Status.ENDED)
    return found.select_related("site", "placement", "admission").order_by("pk")[:1]


def last_ended_episode(patient: Patient) -> Episode | None:
    found = Episode.objects.filter(patient=patient, status=Episode.Status.ENDED)
    return found.order_by("-ended_on", "-pk").first()


def start_of(episode: Episode) -> EpisodeStart | None:
    return EpisodeStart.objects.filter(episode=episode).first()


def phases_of(episode: Episode) -> list[PlannedPhase]:
    return _phases(episode.pk)


@written_once
def _phases(episode_id: int) -> QuerySet[PlannedPhase]:
    return PlannedPhase.objects.filter(episode=episode_id).order_by("number")


def current_phase(episode: Episode) -> PlannedPhase | None:
    """The phase the person is in by decision, whatever the calendar says."""
    return PlannedPhase.objects.filter(episode=episode, number=episode.phase_number).first()


def team_of(episode: Episode) -> list[Member]:
    """The four of now, in the order of TEAM_ROLES."""
    by_role = {member.role: member for member in _members(episode.pk)}
    return [
        Member(role, by_role[role].account_id, by_role[role].account.name)
        for role in TEAM_ROLES
        if role in by_role
    ]


@written_once
def _members(episode_id: int) -> QuerySet[TeamMember]:
    now = TeamMember.objects.filter(episode=episode_id, ends_on=None)
    return now.select_related("account")


def earlier_members(episode: Episode) -> list[Member]:
    """Those who were on the team before, the last one first."""
    past = TeamMember.objects.filter(episode=episode, ends_on__isnull=False)
    return [
        Member(Role(one.role), one.account_id, one.account.name, ends_on=one.ends_on)
        for one in past.select_related("account").order_by("-ends_on", "-pk")
    ]


def team_choices(patient: Patient, *, on: date) -> dict[Role, list[Member]]:
    """Who may be on the team: posted at the site, credential live on that day, not shut out.
    Who speaks the person's language comes first, then those with the fewest people."""
    choices: dict[Role, list[Member]] = {role: [] for role in TEAM_ROLES}
    titles, language = _live_titles(patient.site, on), told_language(patient).strip()
    people = _people_by_account(patient.site)
    shut_out = AccessBlock.objects.filter(patient=patient).values("account_id")
    posts = Post.objects.filter(
        live_on(on), site=patient.site, role__in=TEAM_ROLES, account__is_active=True
    ).exclude(account_id__in=shut_out)
    for post in posts.select_related("account").order_by("account__name"):
        title = titles.get((post.account_id, post.role))
        if title is not None:
            role = Role(post.role)
            choices[role].append(
                Member(
                    role,
                    post.account_id,
                    post.account.name,
                    title,
                    people.get(post.account_id, 0),
                    speaks=language if _speaks(post.account.languages, language) else "",
                )
            )
    return {role: sorted(found, key=lambda one: one.rank) for role, found in choices.items()}


def _speaks(languages: str, language: str) -> bool:
    spoken = (word.strip().casefold() for word in languages.split(","))
    return bool(language) and language.casefold() in spoken


def _people_by_account(site: Site) -> dict[int, int]:
    """How many people each colleague cares for, in episodes of this site that have not ended."""
    seats = TeamMember.objects.filter(episode__site=site, ends_on=None).exclude(
        episode__status=Episode.Status.ENDED
    )
    return dict(seats.values_list("account_id").annotate(Count("pk")))


def _live_titles(site: Site, on: date) -> dict[tuple[int, str], str]:
    live = Credential.objects.filter(
        Q(valid_from__lte=on, valid_until__gt=on), account__posts__site=site
    )
    return {(c.account_id, c.role): c.title for c in live.distinct()}


def placement_for_entry(patient: Patient, *, now: datetime) -> Entry | None:
    """The newest placement decision, if it is for this program, fresh, and not used yet.

    One signed before two records were merged was made on half of what is known: it does not count.
    """
    decision = latest(patient, EntryKind.PLACEMENT)
    if decision is None or decision.body["level_code"] != INTENSIVE_OUTPATIENT:
        return None
    versions = versions_until(decision)
    holds_for = span_of(in_force(FRESH, patient.site_id, now).decision)
    if versions[0].signed_at < now - holds_for:  # a correction makes nothing newer
        return None
    if merged_since(patient, versions[0].signed_at):
        return None
    is_used = Episode.objects.filter(placement__in=versions).exists()
    return None if is_used else decision


def views_of_decision(patient: Patient, placement: Entry) -> list[PersonsView]:
    """What the person said about this decision, the last word first."""
    told = PersonsView.objects.filter(patient=patient, placement=placement)
    return list(told.select_related("told_by").order_by("-pk"))


def emergency_contact_of(patient: Patient) -> EmergencyContact | None:
    return EmergencyContact.objects.filter(patient=patient).first()


def commitments_of(patient: Patient, *, on: date) -> list[CommitmentRow]:
    """What the week holds on that day or later, by weekday and time."""
    every = (_commitment(row) for row in _commitments(patient.pk))
    return [row for row in every if row.holds_from(on)]


@written_once
def _commitments(patient_id: int) -> QuerySet[Commitment]:
    rows = Commitment.objects.filter(patient=patient_id, is_dropped=False)
    return rows.order_by("weekday", "starts", "pk")


def _commitment(row: Commitment) -> CommitmentRow:
    return CommitmentRow(
        CommitmentKind(row.kind),
        row.weekday,
        row.starts,
        row.ends,
        Firmness(row.firmness),
        row.until_on,
        tuple(date.fromisoformat(day) for day in row.not_on),
    )
