"""The medicines a person takes, as they say it today, and naloxone."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stepdown.clinic.medicines.operations import add_medicine, say_medicine, say_naloxone
from stepdown.clinic.medicines.queries import (
    NaloxoneStanding,
    Standing,
    medicines_of,
    naloxone_of,
)
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.rules.drug_tests import default_panel
from stepdown.web.staff.assessment.answers import Pick
from stepdown.web.staff.assessment.moments import moment_words
from stepdown.web.staff.samples.forms import YES_NO
from stepdown.web.staff.samples.frame import samples_page
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import Line, PageForm, saved, version_of


class AddForm(PageForm):
    """A medicine that is not on the list yet."""

    name = Line(label="Medicine")
    how = Line(label="How much and how often", most=200, required=False)
    is_prescribed = Pick("Prescribed", YES_NO, missing="Choose whether it is prescribed")
    is_taken = Pick("They take it now", YES_NO, missing="Ask whether they take it now")
    known_key = forms.ChoiceField(label="A test can show it as", required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        known = [(one.key, one.name) for one in default_panel().medicines]
        choices = [("", "Nothing a test looks for"), *known]
        self.fields["known_key"].choices = choices  # type: ignore[attr-defined] # a choice field


class SaidForm(PageForm):
    """What the person says of one medicine today."""

    medicine_id = forms.IntegerField(widget=forms.HiddenInput)
    standing = Pick("Today", Standing.choices, missing="Choose what the person says")
    change = Line(label="What is different", most=200, required=False)


class NaloxoneForm(PageForm):
    naloxone = Pick("Naloxone", NaloxoneStanding.choices, missing="Choose about naloxone")


FORMS: dict[str, type[PageForm]] = {"add": AddForm, "said": SaidForm, "naloxone": NaloxoneForm}


@patient_page(Permission.WRITE_CHART)
def taking(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """The list. A POST adds a medicine, says how one is taken, or speaks of naloxone."""
    act = request.POST.get("act", "")
    form = FORMS.get(act, AddForm)(request.POST or None)
    if request.method == "POST" and saved(form, lambda: _said(request, patient, form)):
        messages.success(request, "Saved.")
        return redirect("taking", code=patient.code)
    rows = _rows(patient, form)
    context = {
        "form": form,
        "is_of_none": isinstance(form, SaidForm) and form not in [row["form"] for row in rows],
        "add": form if isinstance(form, AddForm) else AddForm(),
        "rows": rows,
        "naloxone": form if isinstance(form, NaloxoneForm) else NaloxoneForm(),
        "naloxone_said": _naloxone_words(patient),
    }
    return samples_page(request, patient, "taking", context, status=form.status)


def _said(request: HttpRequest, patient: OpenedPatient, form: PageForm) -> None:
    actor, now, typed = actor_of(request), timezone.now(), form.cleaned_data
    if isinstance(form, NaloxoneForm):
        say_naloxone(actor=actor, patient=patient, standing=typed["naloxone"], now=now)
    elif isinstance(form, SaidForm):
        expected = version_of(request.POST)
        say_medicine(actor=actor, patient=patient, expected_version=expected, now=now, **typed)
    else:
        for name in ("is_prescribed", "is_taken"):
            typed[name] = typed[name] == "yes"
        add_medicine(actor=actor, patient=patient, now=now, **typed)


def _rows(patient: OpenedPatient, form: PageForm) -> list[dict[str, Any]]:
    """Each medicine with its form; the one that was refused keeps what was typed."""
    now = timezone.now()
    asked = str(form.data.get("medicine_id", "")) if isinstance(form, SaidForm) else ""
    return [
        {
            "medicine": one,
            "standing": Standing(one.standing).label,
            "said": moment_words(one.said_at, patient, now),
            "form": form if asked == str(one.pk) else _ask_again(one.pk),
        }
        for one in medicines_of(patient)
    ]


def _ask_again(medicine_id: int) -> SaidForm:
    return SaidForm(initial={"medicine_id": medicine_id}, auto_id=f"id_%s_{medicine_id}")


def _naloxone_words(patient: OpenedPatient) -> str:
    said = naloxone_of(patient)
    if said is None:
        return "Nobody asked yet. Offer it to everybody who might be near opioids."
    when = moment_words(said.said_at, patient, timezone.now())
    return f"{NaloxoneStanding(said.standing).label}. {when}, {said.said_by.name}."
