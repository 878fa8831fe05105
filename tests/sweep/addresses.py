"""Every address of the product, with its rule, and with real values for its parameters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from stepdown.clinic.building.models import WeekBuild
from stepdown.clinic.chart.models import Arrival, Entry
from stepdown.clinic.circle.models import FamilyGuest
from stepdown.clinic.drug_tests.models import DrugTest
from stepdown.clinic.measures.models import AskedForm
from stepdown.clinic.people.models import Account, Merge, Patient
from stepdown.clinic.plans.models import PlanGoal
from stepdown.clinic.sessions.models import Attendance, CoSignature, IndividualNote
from stepdown.clinic.timetable.models import (
    ClosedTime,
    Program,
    Seat,
    Series,
    SeriesTerm,
    StaffAbsence,
)
from stepdown.config.account_urls import urlpatterns as sign_in_pages
from stepdown.web.staff.assessment.slugs import slug_of
from stepdown.web.ui.access import Rule
from tests.clinic.world import TODAY
from tests.sweep.clinic import Clinic
from tests.sweep.feeds import FEED

SIGN_IN = {pattern.name for pattern in sign_in_pages}  # the library's own pages, by name


class NoRule(AssertionError):
    """A page that anybody could open, because nothing says who may."""


@dataclass(frozen=True)
class Address:
    """One URL pattern of ours. `parameters` are the names in it, in order."""

    name: str
    rule: Rule
    parameters: tuple[str, ...]

    @property
    def is_of_a_person(self) -> bool:
        return "code" in self.parameters

    def path(self, clinic: Clinic, patient: Patient | None = None, **other: object) -> str:
        """The path about `patient`, or else about the person with the marks."""
        person = patient or clinic.target
        values = {name: value_of(name, clinic, person) for name in self.parameters}
        return reverse(self.name, kwargs={**values, **other})


def addresses(patterns: list[Any] | None = None) -> list[Address]:
    """Every address except the sign-in library's. Raises NoRule."""
    found = get_resolver().url_patterns if patterns is None else patterns
    return [_address(pattern) for pattern in _walk(found) if pattern.name not in SIGN_IN]


def _walk(patterns: list[Any]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns)
        else:
            yield pattern


def _address(pattern: URLPattern) -> Address:
    rule = getattr(pattern.callback, "rule", None)
    if not isinstance(rule, Rule):
        raise NoRule(f"{pattern.pattern} ({pattern.name}) says nowhere who may open it.")
    return Address(str(pattern.name), rule, tuple(pattern.pattern.converters))


def value_of(parameter: str, clinic: Clinic, person: Patient) -> object:
    """A real value for a parameter. Raises AssertionError for a name nobody explained here."""
    if parameter not in MEANINGS:
        raise AssertionError(f"say in tests/sweep/addresses.py what {parameter} is")
    return MEANINGS[parameter](clinic, person)


def _program(clinic: Clinic) -> Program:
    return Program.objects.filter(site=clinic.first).earliest("pk")


def _arrival(clinic: Clinic, person: Patient) -> int:
    newest = Arrival.objects.filter(patient=person).order_by("-pk").first()
    return newest.pk if newest else 0


def _mark(clinic: Clinic, person: Patient) -> Attendance:
    """The newest mark the person has in a session; otherwise the site's newest."""
    marks = Attendance.objects.filter(session__series__program__site=clinic.first)
    newest = marks.order_by("-session__on", "-pk")
    return newest.filter(patient=person).first() or newest[0]


def _alone(clinic: Clinic, person: Patient) -> int:
    """Their mark at the one-to-one session whose note is being written."""
    newest = IndividualNote.objects.filter(attendance__patient=person).order_by("-pk").first()
    return newest.attendance_id if newest else 0


def _co_signed(clinic: Clinic, person: Patient) -> int:
    """The trainee's note in their chart that waits for a supervisor."""
    newest = CoSignature.objects.filter(entry__patient=person).order_by("-pk").first()
    return newest.entry_id if newest else 0


def _entry(clinic: Clinic, person: Patient) -> int:
    newest = Entry.objects.filter(patient=person).order_by("-pk").first()
    return newest.pk if newest else 0


def _form(clinic: Clinic, person: Patient) -> int:
    newest = AskedForm.objects.filter(patient=person).order_by("-pk").first()
    return newest.pk if newest else 0


def _colleague(clinic: Clinic) -> Account:
    return clinic.accounts["counselor2@harbor.example"]


def _series(clinic: Clinic, person: Patient) -> int:
    """A series of today in which somebody has a seat."""
    seats = Seat.objects.filter(series__weekday=TODAY.weekday(), ends_on=None)
    mine = seats.filter(patient=person).first() or seats.first()
    return mine.series_id if mine else Series.objects.earliest("pk").pk


def _twin(clinic: Clinic, person: Patient) -> str:
    """Somebody else of the site, not in care, with whom the person can be compared."""
    others = Patient.objects.filter(site=clinic.first, merged_into=None).exclude(pk=person.pk)
    return others.latest("pk").code


def _merge(clinic: Clinic, person: Patient) -> int:
    """What was joined into the person's record."""
    newest = Merge.objects.filter(kept=person).order_by("-pk").first()
    return newest.pk if newest else 0


def _test(clinic: Clinic, person: Patient) -> int:
    newest = DrugTest.objects.filter(patient=person).order_by("-pk").first()
    return newest.pk if newest else 0


def _guest(clinic: Clinic, person: Patient) -> int:
    """The newest who came along with the person."""
    newest = FamilyGuest.objects.filter(patient=person).order_by("-pk").first()
    return newest.pk if newest else 0


def _goal(clinic: Clinic, person: Patient) -> int:
    """The newest of the plan in work."""
    goals = PlanGoal.objects.filter(plan__patient=person, plan__entry=None)
    newest = goals.order_by("-pk").first()
    return newest.pk if newest else 0


MEANINGS: dict[str, Callable[[Clinic, Patient], object]] = {
    "code": lambda clinic, person: person.code,
    "other": _twin,
    "merge_id": _merge,
    "arrival_id": _arrival,
    "entry_id": _entry,
    "session_id": lambda clinic, person: _mark(clinic, person).session_id,
    "attendance_id": lambda clinic, person: _mark(clinic, person).pk,
    "mark_id": _alone,
    "note_id": _co_signed,
    "incident_id": lambda clinic, person: getattr(person.incidents.first(), "pk", 0),
    "video_id": lambda clinic, person: _mark(clinic, person).session_id,
    "series_id": _series,
    "on": lambda clinic, person: TODAY.isoformat(),
    "term_id": lambda clinic, person: (
        SeriesTerm.objects.filter(series__program__site=clinic.first).latest("pk").pk
    ),
    "absence_id": lambda clinic, person: (
        StaffAbsence.objects.filter(site=clinic.first).latest("pk").pk
    ),
    "closed_id": lambda clinic, person: (
        ClosedTime.objects.filter(site=clinic.first).latest("pk").pk
    ),
    "build_id": lambda clinic, person: WeekBuild.objects.filter(site=clinic.first).latest("pk").pk,
    "member": lambda clinic, person: 3,
    "number_id": lambda clinic, person: 12,
    "line": lambda clinic, person: 8,
    "place_id": lambda clinic, person: clinic.first.detox_places.earliest("pk").pk,
    "site_id": lambda clinic, person: clinic.first.pk,
    "template_key": lambda clinic, person: "evening",
    "program_id": lambda clinic, person: _program(clinic).pk,
    "account_id": lambda clinic, person: _colleague(clinic).pk,
    "post_id": lambda clinic, person: _colleague(clinic).posts.earliest("pk").pk,
    "room_id": lambda clinic, person: clinic.first.rooms.earliest("pk").pk,
    "name": lambda clinic, person: clinic.aside,
    "key": lambda clinic, person: clinic.link,
    "form": lambda clinic, person: slug_of("gad-7"),
    "form_id": _form,
    "test_id": _test,
    "goal_id": _goal,
    "number": lambda clinic, person: 1,
    "feed": lambda clinic, person: FEED,
    "guest_id": _guest,
    "lesson": lambda clinic, person: "riding-out",
    "part": lambda clinic, person: "family",
}
