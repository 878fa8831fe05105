"""What the pages of an assessment show: frozen values, never models."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from stepdown.clinic.consents.operations import TAKEN_WITH
from stepdown.clinic.consents.queries import ConsentKind, ConsentState, consent_states
from stepdown.clinic.measures.queries import InUse
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.advising import open_detox_need
from stepdown.clinic.treatment.examinations import examination_of
from stepdown.clinic.treatment.facts import Part, assessment_parts, safety_is_open
from stepdown.clinic.treatment.figures import VITALS
from stepdown.clinic.treatment.operations import DANGER_SIGNS, DISPOSITIONS
from stepdown.rules.instruments import Instrument
from stepdown.web.staff.assessment.forms import ConsentForm, TakeBackForm
from stepdown.web.staff.assessment.moments import moment_words
from stepdown.web.staff.assessment.told import standing_words, written_words
from stepdown.web.staff.chart.results import result_words
from stepdown.web.ui.forms import PageForm

TOLD = "The person and their life"
LISTED = (
    ("vitals", "Vital signs and danger signs", "vitals", "heart-pulse", "Body"),
    ("ciwa-ar", "CIWA-Ar", "scale_a", "hand", "Body"),
    ("cows", "COWS", "scale_b", "thermometer", "Body"),
    ("history", "Use history", "use_history", "history", "Body"),
    ("phq-9", "PHQ-9", "mood", "cloud-sun", "Mind"),
    ("safety", "Safety", "safety", "life-buoy", "Mind"),
    ("dsm-5-count", "DSM-5 criteria", "criteria", "list-checks", "Mind"),
    ("examination", "Check and sign what was told", "examination", "clipboard-check", TOLD),
    ("rating", "Your rating of six areas", "areas", "gauge", "Then, before the advice"),
)


@dataclass(frozen=True)
class PartRow:
    """One part of the assessment: what was found and when, or that it is still to do."""

    label: str
    url: str
    icon: str
    found: str
    tone: str
    state: str


@dataclass(frozen=True)
class Overview:
    """The parts by heading. `next_url` leads to the first that is still to do; else it is empty."""

    groups: tuple[tuple[str, tuple[PartRow, ...]], ...]
    done: int
    total: int
    next_url: str
    next_label: str
    may_write: bool
    may_settle: bool
    has_open_detox_need: bool
    has_open_safety_step: bool
    phone: str

    @property
    def count_words(self) -> str:
        return f"{self.done} of {self.total}"


def overview_of(patient: OpenedPatient, actor: Actor, now: datetime) -> Overview:
    waiting = safety_is_open(patient)
    rows = _rows(patient, now, waiting)
    open_rows = [row for _, row in rows if row.tone != "good"]
    return Overview(
        groups=_grouped(rows, tuple(_told_rows(patient, now))),
        done=len(rows) - len(open_rows),
        total=len(rows),
        next_url=open_rows[0].url if open_rows else "",
        next_label=open_rows[0].label if open_rows else "",
        may_write=actor.can(Permission.WRITE_CHART, site_id=patient.site_id),
        may_settle=actor.can(Permission.CLEAR_WITHDRAWAL, site_id=patient.site_id),
        has_open_detox_need=open_detox_need(patient) is not None,
        has_open_safety_step=waiting,
        phone=patient.site.phone,
    )


def _rows(patient: OpenedPatient, now: datetime, waiting: bool) -> list[tuple[str, PartRow]]:
    """What counts as a part, with its heading. All that was told counts as one: its signature."""
    parts = assessment_parts(patient, now=now)
    rows = [("First", _consent_row(patient))]
    for key, label, page, icon, heading in LISTED:
        url = reverse(page, kwargs={"code": patient.code})
        rows.append((heading, _row(parts[key], label, url, icon, patient, now, waiting)))
    return rows


def _grouped(
    rows: list[tuple[str, PartRow]], told: tuple[PartRow, ...]
) -> tuple[tuple[str, tuple[PartRow, ...]], ...]:
    """By heading; the parts that were told stand before the signature under them."""
    before = {TOLD: told}
    return tuple(
        (heading, (*before.get(heading, ()), *(row for of, row in rows if of == heading)))
        for heading in dict.fromkeys(heading for heading, _ in rows)
    )


def _told_rows(patient: OpenedPatient, now: datetime) -> Iterator[PartRow]:
    for state in examination_of(patient).parts:
        url = reverse("examination_part", kwargs={"code": patient.code, "part": state.part.key})
        tone, word = standing_words(state)
        found = written_words(state, patient, now)
        yield PartRow(state.part.title, url, state.part.icon, found, tone, word)


def _consent_row(patient: OpenedPatient) -> PartRow:
    states = {state.kind: state for state in consent_states(patient)}
    needed = (ConsentKind.PRIVACY_NOTICE, ConsentKind.ASSESSMENT)
    missing = [states[kind].label for kind in needed if not states[kind].is_live]
    found = "Still to do: " + ", ".join(missing).lower() if missing else "Signed"
    label = "Privacy notice and consent"
    tone, state = ("notice", "To do") if missing else ("good", "Done")
    url = reverse("consents", kwargs={"code": patient.code})
    return PartRow(label, url, "file-pen-line", found, tone, state)


def _row(
    part: Part,
    label: str,
    url: str,
    icon: str,
    patient: OpenedPatient,
    now: datetime,
    waiting: bool,
) -> PartRow:
    if part.key == "safety" and waiting:
        return PartRow(label, url, icon, "An answer asks for it now.", "urgent", "Answer now")
    if part.entry is None:
        return PartRow(label, url, icon, "", "quiet", "To do")
    when = moment_words(part.entry.happened_at, patient, now)
    found = f"{found_words(part.entry.kind, part.entry.body)}. {when}, {part.entry.author.name}"
    if part.is_fresh:
        return PartRow(label, url, icon, found, "good", "Done")
    return PartRow(label, url, icon, found, "notice", f"Older than {part.fresh_for.shown()}")


def found_words(kind: str, body: dict[str, Any]) -> str:
    """A signed finding in a line."""
    if kind == "vitals":
        return _vitals_words(body)
    if kind == "use_history":
        names = [row["name"] or row["substance"].replace("_", " ") for row in body["substances"]]
        return ", ".join(names).capitalize() or "Nothing in the last 12 months"
    if kind == "rating":
        return ", ".join(str(row["concern"]) for row in body["areas"].values()) + " of 4"
    if kind == "examination":
        left_out = sum(bool(part["left_out_because"]) for part in body["parts"].values())
        return f"{len(body['parts']) - left_out} parts told, {left_out} left out"
    if kind == "safety_step":
        return f"{body['risk'].capitalize()} risk. {DISPOSITIONS[body['disposition']]}"
    return _score_words(body)


def _vitals_words(body: dict[str, Any]) -> str:
    values = body["values"]
    words = [
        f"{VITALS[key].label} {VITALS[key].words(values[key])}"
        for key in ("systolic_mm_hg", "pulse_per_minute", "breath_alcohol_percent")
        if key in values
    ]
    signs = [DANGER_SIGNS[key] for key, answer in body["danger_signs"].items() if answer]
    return ". ".join([*signs, ", ".join(words) or "No values"])


def _score_words(body: dict[str, Any]) -> str:
    if body.get("cannot_be_scored"):
        return f"Could not be rated: {body['cannot_be_scored']}"
    band = f", {body['cautious_band']}" if body.get("cautious_band") else ""
    return f"{result_words(body)}{band}"


@dataclass(frozen=True)
class ScorePage:
    """The heading of a form, the words it lacks, and where its structure comes from."""

    title: str
    recall: str
    source: str
    license: str
    note: str
    about_safety: str
    is_worded: bool
    intro: str


ABOUT_SAFETY = {"phq-9": "Item 9 above 0", "c-ssrs": "Any yes"}


def score_page(instrument: Instrument, words: InUse | None) -> ScorePage:
    return ScorePage(
        instrument.title,
        instrument.recall,
        instrument.source,
        instrument.license,
        instrument.note,
        about_safety=ABOUT_SAFETY.get(instrument.key, ""),
        is_worded=words is not None,
        intro=words.intro if words else "",
    )


SAYS = {
    ConsentKind.PRIVACY_NOTICE: "The person was given the clinic's privacy notice, could ask about"
    " it, and keeps a copy.",
    ConsentKind.ASSESSMENT: "The person agrees to be asked and examined, knows who reads the"
    " answers, and may stop at any time.",
    ConsentKind.TREATMENT: "The person agrees to the care that was explained: what happens, how"
    " often, what it may do, and what else there is.",
}


@dataclass(frozen=True)
class ConsentCard:
    """One consent: live with who signed it and when, or a form to sign it."""

    state: ConsentState
    says: str
    when: str
    may_take: bool
    can_end: bool
    form: PageForm


def consent_cards(patient: OpenedPatient, actor: Actor, tried: PageForm) -> list[ConsentCard]:
    """`tried` is the form that was sent; it appears again at its own kind with what was typed."""
    return [_card(state, patient, actor, tried) for state in consent_states(patient)]


def _card(
    state: ConsentState, patient: OpenedPatient, actor: Actor, tried: PageForm
) -> ConsentCard:
    given = state.given_at
    return ConsentCard(
        state,
        SAYS[state.kind],
        f"{given:%b} {given.day}, {given.year}" if given else "",
        may_take=actor.can(TAKEN_WITH[state.kind], site_id=patient.site_id),
        can_end=state.is_live and state.kind != ConsentKind.PRIVACY_NOTICE,
        form=_consent_form(state, tried),
    )


def _consent_form(state: ConsentState, tried: PageForm) -> PageForm:
    form_class = TakeBackForm if state.is_live else ConsentForm
    if isinstance(tried, form_class) and tried.data.get("kind") == state.kind.value:
        return tried
    return form_class(initial={"kind": state.kind}, auto_id=f"id_{state.kind.value}_%s")
