"""What is known already when somebody is examined, with its source: shown, never asked again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from stepdown.clinic.chart.models import ArrivedFact, Entry
from stepdown.clinic.chart.queries import arrivals_of
from stepdown.clinic.chart.received import facts_to_show
from stepdown.clinic.intake.danger import DANGER_SIGNS
from stepdown.clinic.intake.queries import inquiry_of
from stepdown.clinic.intake.words import clock, day
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.treatment.facts import assessment_parts
from stepdown.clinic.treatment.figures import VITALS
from stepdown.clinic.treatment.histories import UseHistory
from stepdown.clinic.treatment.queries import CommitmentKind, commitments_of, emergency_contact_of

MOST_OF_A_KIND = 6
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ASKED_BY = {"self": "The person", "loved_one": "A loved one", "professional": "A professional"}
YES_NO = {True: "Yes", False: "No", None: "Not known"}


@dataclass(frozen=True)
class Known:
    """One fact in words. `source`: where it stands and since when."""

    label: str
    words: str
    source: str


Found = Iterator[tuple[str, Known]]


def known_about(patient: Patient, *, now: datetime) -> Mapping[str, tuple[Known, ...]]:
    """Every fact by "source.fact", as the parts of an examination name them. Empty ones are left
    out, and so is what somebody rejected in a record."""
    found: dict[str, tuple[Known, ...]] = {}
    for each in (_from_call, _from_records, _from_findings, _from_care):
        for key, known in each(patient, now):
            if known.words:
                found[key] = (*found.get(key, ()), known)
    return found


def _day(patient: Patient, at: datetime) -> str:
    return day(local_now(patient.site, at).date())


def _from_call(patient: Patient, now: datetime) -> Found:
    inquiry = inquiry_of(patient)
    if inquiry is None:
        return
    with_whom = f", with {inquiry.taken_by.name}" if inquiry.taken_by else ""
    source = f"First call, {_day(patient, inquiry.first_contact_at)}{with_whom}"
    signs = (one.question for one in DANGER_SIGNS if one.key in inquiry.danger_signs)
    for key, label, words in (
        ("reason", "What was said", inquiry.reason),
        ("who", "Who asked", ASKED_BY.get(inquiry.asked_by, "")),
        ("last_use", "Last use", inquiry.last_use),
        ("medicines", "Medicines", inquiry.medicines),
        ("work_hours", "Hours", inquiry.work_hours),
        ("pregnant", "Pregnant", "Yes" if inquiry.is_pregnant else ""),
        ("injects", "Injects", "Yes" if inquiry.injects else ""),
        ("danger", "A yes to", " ".join(signs)),
    ):
        yield f"call.{key}", Known(label, words, source)


def _from_records(patient: Patient, now: datetime) -> Found:
    for arrival in arrivals_of(patient):
        label = f"Record from {arrival.source}"
        source = f"Received {_day(patient, arrival.received_at)}"
        yield "record.source", Known(label, f"{arrival.resource_count} entries", source)
    shown = facts_to_show(patient, most=MOST_OF_A_KIND)
    for kind, facts in shown.facts.items():
        standing = (one for one in facts if one.standing != ArrivedFact.Standing.REJECTED)
        yield from ((f"record.{kind}", _arrived(patient, one)) for one in standing)
        if shown.counts[kind] > MOST_OF_A_KIND:
            more = shown.counts[kind] - MOST_OF_A_KIND
            yield f"record.{kind}", Known("", f"{more} more", "See Records")


def _arrived(patient: Patient, fact: ArrivedFact) -> Known:
    since = f", since {fact.starts[:10]}" if fact.starts else ""
    state = fact.get_standing_display().lower()
    return Known(
        fact.kind.replace("_", " ").capitalize(),
        f"{fact.label}{since}",
        f"{fact.arrival.source}, {state}",
    )


def _from_findings(patient: Patient, now: datetime) -> Found:
    parts = assessment_parts(patient, now=now)
    for key in ("phq-9", "safety", "vitals"):
        if entry := parts[key].entry:
            yield f"findings.{key}", Known(_title(key), _finding(entry), _signed(patient, entry))
    if entry := parts["history"].entry:
        history, source = UseHistory.from_body(entry.body), _signed(patient, entry)
        for key, label, words in _told(history):
            yield f"history.{key}", Known(label, words, f"Use history, {source}")


def _title(key: str) -> str:
    return {"phq-9": "PHQ-9", "safety": "Judged risk of suicide"}.get(key, "Vital signs")


def _finding(entry: Entry) -> str:
    body = entry.body
    if "risk" in body:
        return str(body["risk"]).capitalize()
    if "values" in body:
        found = [(VITALS[key], value) for key, value in body["values"].items()]
        return ", ".join(f"{vital.label} {vital.words(value)}" for vital, value in found)
    return ", ".join(str(part) for part in (body["total"], body["cautious_band"]) if part != "")


def _signed(patient: Patient, entry: Entry) -> str:
    return f"{_day(patient, entry.happened_at)}, {entry.author.name}"


def _told(history: UseHistory) -> Iterable[tuple[str, str, str]]:
    return (
        ("pregnant", "Pregnant", YES_NO[history.pregnant]),
        ("unstable", "A condition that is not stable", YES_NO[history.has_unstable_condition]),
        ("home", "A safe adult at home", YES_NO[history.has_safe_adult_at_home]),
        (
            "opioid_medicine",
            "Medicine for opioids taken or planned",
            YES_NO[history.opioid_medicine_planned],
        ),
        ("longest_break", "Longest time without", history.longest_break),
        ("told_medicines", "Medicines, as told then", history.medicines),
    )


def _from_care(patient: Patient, now: datetime) -> Found:
    if contact := emergency_contact_of(patient):
        words = f"{contact.name}, {contact.relation}"
        yield "care.contact", Known("Emergency contact", words, "Care")
    for row in commitments_of(patient, on=local_now(patient.site, now).date()):
        words = f"{WEEKDAYS[row.weekday]} {clock(row.starts)} to {clock(row.ends)}"
        key = "court" if row.kind == CommitmentKind.COURT else "hours"
        yield f"care.{key}", Known(row.kind.label, words, "Hours under Care")
    if patient.travel_minutes is not None:
        yield "care.travel", Known("Way here", f"{patient.travel_minutes} minutes", "Care")
