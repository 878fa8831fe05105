"""The forms of an assessment, one for each part."""

from datetime import datetime
from typing import Any

from django import forms

from stepdown.clinic.consents.queries import ConsentKind
from stepdown.clinic.measures.queries import InUse
from stepdown.clinic.treatment.facts import SCALES
from stepdown.clinic.treatment.figures import VITALS, UsualRules, Vital
from stepdown.clinic.treatment.histories import Frequency, UsedSubstance, UseHistory
from stepdown.clinic.treatment.operations import (
    DANGER_SIGNS,
    DISPOSITIONS,
    PAWSS_HIGHEST,
    seldom_values,
)
from stepdown.rules.instruments import Instrument, Item
from stepdown.rules.instruments.wording import WordedItem
from stepdown.rules.placement import Substance, SuicideRisk
from stepdown.web.staff.assessment.answers import (
    Answer,
    Pick,
    TimedForm,
    VitalNumber,
    WholeNumber,
    fahrenheit,
    last_moment,
)
from stepdown.web.ui.forms import Day, Line, PageForm, Paragraphs, TimeOfDay, drop_optional_marks

SUBSTANCES = [
    (Substance.ALCOHOL, "Alcohol"),
    (Substance.OPIOID, "Opioids, medicine too"),
    (Substance.BENZODIAZEPINE, "Benzodiazepines"),
    (Substance.BARBITURATE, "Barbiturates"),
    (Substance.Z_DRUG, "Sleeping pills (Z-drugs)"),
    (Substance.GHB, "GHB"),
    (Substance.STIMULANT, "Stimulants"),
    (Substance.CANNABIS, "Cannabis"),
    (Substance.OTHER, "Something else"),
]
FREQUENCIES = [
    (Frequency.DAILY, "Every day"),
    (Frequency.MOST_DAYS, "Most days"),
    (Frequency.WEEKLY, "Some days"),
    (Frequency.LESS, "Less often"),
    (Frequency.NOT_KNOWN, "Not known"),
]
ROUTES = [
    ("", "Not asked"),
    ("swallowed", "By mouth"),
    ("smoked", "Smoked"),
    ("sniffed", "Sniffed"),
    ("injected", "Injected"),
    ("other", "Another way"),
]
HISTORY_ROWS = 6
AGAIN = "Take it again. If it is so, tick it."
MOST_PICKED = 11  # values that are picked; more are typed


class ConsentForm(PageForm):
    """The person signs; the same page takes a consent back in the person's words."""

    kind = forms.ChoiceField(choices=ConsentKind.choices, widget=forms.HiddenInput)
    signed_name = Line(label="Name as signed", most=120)


class TakeBackForm(PageForm):
    kind = forms.ChoiceField(choices=ConsentKind.choices, widget=forms.HiddenInput)
    words = Line(label="What the person said", most=300)


class VitalsForm(TimedForm):
    """Five vital signs, breath alcohol, and the danger signs asked one by one."""

    systolic_mm_hg = VitalNumber(VITALS["systolic_mm_hg"])
    diastolic_mm_hg = VitalNumber(VITALS["diastolic_mm_hg"])
    pulse_per_minute = VitalNumber(VITALS["pulse_per_minute"])
    temperature_f = VitalNumber(VITALS["temperature_celsius"], in_fahrenheit=True)
    oxygen_percent = VitalNumber(VITALS["oxygen_percent"])
    breath_alcohol_percent = VitalNumber(VITALS["breath_alcohol_percent"])
    taken_again = forms.BooleanField(label="Taken again, and it is so", required=False)

    def __init__(self, *args: Any, usual: UsualRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usual = usual
        for key, label in DANGER_SIGNS.items():
            self.fields[key] = Answer(label, unknown="Could not ask")
        drop_optional_marks(self, *(name for name in VITALS if name in self.fields))
        drop_optional_marks(self, "temperature_f")

    @property
    def danger_fields(self) -> list[forms.BoundField]:
        return [self[key] for key in DANGER_SIGNS]

    @property
    def asks_again(self) -> bool:
        """Whether something was seldom: until then nobody is asked to confirm anything."""
        return "taken_again" in self.errors or bool(self["taken_again"].value())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        seldom = [] if self.errors else seldom_values(self.values(), self.usual)
        if seldom and not cleaned.get("taken_again"):
            unusual = " ".join(self._unusual(one) for one in seldom)
            self.add_error("taken_again", f"{unusual} {AGAIN}")
            self.status = 422
        return cleaned

    def _unusual(self, vital: Vital) -> str:
        """In the units of the page."""
        in_fahrenheit = vital.key == "temperature_celsius"
        typed = self.cleaned_data["temperature_f" if in_fahrenheit else vital.key]
        ends = self.usual.ends(vital)
        low, high = map(fahrenheit, ends) if in_fahrenheit else ends
        unit = "°F" if in_fahrenheit else vital.unit
        return f"{vital.label} {typed:g} is unusual: mostly {low:g} to {high:g} {unit}."

    def values(self) -> dict[str, float]:
        """In the units of the record; the page asks for degrees Fahrenheit."""
        given = {key: self.cleaned_data.get(key) for key in VITALS}
        warm = self.cleaned_data["temperature_f"]
        given["temperature_celsius"] = None if warm is None else round((warm - 32) / 1.8, 2)
        return {key: value for key, value in given.items() if value is not None}

    def danger_signs(self) -> dict[str, bool | None]:
        return {key: self.cleaned_data[key] for key in DANGER_SIGNS}


class SubstanceForm(PageForm):
    """One row of a use history; empty unless a substance is chosen."""

    substance = forms.ChoiceField(
        label="Substance", choices=[("", "None here"), *SUBSTANCES], required=False
    )
    name = Line(label="Which, in their words", most=80, required=False)
    route = forms.ChoiceField(label="How it is taken", choices=ROUTES, required=False)
    amount = Line(label="How much on such a day", most=80, required=False)
    years = forms.IntegerField(
        label="For how many years", required=False, min_value=0, max_value=100
    )
    last_use_on = Day(label="Last time, day", required=False)
    last_use_at = TimeOfDay(label="Last time, hour", required=False)
    frequency = Pick("How often", FREQUENCIES, missing="Choose how often", required=False)
    is_heavy = Answer("Heavy amounts", required=False)
    is_stable_prescription = Answer(
        "Taken as prescribed, with a supply, and meant to go on", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drop_optional_marks(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_used:
            if self.has_changed() and not self.errors:
                self.add_error("substance", "Choose the substance of this row, or empty the row.")
        else:
            for name in ("frequency", "is_heavy", "is_stable_prescription"):
                if not self.data.get(self.add_prefix(name)):
                    self.add_error(name, f"Choose an answer: {self.fields[name].label}")
        return cleaned

    @property
    def is_used(self) -> bool:
        return bool(self.cleaned_data.get("substance"))

    def as_used(self, zone: str, now: datetime) -> UsedSubstance:
        data = self.cleaned_data
        return UsedSubstance(
            substance=Substance(data["substance"]),
            frequency=Frequency(data["frequency"]),
            last_use_at=last_moment(data["last_use_on"], data["last_use_at"], zone, now),
            is_heavy=data["is_heavy"],
            is_stable_prescription=data["is_stable_prescription"],
            name=data["name"],
            route=data["route"],
            amount=data["amount"],
            years=data["years"],
        )


class HistoryForm(TimedForm):
    """A use history with its rows in `rows`."""

    NEEDS = (
        "had_withdrawal_seizure_or_delirium",
        "pregnant",
        "has_unstable_condition",
        "has_safe_adult_at_home",
        "opioid_medicine_planned",
    )
    nothing_used = forms.BooleanField(
        label="Nothing was used in the last 12 months", required=False
    )
    had_withdrawal_seizure_or_delirium = Answer("A seizure or delirium when stopping, ever")
    pregnant = Answer("Pregnant")
    has_unstable_condition = Answer("Heart, liver, diabetes or an infection that is not stable")
    has_safe_adult_at_home = Answer("A safe adult at home")
    opioid_medicine_planned = Answer("Medicine for opioids is taken or planned")
    pawss_total = forms.IntegerField(
        label="PAWSS total, where somebody drank in the last days",
        required=False,
        min_value=0,
        max_value=PAWSS_HIGHEST,
        help_text="0 to 10, from paper. Needed only where alcohol withdrawal is possible.",
    )
    past_withdrawal = Paragraphs(label="What stopping was like before", rows=2, required=False)
    longest_break = Line(label="Longest time without, and what happened", most=300, required=False)

    def __init__(self, data: Any = None, *, row_count: int = 0, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        count = max(row_count, HISTORY_ROWS)
        self.rows = [SubstanceForm(data, prefix=f"s{n}") for n in range(1, count + 1)]

    @property
    def needs(self) -> list[forms.BoundField]:
        return [self[name] for name in self.NEEDS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        wrong = [row for row in self.rows if not row.is_valid()]
        if wrong:
            self.add_error(None, "A substance below needs another look.")
        elif cleaned.get("nothing_used") == any(row.is_used for row in self.rows):
            self.add_error("nothing_used", "Fill in a substance, or tick that nothing was used.")
        if self.errors:
            self.status = 422
        return cleaned

    def history(self, zone: str, now: datetime) -> UseHistory:
        names = (
            *self.NEEDS,
            "pawss_total",
            "past_withdrawal",
            "longest_break",
        )
        return UseHistory(
            substances=tuple(row.as_used(zone, now) for row in self.rows if row.is_used),
            **{name: self.cleaned_data[name] for name in names},
        )


ABOUT = [("alcohol", "Alcohol"), ("tobacco", "Tobacco"), ("other", "Something else")]


class ScoreForm(TimedForm):
    """The values of one form, item by item; a scale can be left without a score.

    `words` is the installed wording. Without it the labels are our own topics, and the numbers
    come from paper.
    """

    fields_template = "staff/assessment/scale_fields.html"

    def __init__(
        self,
        instrument: Instrument,
        data: Any = None,
        *,
        words: InUse | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.instrument = instrument
        is_rated = not (data and data.get("cannot_be_scored", "").strip())
        for item in self._askable:
            worded = words.items.get(item.key) if words else None
            self.fields[f"item_{item.key}"] = self._field(item, worded, is_rated)
        self._add_beside()

    def _add_beside(self) -> None:
        """What is asked beside the items."""
        if self.can_be_left_unscored:
            self.fields["cannot_be_scored"] = Line(
                label="The person could not be rated, because", most=200, required=False
            )
        if self.counts_criteria:
            self.fields["substance"] = Pick(
                "Substance", SUBSTANCES, missing="Choose the substance this is about"
            )
            self.fields["only_as_prescribed"] = Answer(
                "Tolerance and withdrawal come only from medicine taken as prescribed"
            )
        if "about" in self.instrument.asks:
            self.fields["about"] = Pick("About", ABOUT, missing="Choose what this is about")

    def _field(self, item: Item, worded: WordedItem | None, is_rated: bool) -> forms.Field:
        label = worded.text if worded else item.label
        number = item.key.removeprefix("q")
        label = f"{number}. {label}" if number.isdigit() else label
        needed = is_rated and item.needs_answer and item.asked_if is None
        if len(item.allowed) > MOST_PICKED and not (worded and worded.choices):
            return WholeNumber(item.allowed, label=label, required=needed)
        hint = f"After a yes to {item.asked_if[0].removeprefix('q')}" if item.asked_if else ""
        named = dict(worded.choices) if worded else {}
        choices = [(str(value), named.get(value, self._word(value))) for value in item.allowed]
        missing = f"Choose a value for item {item.key}"
        return Pick(label, choices, missing=missing, required=needed, help_text=hint)

    @property
    def _askable(self) -> list[Item]:
        return [item for item in self.instrument.items if item.allowed]

    @property
    def can_be_left_unscored(self) -> bool:
        return self.instrument.key in SCALES

    @property
    def counts_criteria(self) -> bool:
        return self.instrument.key == "dsm-5-count"

    def _word(self, value: int) -> str:
        return ("No", "Yes")[value] if self.counts_criteria else str(value)

    @property
    def items(self) -> list[forms.BoundField]:
        return [self[f"item_{item.key}"] for item in self._askable]

    @property
    def beside(self) -> list[forms.BoundField]:
        return [self["about"]] if "about" in self.fields else []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        names = [bound.name for bound in self.items]
        given = [name for name in names if cleaned.get(name) not in (None, "")]
        if cleaned.get("cannot_be_scored") and given:
            self.add_error("cannot_be_scored", "Choose either the values or this reason.")
            self.status = 422
        return cleaned

    def answers(self) -> dict[str, int] | None:
        return None if self.cleaned_data.get("cannot_be_scored") else self.given()

    def given(self) -> dict[str, int]:
        """The answers that are allowed, of a form that may not be complete."""
        cleaned = self.cleaned_data
        given = {item.key: cleaned.get(f"item_{item.key}") for item in self._askable}
        return {key: int(value) for key, value in given.items() if value not in (None, "")}

    def context(self) -> dict[str, object]:
        if "about" in self.fields:
            about = self.cleaned_data["about"]
            return {"about": about, "alcohol": about == "alcohol", "tobacco": about == "tobacco"}
        if not self.counts_criteria:
            return {}
        return {
            "substance": self.cleaned_data["substance"],
            "only_as_prescribed": self.cleaned_data["only_as_prescribed"] is True,
        }


RISKS = [
    (SuicideRisk.NONE, "No risk found"),
    (SuicideRisk.LOW, "Low"),
    (SuicideRisk.MODERATE, "Moderate"),
    (SuicideRisk.HIGH, "High"),
]


class SafetyForm(PageForm):
    """What was judged and done, and the safety plan."""

    risk = Pick("Risk of suicide, as you judge it after asking", RISKS, missing="Choose the risk")
    disposition = Pick("What happens now", DISPOSITIONS.items(), missing="Choose what happens now")
    words = Paragraphs(label="What was asked and said", rows=3)
    warning_signs = Paragraphs(label="Warning signs they know", rows=2, required=False)
    contacts = Paragraphs(label="Whom they call first", rows=2, required=False)
    means = Paragraphs(label="What is put out of reach", rows=2, required=False)
