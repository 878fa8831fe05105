"""The list of forms: what each came to last, what waits, and how it can be asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import standing_entries
from stepdown.clinic.measures.queries import (
    FormMode,
    FormState,
    OpenedForm,
    asked_forms,
    installed_packs,
)
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.roles import Permission
from stepdown.rules.instruments import INSTRUMENTS, Instrument
from stepdown.web.staff.assessment.moments import moment_words
from stepdown.web.staff.assessment.slugs import slug_of
from stepdown.web.staff.chart.results import result_words

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Mind and safety", ("phq-9", "gad-7", "c-ssrs", "pc-ptsd-5", "phq-2")),
    ("Use", ("audit", "audit-c", "dast-10", "assist", "taps", "tlfb")),
    ("Diagnosis", ("dsm-5-count", "dsm-5-remission")),
    (
        "How it goes",
        ("daily-check-in", "bam-iop", "bam", "bam-r", "pacs", "bscq", "barc-10", "tea"),
    ),
    ("Life", ("whodas-12", "promis-10", "mspss", "lot-r", "urica", "readiness-rulers")),
    ("Withdrawal", ("ciwa-ar", "cows")),
)


@dataclass(frozen=True)
class FormRow:
    """One form; `alone`: it can be handed over or sent."""

    title: str
    slug: str
    about: str
    last: str
    alone: bool
    is_worded: bool


@dataclass(frozen=True)
class AskedRow:
    """One form that waits: for the person, or for a signature."""

    title: str
    form_id: int
    words: str
    is_finished: bool


@dataclass(frozen=True)
class Measures:
    groups: tuple[tuple[str, tuple[FormRow, ...]], ...]
    asked: tuple[AskedRow, ...]
    may_write: bool


def measures_of(patient: OpenedPatient, actor: Actor, now: datetime) -> Measures:
    newest = _newest(standing_entries(patient, EntryKind.INSTRUMENT))
    worded = {pack.instrument_key for pack in installed_packs()}
    worded |= {key for key, one in INSTRUMENTS.items() if one.has_own_words}
    groups = tuple(
        (heading, tuple(_row(INSTRUMENTS[key], newest, worded, patient, now) for key in keys))
        for heading, keys in GROUPS
    )
    may_write = actor.can(Permission.WRITE_CHART, site_id=patient.site_id)
    asked = tuple(_asked(form, patient, now) for form in asked_forms(patient))
    return Measures(groups, asked, may_write)


def _newest(entries: Iterable[Any]) -> dict[str, Any]:
    newest: dict[str, Any] = {}
    for entry in entries:
        newest.setdefault(str(entry.body.get("instrument")), entry)
    return newest


def _row(
    instrument: Instrument,
    newest: dict[str, Any],
    worded: set[str],
    patient: OpenedPatient,
    now: datetime,
) -> FormRow:
    entry = newest.get(instrument.key)
    last = ""
    if entry is not None:
        band = entry.body.get("cautious_band")
        result = result_words(entry.body)
        words = f"{result}, {band}" if band and band != result else result
        last = f"{words}. {moment_words(entry.happened_at, patient, now)}"
    return FormRow(
        title=instrument.title,
        slug=slug_of(instrument.key),
        about=f"Period: {instrument.recall}",
        last=last,
        alone=instrument.can_be_answered_alone and instrument.key in worded,
        is_worded=instrument.key in worded,
    )


def _asked(form: OpenedForm, patient: OpenedPatient, now: datetime) -> AskedRow:
    is_finished = form.state == FormState.FINISHED
    asked = f"Asked {moment_words(form.asked_at, patient, now)} by {form.asked_by.name}"
    given = len(form.answers)
    if is_finished and form.finished_at:
        words = f"Filled in {moment_words(form.finished_at, patient, now)}"
    elif form.expires_at <= now:
        words = f"{asked}. The code has ended with {given} answers given"
    else:
        until = moment_words(form.expires_at, patient, now)
        words = f"{asked}. {FormMode(form.mode).label}, until {until}. {given} answers so far"
    return AskedRow(INSTRUMENTS[form.instrument_key].title, form.pk, words, is_finished)


@dataclass(frozen=True)
class AnsweredPage:
    """What the person answered, line by line, before it is signed."""

    title: str
    form_id: int
    when: str
    how: str
    lines: tuple[tuple[str, str], ...]
    is_finished: bool


def answered_page(form: OpenedForm, patient: OpenedPatient, now: datetime) -> AnsweredPage:
    instrument = INSTRUMENTS[form.instrument_key]
    at = form.finished_at or form.saved_at or form.asked_at
    lines = tuple(
        (f"{item.key}. {item.label}", str(form.answers[item.key]))
        for item in instrument.items
        if item.key in form.answers
    )
    return AnsweredPage(
        title=instrument.title,
        form_id=form.pk,
        when=moment_words(at, patient, now),
        how=FormMode(form.mode).label,
        lines=lines,
        is_finished=form.state == FormState.FINISHED,
    )
