"""What stands at the top of every page of one person: who, where they stand, where to go."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from stepdown.clinic.chart.received import fits_ages, has_unsettled_death
from stepdown.clinic.intake.words import day
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.due import due_of
from stepdown.clinic.treatment.advising import open_detox_need
from stepdown.clinic.treatment.facts import safety_is_open
from stepdown.web.staff.chart.same_person import (
    JoinedLine,
    MatchLine,
    joined_lines,
    told_unasked,
)
from stepdown.web.staff.chart.status import load_own_status, status_line
from stepdown.web.ui.access import actor_of
from stepdown.web.ui.plans import due_words

TABS = (
    ("timeline", "Timeline", "chart", Permission.READ_CHART),
    ("assessment", "Assessment", "assessment", Permission.READ_CHART),
    ("care", "Care", "care", Permission.READ_CHART),
    ("plan", "Plan", "plan", Permission.READ_CHART),
    ("week", "Week", "week", Permission.READ_CHART),
    ("tests", "Tests", "samples", Permission.READ_CHART),
    ("progress", "Progress", "progress", Permission.READ_CHART),
    ("record", "Records", "record", Permission.READ_CHART),
    ("told", "Told", "told_about", Permission.READ_CHART),
    ("sharing", "Sharing", "sharing", Permission.READ_CHART),
    ("booking", "Call and time", "booking", Permission.TAKE_CALLS),
    ("details", "Details", "details", Permission.TAKE_CALLS),
)
TELLS_WHO = {"timeline", "booking", "details"}  # where another record of the person is looked for


@dataclass(frozen=True)
class Tab:
    """One part of a chart."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class ChartFrame:
    """The banner and tabs of a chart page; `status` is one line in words.

    What is clinical (detox need, safety step) is false for those who may not read the chart.
    """

    code: str
    short_name: str
    full_name: str
    tone: int
    status: str
    born: str
    tabs: tuple[Tab, ...]
    has_open_detox_need: bool
    has_open_safety_step: bool
    is_deceased: bool
    has_unsettled_death: bool
    is_confirmed: bool
    is_outside_ages: bool
    duplicates: tuple[MatchLine, ...]
    joined: tuple[JoinedLine, ...]
    can_join: bool
    plan_due: str


def chart_frame(request: HttpRequest, patient: OpenedPatient, *, tab: str) -> ChartFrame:
    """`tab` is one of the first words of TABS, or empty on a page beside them."""
    now = timezone.now()
    actor = actor_of(request)
    reads_chart = actor.can(Permission.READ_CHART, site_id=patient.site_id)
    load_own_status(patient)
    return ChartFrame(
        code=patient.code,
        short_name=patient.short_name,
        full_name=patient.full_name,
        tone=patient.pk % 6,
        status=status_line(patient, now),
        born=f"Born {day(patient.birth_on)}" if patient.birth_on else "",
        tabs=_tabs(request, patient, tab),
        has_open_detox_need=reads_chart and open_detox_need(patient) is not None,
        has_open_safety_step=reads_chart and safety_is_open(patient),
        is_deceased=patient.is_deceased,
        has_unsettled_death=has_unsettled_death(patient),
        is_confirmed=patient.is_confirmed,
        is_outside_ages=not fits_ages(
            patient.site, patient.birth_on, local_now(patient.site, now).date()
        ),
        duplicates=tuple(told_unasked(actor, patient)) if tab in TELLS_WHO else (),
        joined=tuple(joined_lines(actor, patient)) if tab in TELLS_WHO or not tab else (),
        can_join=actor.can(Permission.MERGE_RECORDS, site_id=patient.site_id),
        plan_due=_plan_due(patient, actor, now) if tab != "plan" else "",
    )


def _plan_due(patient: OpenedPatient, actor: Actor, now: datetime) -> str:
    """A sentence for those who may plan, once the day has come."""
    if not actor.can(Permission.PLAN_CARE, site_id=patient.site_id):
        return ""
    due = due_of(patient, now=now)
    has_come = due is not None and due.on <= local_now(patient.site, now).date()
    return due_words(due) if due and has_come else ""


def _tabs(request: HttpRequest, patient: OpenedPatient, current: str) -> tuple[Tab, ...]:
    actor = actor_of(request)
    found = []
    for key, label, name, permission in TABS:
        if actor.can(permission, site_id=patient.site_id):
            try:
                url = reverse(name, kwargs={"code": patient.code})
            except NoReverseMatch:
                continue
            found.append(Tab(label, url, key == current))
    return tuple(found)
