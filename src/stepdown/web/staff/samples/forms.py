"""The forms of tests. Nothing is chosen for anybody."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from stepdown.clinic.drug_tests.operations import Given
from stepdown.clinic.drug_tests.queries import NotGiven
from stepdown.rules.drug_tests import (
    Drug,
    DrugGroup,
    Gender,
    Measured,
    Readings,
    Sample,
    default_panel,
)
from stepdown.web.staff.assessment.answers import Pick
from stepdown.web.ui.forms import Day, Line, PageForm, drop_optional_marks

STRIP = ("creatinine", "gravity", "ph", "nitrite", "foreign")  # what is measured on urine
YES_NO = (("yes", "Yes"), ("no", "No"))
FOUND = (("found", "Found"), ("not_found", "Not found"))
SAMPLES = ((Sample.URINE.value, "Urine"), (Sample.BREATH.value, "Breath"))
GENDERS = [(one.value, one.label) for one in Gender]


class Figure(forms.DecimalField):
    """A number as it was read, exact; the ends catch slips of the pen, they are no cut-offs."""

    def __init__(self, label: str, lowest: str, highest: str, places: int) -> None:
        super().__init__(
            label=label,
            required=False,
            min_value=Decimal(lowest),
            max_value=Decimal(highest),
            decimal_places=places,
            max_digits=10,
        )


class OrderForm(PageForm):
    on = Day(label="Day", help_text="Today, or a later day on which they come")
    because = Line(label="Why", most=300, help_text="Goes in the record")


class CupForm(PageForm):
    """A sample, who was there, and its warmth."""

    kind = Pick("What is given", SAMPLES, missing="Choose what is given")
    label = Line(label="What stands on the cup, or the number the device shows", most=40)
    is_identity_checked = Pick(
        "Name and date of birth checked", YES_NO, missing="Check whose sample this is"
    )
    is_accepted = Pick(
        "The person is fine with you collecting it", YES_NO, missing="Ask whether you may collect"
    )
    is_observed = Pick("Somebody watches", YES_NO, missing="Choose whether somebody watches")
    person_gender = Pick("The person says they are", GENDERS, missing="", required=False)
    collector_gender = Pick("You are", GENDERS, missing="", required=False)
    temperature = Figure("Warmth", "50", "120", 1)
    temperature_minutes = forms.IntegerField(
        label="Read after", required=False, min_value=0, max_value=240
    )

    def given(self) -> Given:
        typed = dict(self.cleaned_data)
        for name in ("person_gender", "collector_gender"):
            typed[name] = Gender(typed[name]) if typed[name] else None
        for name in ("is_identity_checked", "is_accepted", "is_observed"):
            typed[name] = typed[name] == "yes"
        return Given(**{**typed, "kind": Sample(typed["kind"])})


class NoneForm(PageForm):
    """Why there is no sample."""

    why = Pick("What happened", NotGiven.choices, missing="Choose what happened")
    words = Line(label="In a line", most=300, required=False)


class ResultForm(PageForm):
    """Asks why, where a result stands already."""

    def __init__(self, data: Any, *, corrects: bool) -> None:
        super().__init__(data)
        self.corrects = corrects
        if corrects:
            self.fields["reason"] = Line(label="Why the result before is corrected", most=300)

    @property
    def reason(self) -> str:
        return str(self.cleaned_data.get("reason", ""))


class QuickForm(ResultForm):
    """The quick test, group by group, and what the strip measured."""

    nothing_found = forms.BooleanField(
        label="All of these were read, and nothing was found", required=False
    )
    creatinine = Figure("Creatinine", "0", "1000", 1)
    gravity = Figure("Specific gravity", "0.9", "1.2", 4)
    ph = Figure("pH", "0", "14", 1)
    nitrite = Figure("Nitrite", "0", "100000", 1)
    foreign = Pick("Something in it that is not urine", YES_NO, missing="", required=False)

    def __init__(self, data: Any, *, corrects: bool, kind: Sample) -> None:
        super().__init__(data, corrects=corrects)
        self.kind = kind
        if kind is Sample.BREATH:
            for name in STRIP:
                del self.fields[name]
        for group in self._panel():
            self.fields[f"group_{group.key}"] = Pick(group.name, FOUND, missing="", required=False)
        drop_optional_marks(self)

    @property
    def groups(self) -> list[forms.BoundField]:
        return [self[f"group_{group.key}"] for group in self._panel()]

    @property
    def found_from(self) -> str:
        """The cut-off of the first group, as it is said where there is one alone."""
        return f"{self._panel()[0].screen.value:f}"

    def _panel(self) -> tuple[DrugGroup, ...]:
        return default_panel().groups_of(self.kind)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("nothing_found") and "found" in self._answers(cleaned).values():
            self.add_error("nothing_found", "One of these was found. Untick this, or that.")
            self.status = 422
        return cleaned

    def screen(self) -> dict[str, bool]:
        """Found or not by key of group; those that were not read are left out."""
        answers = self._answers(self.cleaned_data)
        if self.cleaned_data["nothing_found"]:
            return dict.fromkeys(answers, False)
        return {key: answer == "found" for key, answer in answers.items() if answer}

    def _answers(self, cleaned: dict[str, Any]) -> dict[str, str]:
        keys = (group.key for group in self._panel())
        return {key: cleaned.get(f"group_{key}", "") for key in keys}

    def readings(self) -> Readings:
        typed = self.cleaned_data
        figures = {name: typed.get(name) for name in STRIP[:-1]}
        return Readings(**figures, has_foreign_substance=typed.get("foreign") == "yes")


class SureForm(ResultForm):
    """What a laboratory found, or what the person says is so."""

    agreed = Line(label="In the person's words", most=300, required=False)
    laboratory = Line(label="Laboratory", most=80, required=False)

    def __init__(
        self, groups: Iterable[DrugGroup], data: Any, *, corrects: bool, kind: Sample
    ) -> None:
        super().__init__(data, corrects=corrects)
        self.kind = kind
        if kind is Sample.BREATH:
            self.fields["laboratory"].label = "Device"
        self.drugs = [drug for group in groups for drug in group.drugs]
        for drug in self.drugs:
            self.fields[f"level_{drug.key}"] = Figure(drug.name, "0", "9999999", 3)
            cut_off = Figure(f"{drug.name}: cut-off", "0", "9999999", 3)
            cut_off.help_text = f"Empty: {drug.cut_off:f}"
            self.fields[f"cut_off_{drug.key}"] = cut_off
        drop_optional_marks(self)

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"level_{one.key}"], self[f"cut_off_{one.key}"]) for one in self.drugs]

    def levels(self) -> dict[str, Measured]:
        """By key of drug, those that were measured."""
        read = ((drug, self._level(drug)) for drug in self.drugs)
        return {drug.key: measured for drug, measured in read if measured}

    def _level(self, drug: Drug) -> Measured | None:
        level = self.cleaned_data[f"level_{drug.key}"]
        cut_off = self.cleaned_data[f"cut_off_{drug.key}"]
        if level is None:
            return None
        return Measured(level, drug.cut_off if cut_off is None else cut_off)
