"""The person's own tests. What one says stands folded: they look when they want to."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from stepdown.clinic.drug_tests.queries import NotGiven, State, shown_tests
from stepdown.clinic.people.access import OpenedPatient
from stepdown.rules.drug_tests import Outcome
from stepdown.web.ui.access import own_page
from stepdown.web.ui.course_charts import long_day

SAYS = {
    Outcome.PENDING: "Not finished. A first look can be wrong either way; nothing follows from it.",
    Outcome.EXPECTED: "As expected.",
    Outcome.UNEXPECTED: "Not as expected. Your team talks with you about it, and what would help.",
    Outcome.INVALID: "The sample does not count. It says nothing either way.",
}


@dataclass(frozen=True)
class OwnTest:
    """One test. `says` is empty where there is no result; `lines`: what was looked for."""

    on: str
    state: str
    says: str
    lines: tuple[tuple[str, str], ...]


@own_page
def my_samples(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    tests = [_own(one) for one in shown_tests(patient, now=timezone.now())]
    return render(request, "patient/samples.html", {"tests": tests, "phone": patient.site.phone})


def _own(test: Any) -> OwnTest:
    newest = test.confirmed or test.screened
    return OwnTest(
        on=long_day(test.on),
        state=_state(test),
        says=SAYS[Outcome(test.outcome)] if newest else "",
        lines=tuple(newest.body["lines"].items()) if newest else (),
    )


def _state(test: Any) -> str:
    if test.state == State.PLANNED:
        return "Please give a sample when you come in"
    if test.state == State.NOT_GIVEN:
        return f"No sample. {NotGiven(test.not_given).label}"
    return "You gave a sample"
