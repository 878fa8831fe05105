"""One person's week, and the clinic's."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now, sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.progress.queries import OpenedEpisode
from stepdown.clinic.timetable.changes import ChangesOnce
from stepdown.clinic.timetable.clinic_week import clinic_week
from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.operations import accept_week
from stepdown.clinic.timetable.problem import UnableToPlanWeek
from stepdown.clinic.timetable.proposing import note_answer, propose_weeks, take_proposal_back
from stepdown.clinic.timetable.queries import planned_weeks, week_of
from stepdown.clinic.timetable.strain import strains_of
from stepdown.clinic.timetable.times import monday_from, monday_of
from stepdown.clinic.timetable.week_rules import week_rules
from stepdown.clinic.timetable.wishing import wish_of
from stepdown.clinic.treatment.queries import commitments_of, open_episode
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.week.asked import asked_of
from stepdown.web.staff.week.blocked import blocked_week
from stepdown.web.staff.week.forms import TOOK, AcceptForm, MondayForm
from stepdown.web.staff.week.level_words import no_longer_level
from stepdown.web.staff.week.plans import plans_page
from stepdown.web.staff.week.presenters import (
    agreed_week,
    clinic_days,
    drawn_monday,
    life_facts,
)
from stepdown.web.staff.week.proposed import sent_weeks
from stepdown.web.staff.week.strain_words import too_much
from stepdown.web.ui.access import actor_of, patient_page, staff_page
from stepdown.web.ui.forms import saved
from stepdown.web.ui.paging import page_of, start_of

SESSIONS_A_PAGE = 150
DONE = {
    "book": "The week is booked, and every seat in it is theirs.",
    "propose": "The week is offered, and its seats are held.",
    "propose_all": "The weeks are offered, and the seats of all are held.",
    "back": "Taken back. The seats are free again.",
    "other": "Noted. The seats are free again.",
    **dict.fromkeys(TOOK, "Noted. The week is booked, and every seat in it is theirs."),
}


@patient_page(Permission.READ_CHART)
def week(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    """The week as agreed; with `?starts=` or none agreed yet, a week that fits is looked for."""
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and saved(form, lambda: _book(request, patient, form)):
        messages.success(request, DONE[form.cleaned_data["act"]])
        return redirect("week", code=patient.code)
    return render(
        request, "staff/week/week.html", _context(request, patient, form), status=form.status
    )


def _book(request: HttpRequest, patient: OpenedPatient, form: AcceptForm) -> None:
    episode = open_episode(patient)
    if episode is None:
        raise UnableToPlanWeek("Admit this person under Care first.")
    chosen, actor, now = form.cleaned_data, actor_of(request), timezone.now()
    act, starts_on = chosen["act"], chosen["starts_on"]
    if act == "back":
        take_proposal_back(actor=actor, episode=episode, now=now)
    elif act in TOOK or act == "other":
        note_answer(
            actor=actor, patient=patient, option=TOOK.get(act), wish=chosen["wish"], now=now
        )
    elif act == "book":
        series_ids = chosen["series_ids"]
        accept_week(
            actor=actor, episode=episode, series_ids=series_ids, starts_on=starts_on, now=now
        )
    else:
        plans = chosen["plans"] if act == "propose_all" else [chosen["series_ids"]]
        propose_weeks(actor=actor, episode=episode, plans=plans, starts_on=starts_on, now=now)


def _context(request: HttpRequest, patient: OpenedPatient, form: AcceptForm) -> dict[str, Any]:
    today = local_now(patient.site, timezone.now()).date()
    asked = request.POST.get("starts_on") or request.GET.get("starts", "")
    mondays = MondayForm(asked, first=monday_from(today))
    episode = open_episode(patient)
    is_active = episode is not None and episode.status == "active"
    can_plan = actor_of(request).can(Permission.PLAN_WEEKS, site_id=patient.site_id)
    commitments = commitments_of(patient, on=monday_of(today))
    weeks = planned_weeks(patient, on=today)
    ask = ChangesOnce([patient.site_id], since=monday_of(today))
    context: dict[str, Any] = {
        "chart": chart_frame(request, patient, tab="week"),
        "first_name": patient.name_used or patient.given_name,
        "life": life_facts(
            commitments, patient.travel_minutes, patient.video_is_possible, wish_of(patient)
        ),
        "is_in_care": episode is not None,
        "is_held": episode is not None and not is_active,
        "can_plan": can_plan and is_active,
        "mondays": mondays,
        "form": form,
        "is_looking": bool(asked),
        "proposed": sent_weeks(patient),
        "hold_hours": week_rules().proposal_hours.value,
        "agreed": [
            agreed_week(
                one,
                commitments,
                patient.travel_minutes,
                today=today,
                met=week_of(patient, monday=drawn_monday(one, today), ask=ask),
            )
            for one in weeks
        ],
    }
    if episode is not None and is_active:
        context["no_longer"] = no_longer_level(episode, weeks, today)
    if episode is not None and is_active and can_plan and (asked or not weeks):
        context |= _looked_for(request, episode, mondays)
    return context


def _looked_for(
    request: HttpRequest, episode: OpenedEpisode, mondays: MondayForm
) -> dict[str, Any]:
    patient = episode.patient
    asked = asked_of(request.GET, starts=mondays.chosen.isoformat())
    again = {"wishes": asked.wishes, "start_again": f"?starts={asked.starts}"}
    try:
        offer = find_weeks(episode=episode, starts_on=mondays.chosen, wishes=asked.wishes)
    except UnableToPlanWeek as error:
        return {**again, "refusal": str(error)}
    if offer.no_week is None:
        return {**again, "found": plans_page(offer, asked)}
    may_set_up = actor_of(request).can(Permission.SET_UP, site_id=patient.site_id)
    blocked = blocked_week(offer, offer.no_week, code=patient.code, may_set_up=may_set_up)
    return {"blocked": blocked}


@staff_page(Permission.READ_CHART)
def timetable(request: HttpRequest) -> HttpResponseBase:
    """The clinic's week with its seats: no person is named here."""
    actor = actor_of(request)
    site = sites_of(actor, Permission.READ_CHART)[0]
    today = local_now(site, timezone.now()).date()
    mondays = MondayForm(request.GET.get("starts", ""), first=monday_of(today))
    sites = actor.sites_with(Permission.READ_CHART)
    start = start_of(request.GET.get("from", ""))
    on = max(mondays.chosen, today)
    monday, ask = monday_of(on), ChangesOnce(sites, since=monday_of(on))
    found = clinic_week(sites, on=on, skip=start, most=SESSIONS_A_PAGE + 1, ask=ask)
    may_change_days = actor.can(Permission.CHANGE_DAYS)
    strains = strains_of(sites, monday=monday, ask=ask) if may_change_days else []
    context = {
        "may_build": actor.can(Permission.BUILD_WEEKS),
        "may_change_days": may_change_days,
        "days": clinic_days(found[:SESSIONS_A_PAGE], strains),
        "too_much": too_much(strains),
        "mondays": mondays,
        "page": page_of(found, start, SESSIONS_A_PAGE),
    }
    return render(request, "staff/week/timetable.html", context)
