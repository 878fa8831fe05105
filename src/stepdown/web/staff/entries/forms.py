"""The forms of corrections: what was signed, filled in again, with the reason."""

from dataclasses import replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms import BoundField

from stepdown.clinic.sessions.operations import CorrectedIndividual, CorrectedNote
from stepdown.clinic.sessions.queries import PARTICIPATION, goal_key
from stepdown.clinic.sessions.signed import SignedIndividual, SignedNote
from stepdown.clinic.treatment.histories import UseHistory
from stepdown.rules.instruments import Instrument
from stepdown.web.staff.assessment.answers import TimedForm
from stepdown.web.staff.assessment.days import DaysForm
from stepdown.web.staff.assessment.forms import HistoryForm, ScoreForm, VitalsForm
from stepdown.web.staff.assessment.months import MonthsForm
from stepdown.web.staff.sessions.forms import CameForm, chosen_goal, goal_choices
from stepdown.web.ui.forms import Line, PageForm, Paragraphs, Reason

ASKED = frozenset(HistoryForm.NEEDS)
ANSWERS = {True: "yes", False: "no", None: "unknown"}


def taken_again(at: datetime, zone: str) -> dict[str, Any]:
    """The wall clock of the site, as the form shows it."""
    local = at.astimezone(ZoneInfo(zone))
    return {"taken_on": local.date(), "taken_at": time(local.hour, local.minute)}


def corrected_time(form: TimedForm, at: datetime, zone: str, now: datetime) -> datetime:
    """`at` itself, to the second, unless another time was typed."""
    was, typed = taken_again(at, zone), form.cleaned_data
    if typed["taken_on"] is None or all(typed[name] == was[name] for name in was):
        return at
    return form.moment(zone, now)


class VitalsCorrection(VitalsForm):
    reason = Reason()


def vitals_again(body: dict[str, Any]) -> dict[str, Any]:
    values = dict(body["values"])
    warm = values.pop("temperature_celsius", None)
    if warm is not None:
        values["temperature_f"] = round(warm * 1.8 + 32, 2)
    signs = {key: ANSWERS[answer] for key, answer in body["danger_signs"].items()}
    return values | signs | {"taken_again": body.get("taken_again", False)}


class HistoryCorrection(HistoryForm):
    """`signed` is the body of the entry; filled in only until something is sent."""

    reason = Reason()

    def __init__(self, signed: dict[str, Any], zone: str, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, row_count=len(signed["substances"]), **kwargs)
        self.medicines = signed["medicines"]  # asked here once; now in its own part
        self.initial.update(history_again(signed))
        if not self.is_bound:
            for row, used in zip(self.rows, signed["substances"], strict=False):
                row.initial = substance_again(used, zone)

    def history(self, zone: str, now: datetime) -> UseHistory:
        return replace(super().history(zone, now), medicines=self.medicines)


def history_again(body: dict[str, Any]) -> dict[str, Any]:
    answers = {
        key: ANSWERS[value] if key in ASKED and not isinstance(value, str) else value
        for key, value in body.items()
        if key != "substances"
    }
    return answers | {"nothing_used": not body["substances"]}


def substance_again(used: dict[str, Any], zone: str) -> dict[str, Any]:
    again = {**used}
    for key in ("is_heavy", "is_stable_prescription"):
        again[key] = ANSWERS[used[key]]
    last = again.pop("last_use_at")
    if last:
        local = datetime.fromisoformat(last).astimezone(ZoneInfo(zone))
        again |= {"last_use_on": local.date(), "last_use_at": time(local.hour, local.minute)}
    return again


class ScoreCorrection(ScoreForm):
    """`signed` is the body of the entry."""

    reason = Reason()

    def __init__(
        self, instrument: Instrument, signed: dict[str, Any], data: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(instrument, data, **kwargs)
        answers = signed.get("answers", {})
        self.initial.update({f"item_{key}": str(value) for key, value in answers.items()})
        for key in ("cannot_be_scored", "substance", "about"):
            self.initial[key] = signed.get(key, "")
        self.initial["only_as_prescribed"] = ANSWERS[signed.get("only_as_prescribed", False)]


class DaysCorrection(DaysForm):
    """A calendar as it was signed, filled in again."""

    reason = Reason()


class MonthsCorrection(MonthsForm):
    """A remission as it was signed, filled in again."""

    reason = Reason()


class NoteCorrection(CameForm):
    """One person's note with its mark; the shared part only where nobody else has it."""

    participation = forms.ChoiceField(label="Taking part", choices=[("", "Choose"), *PARTICIPATION])
    own_line = Paragraphs(label="Response and progress", rows=3, most=2000)
    plan_line = Line(label="Plan", most=500)
    goal = forms.ChoiceField(label="Goal", required=False)
    shared = Paragraphs(label="Shared part", rows=4)
    not_a_person = forms.BooleanField(
        required=False, label="No person of this group is meant by these words."
    )
    reason = Reason()

    def __init__(self, signed: SignedNote, data: Any = None) -> None:
        super().__init__(signed, data)
        for name in ("participation", "own_line", "plan_line", "shared"):
            self.initial[name] = getattr(signed, name)
        if signed.is_shared:
            del self.fields["shared"]
        if signed.goals:
            self.fields["goal"].choices = goal_choices(signed.goals)  # type: ignore[attr-defined] # a choice field
            self.initial["goal"] = goal_key(signed.goal_id)
        else:
            del self.fields["goal"]

    def note(self) -> CorrectedNote:
        typed = self.cleaned_data
        return CorrectedNote(
            came=self.came(),
            participation=typed["participation"],
            own_line=typed["own_line"],
            plan_line=typed["plan_line"],
            shared=typed.get("shared"),
            goal_id=chosen_goal(typed.get("goal", "")),
        )


class IndividualCorrection(CameForm):
    """The note of a one-to-one session with its mark, in the format it was signed in."""

    reason = Reason()

    def __init__(self, signed: SignedIndividual, data: Any = None) -> None:
        super().__init__(signed, data)
        self.titles = [title for title, _ in signed.words]
        if signed.choices:
            self.fields["goals"] = forms.MultipleChoiceField(
                label="What it is about",
                choices=[(label, label) for label in signed.choices],
                widget=forms.CheckboxSelectMultiple,
                required=bool(signed.goals),
                initial=list(signed.goals),
            )
        for number, (title, words) in enumerate(signed.words):
            self.fields[f"part_{number}"] = Paragraphs(label=title, initial=words)
        self.order_fields(["goals", *self.part_names])

    @property
    def part_names(self) -> list[str]:
        return [f"part_{number}" for number in range(len(self.titles))]

    def parts(self) -> list[BoundField]:
        return [self[name] for name in self.part_names]

    def note(self) -> CorrectedIndividual:
        words = (self.cleaned_data[name] for name in self.part_names)
        goals = tuple(self.cleaned_data.get("goals", ()))
        return CorrectedIndividual(self.came(), dict(zip(self.titles, words, strict=True)), goals)


class WordsCorrection(PageForm):
    """For decisions and consents: what was signed stays beside these words."""

    words = Paragraphs(label="What is right", rows=4, most=4000)
    reason = Reason()
