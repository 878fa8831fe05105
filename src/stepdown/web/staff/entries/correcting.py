"""Which form corrects which kind of entry, and the operation behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from stepdown.clinic.chart.correcting import WHAT_IS_RIGHT, correct_in_words
from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import newest_version
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.policies.queries import in_force
from stepdown.clinic.sessions.operations import correct_individual_note, correct_note
from stepdown.clinic.sessions.signed import signed_individual, signed_note
from stepdown.clinic.treatment.figures import USUAL
from stepdown.clinic.treatment.operations import (
    correct_instrument,
    correct_use_history,
    correct_vitals,
)
from stepdown.rules.instruments import INSTRUMENTS, Instrument
from stepdown.rules.instruments.remission import DSM5_REMISSION
from stepdown.rules.instruments.tlfb import TLFB
from stepdown.web.staff.assessment.days import days_again
from stepdown.web.staff.assessment.months import months_again
from stepdown.web.staff.entries.forms import (
    DaysCorrection,
    HistoryCorrection,
    IndividualCorrection,
    MonthsCorrection,
    NoteCorrection,
    ScoreCorrection,
    VitalsCorrection,
    WordsCorrection,
    corrected_time,
    taken_again,
    vitals_again,
)
from stepdown.web.ui.forms import PageForm


@dataclass(frozen=True)
class Correcting:
    """A form, the template of its fields, and what to call with what was typed."""

    form: PageForm
    fields: str
    run: Callable[[], Any]
    context: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """Who corrects which entry of whom; `data` is what was sent, None before that."""

    actor: Actor
    patient: OpenedPatient
    entry: Any
    data: Any
    now: datetime

    @property
    def zone(self) -> str:
        return self.patient.site.zone

    def call(self, operation: Callable[..., Any], form: PageForm, **values: Any) -> Any:
        return operation(
            actor=self.actor,
            patient=self.patient,
            entry_id=self.entry.pk,
            reason=form.cleaned_data["reason"],
            now=self.now,
            **values,
        )


def correcting(asked: Asked) -> Correcting | None:
    """None for an entry that no form corrects: advice, which follows from findings, a rating or
    an answer of the checklist, which is simply given again, what later steps tell, and an
    examination, a test or a plan, which have pages of their own."""
    return _BUILDERS.get(EntryKind(asked.entry.kind), _words)(asked)


def _vitals(asked: Asked) -> Correcting:
    at, body = asked.entry.happened_at, asked.entry.body
    initial = vitals_again(body) | taken_again(at, asked.zone)
    usual = in_force(USUAL, asked.entry.patient.site_id, asked.now)
    form = VitalsCorrection(asked.data, initial=initial, usual=usual)
    return Correcting(
        form,
        "staff/assessment/vitals_fields.html",
        lambda: asked.call(
            correct_vitals,
            form,
            values=form.values(),
            danger_signs=form.danger_signs(),
            taken_again=form.cleaned_data["taken_again"],
            taken_at=corrected_time(form, at, asked.zone, asked.now),
        ),
        {"is_timed": True},
    )


def _history(asked: Asked) -> Correcting:
    at, zone = asked.entry.happened_at, asked.zone
    form = HistoryCorrection(asked.entry.body, zone, asked.data, initial=taken_again(at, zone))
    shown = max(2, len(asked.entry.body["substances"]))
    return Correcting(
        form,
        "staff/assessment/history_fields.html",
        lambda: asked.call(
            correct_use_history,
            form,
            history=form.history(zone, asked.now),
            taken_at=corrected_time(form, at, zone, asked.now),
        ),
        {"is_timed": True, "shown": form.rows[:shown], "folded": form.rows[shown:]},
    )


def _score(asked: Asked) -> Correcting:
    at, body = asked.entry.happened_at, asked.entry.body
    instrument = INSTRUMENTS[body["instrument"]]
    form = _score_form(asked, instrument)
    return Correcting(
        form,
        form.fields_template,
        lambda: asked.call(
            correct_instrument,
            form,
            instrument=instrument.key,
            answers=form.answers(),
            taken_at=corrected_time(form, at, asked.zone, asked.now),
            context=_beside(body) | form.context(),
            cannot_be_scored_because=form.cleaned_data.get("cannot_be_scored", ""),
        ),
        {"is_timed": True},
    )


def _score_form(
    asked: Asked, instrument: Instrument
) -> ScoreCorrection | DaysCorrection | MonthsCorrection:
    body, initial = asked.entry.body, taken_again(asked.entry.happened_at, asked.zone)
    if instrument.key == TLFB.key:
        today = asked.now.astimezone(ZoneInfo(asked.zone)).date()
        return DaysCorrection(asked.data, today=today, initial=initial | days_again(body))
    if instrument.key == DSM5_REMISSION.key:
        return MonthsCorrection(asked.data, initial=initial | months_again(body))
    return ScoreCorrection(instrument, body, asked.data, initial=initial)


def _beside(body: Mapping[str, Any]) -> dict[str, object]:
    """What the form was scored with beside its answers, and no field asks for."""
    return {key: body[key] for key in ("sex", "exposed") if key in body}


def _note(asked: Asked) -> Correcting | None:
    newest = newest_version(asked.entry)  # what was typed is kept
    if "written" in newest.body:
        return _individual(asked, newest)
    signed = signed_note(asked.patient, newest.pk)
    if signed is None:
        return None
    form = NoteCorrection(signed, asked.data)
    return Correcting(
        form,
        "staff/entries/note_fields.html",
        lambda: asked.call(
            correct_note,
            form,
            note=form.note(),
            not_a_person=form.cleaned_data["not_a_person"],
        ),
        {"shared": signed.shared if signed.is_shared else ""},
    )


def _individual(asked: Asked, newest: Any) -> Correcting | None:
    signed = signed_individual(asked.patient, newest)
    if signed is None:
        return None
    form = IndividualCorrection(signed, asked.data)
    return Correcting(
        form,
        "staff/entries/individual_fields.html",
        lambda: asked.call(correct_individual_note, form, note=form.note()),
        {"parts": form.parts()},
    )


def _words(asked: Asked) -> Correcting:
    initial = {"words": asked.entry.body.get(WHAT_IS_RIGHT, "")}
    form = WordsCorrection(asked.data, initial=initial)
    return Correcting(
        form,
        "staff/entries/words_fields.html",
        lambda: asked.call(correct_in_words, form, words=form.cleaned_data["words"]),
    )


def _none(asked: Asked) -> None:
    return None


_BUILDERS: dict[EntryKind, Callable[[Asked], Correcting | None]] = {
    EntryKind.VITALS: _vitals,
    EntryKind.USE_HISTORY: _history,
    EntryKind.INSTRUMENT: _score,
    EntryKind.SESSION_NOTE: _note,
    EntryKind.CO_SIGNATURE: _none,
    EntryKind.EXAMINATION: _none,
    EntryKind.DRUG_TEST: _none,
    EntryKind.ADVICE: _none,
    EntryKind.RATING: _none,
    EntryKind.REFERRAL: _none,
    EntryKind.CHECKLIST: _none,
    EntryKind.NO_CONTACT: _none,
    EntryKind.TEAM_CHANGE: _none,
    EntryKind.TREATMENT_PLAN: _none,
    EntryKind.PLAN_ANSWER: _none,
}
