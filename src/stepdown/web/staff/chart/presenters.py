"""What the chart's pages show, as plain values."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import arrivals_of, timeline
from stepdown.clinic.chart.received import arrivals_with_counts, facts_to_show
from stepdown.clinic.intake.telling import told_about
from stepdown.clinic.intake.words import clock, day
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.co_signing import Told, standings_of
from stepdown.web.staff.chart.entry_lines import LOOKS, entry_lines, entry_title

KIND_TITLES = {
    "death": "Said to have died",
    "condition": "Conditions",
    "medicine": "Medicines",
    "allergy": "Allergies",
    "encounter": "Earlier visits and stays",
    "procedure": "Procedures",
    "observation": "Observations",
    "care_plan": "Earlier plans",
    "report": "Reports",
    "immunization": "Vaccinations",
}
NOTABLE_WORDS = {
    "overdose": "Overdose",
    "substance_use": "Substance use",
    "substance_care": "Earlier care for substance use",
    "opioid_treatment": "Medicine for opioid use disorder",
    "benzodiazepine": "Benzodiazepine",
    "opioid": "Opioid",
    "seizure": "Seizure",
}
STANDING_LOOKS = {
    "unverified": ("quiet", "circle-question-mark"),
    "confirmed": ("good", "check"),
    "rejected": ("quiet", "x"),
}


@dataclass(frozen=True)
class TimelineItem:
    """A signed entry, or a record that arrived. `anchor` names it within the page."""

    anchor: str
    icon: str
    tone: str
    title: str
    when: str
    by: str
    lines: tuple[str, ...]
    reason: str = ""
    written_in: str = ""
    corrects: str = ""
    corrected_by: str = ""
    is_signed: bool = True
    is_late: bool = False
    co_signing: str = ""
    url: str = ""


@dataclass(frozen=True)
class TimelineWeek:
    title: str
    items: tuple[TimelineItem, ...]


def timeline_weeks(patient: OpenedPatient) -> list[TimelineWeek]:
    """Entries and arrivals, newest first, a group a week of the site's calendar."""
    zone = ZoneInfo(patient.site.zone)
    told = standings_of(patient)
    dated = [
        (entry.happened_at.astimezone(zone), _entry(entry, patient, zone, told.get(entry.pk)))
        for entry in timeline(patient)
    ]
    dated += [
        (each.received_at.astimezone(zone), _arrival(each, zone)) for each in arrivals_of(patient)
    ]
    dated += [
        (each.told_at.astimezone(zone), _told(each, patient, zone)) for each in told_about(patient)
    ]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    return [
        TimelineWeek(f"Week of {day(monday)}", tuple(item for _, item in pairs))
        for monday, pairs in groupby(dated, key=lambda pair: _monday(pair[0]))
    ]


def _monday(at: datetime) -> date:
    return (at - timedelta(days=at.weekday())).date()


def _entry(entry: Any, patient: OpenedPatient, zone: ZoneInfo, told: Told | None) -> TimelineItem:
    kind = EntryKind(entry.kind)
    icon, tone = LOOKS[kind]
    correction = getattr(entry, "corrected_by", None)
    return TimelineItem(
        anchor=f"entry-{entry.pk}",
        icon=icon,
        tone=tone,
        title=entry_title(kind, entry.body),
        when=full_moment(entry.happened_at, zone),
        by=_signed_by(entry, zone),
        lines=entry_lines(kind, entry.body),
        reason=entry.reason,
        written_in=written_in(entry),
        corrects=f"entry-{entry.corrects_id}" if entry.corrects_id else "",
        corrected_by=f"entry-{correction.pk}" if correction else "",
        is_late=is_late(entry, zone),
        co_signing=told.standing.value if told else "",
        url=reverse("entry", kwargs={"code": patient.code, "entry_id": entry.pk}),
    )


def written_in(entry: Any) -> str:
    """Where it was signed, if that was another record. One that was separated again is somebody
    else's, so it is not named."""
    there = entry.signed_for
    if there is None:
        return ""
    if there.merged_into_id is None:
        return "Written while two records were joined"
    return f"Written in the record of {there.full_name}, which was joined here"


def is_late(entry: Any, zone: ZoneInfo) -> bool:
    """Whether it was signed on a later day than it happened. A correction is not a late entry."""
    days = [at.astimezone(zone).date() for at in (entry.happened_at, entry.signed_at)]
    return entry.corrects_id is None and days[0] < days[1]


def _signed_by(entry: Any, zone: ZoneInfo) -> str:
    """Late entries and corrections show both times: when it happened, when it was signed."""
    shows_both = is_late(entry, zone) or entry.corrects_id
    on = f", {full_moment(entry.signed_at, zone)}" if shows_both else ""
    return f"Signed by {entry.author.name}, {Role(entry.signed_as).label.lower()}{on}"


def _arrival(arrival: Any, zone: ZoneInfo) -> TimelineItem:
    return TimelineItem(
        anchor=f"arrival-{arrival.pk}",
        icon="file-input",
        tone="slate",
        title="A record arrived",
        when=full_moment(arrival.received_at, zone),
        by="",
        lines=(f"From: {arrival.source}. See Records for what it holds.",),
        is_signed=False,
    )


def _told(told: Any, patient: OpenedPatient, zone: ZoneInfo) -> TimelineItem:
    where = reverse("told_about", kwargs={"code": patient.code})
    secret = () if told.may_say_who else ("Do not say who told us.",)
    return TimelineItem(
        anchor=f"told-{told.code}",
        icon="message-square",
        tone="clay",
        title=f"Told by {told.teller}, not verified",
        when=full_moment(told.told_at, zone),
        by="",
        lines=(told.words, *secret),
        is_signed=False,
        url=f"{where}#told-{told.code}",
    )


def full_moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%a}, {day(local.date())}, {clock(local.time())}"


@dataclass(frozen=True)
class FactLine:
    """One fact of a record, as it was sent."""

    fact_id: int
    label: str
    value: str
    when: str
    status: str
    source: str
    notable: str
    standing: str
    standing_words: str
    standing_look: tuple[str, str]


@dataclass(frozen=True)
class FactGroup:
    """All facts of one kind; `waiting` of them are not checked yet."""

    key: str
    title: str
    lines: tuple[FactLine, ...]
    count: int
    waiting: int
    left_out: int


@dataclass(frozen=True)
class ArrivalLine:
    """One record: where it came from, who said whose it is, and what was and was not understood of
    it. Of a PDF nothing is."""

    arrival_id: int
    source: str
    when: str
    reviewed_by: str
    is_pdf: bool
    resource_count: int
    understood: tuple[str, ...]
    not_understood: tuple[str, ...]
    born: str
    died: str


def arrival_lines(patient: OpenedPatient) -> list[ArrivalLine]:
    zone = ZoneInfo(patient.site.zone)
    return [
        ArrivalLine(
            arrival_id=arrival.pk,
            source=arrival.source,
            when=full_moment(arrival.received_at, zone),
            reviewed_by=arrival.received_by.name if arrival.received_by else "",
            is_pdf=arrival.file_kind == "pdf",
            resource_count=arrival.resource_count,
            understood=kind_counts(counts),
            not_understood=lost_lines(arrival.not_understood),
            born=arrival.birth_on,
            died=(arrival.death_on or "without a date") if arrival.says_deceased else "",
        )
        for arrival, counts in arrivals_with_counts(patient)
    ]


def kind_counts(counts: dict[str, int] | Counter[str]) -> tuple[str, ...]:
    return tuple(
        f"{title}: {counts[kind]}" for kind, title in KIND_TITLES.items() if counts.get(kind)
    )


def lost_lines(lost: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(f"{row['resource_type']}: {row['count']}, {row['reason']}" for row in lost)


def fact_groups(patient: OpenedPatient) -> list[FactGroup]:
    """What records say, by kind; what staff should look at first comes first."""
    found = facts_to_show(patient)
    return [
        FactGroup(
            key=kind,
            title=title,
            lines=tuple(_fact(fact) for fact in found.facts[kind]),
            count=found.counts[kind],
            waiting=found.waiting[kind],
            left_out=found.counts[kind] - len(found.facts[kind]),
        )
        for kind, title in KIND_TITLES.items()
        if kind in found.facts
    ]


def _fact(fact: Any) -> FactLine:
    return FactLine(
        fact_id=fact.pk,
        label=fact.label,
        value=_value(fact),
        when=_span(fact.starts, fact.ends),
        status=fact.status,
        source=fact.arrival.source,
        notable=NOTABLE_WORDS.get(fact.notable, ""),
        standing=fact.standing,
        standing_words=fact.get_standing_display(),
        standing_look=STANDING_LOOKS[fact.standing],
    )


def _span(starts: str, ends: str) -> str:
    """One day, or from one to another; each as precise as it was sent."""
    days = dict.fromkeys(_date_words(text) for text in (starts, ends) if text)
    return " to ".join(days)


def _date_words(text: str) -> str:
    try:
        return day(date.fromisoformat(text[:10]))
    except ValueError:
        return text[:10]


def _value(fact: Any) -> str:
    """The value, or its parts: the two numbers of a blood pressure, a dose; or the place."""
    if fact.value:
        return f"{fact.value} {fact.unit}".strip()
    parts = [f"{part['label']} {part['value']} {part['unit']}".strip() for part in fact.parts]
    return "; ".join(parts) or fact.place
