"""How it goes with one person, and the signed decision on their next step."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.queries import met_at_last_look, plan_that_holds
from stepdown.clinic.progress.operations import (
    UnableToDecideStep,
    level_change_of,
    sign_step_review,
)
from stepdown.clinic.progress.queries import (
    OpenedEpisode,
    PlannedStep,
    attendance_record,
    course_of,
    planned_steps,
    scores_over_time,
    step_evidence,
    step_reviews,
    step_rules_of,
)
from stepdown.clinic.timetable.times import first_meeting
from stepdown.rules.progress import advise_step
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.progress.forms import StepForm
from stepdown.web.staff.progress.presenters import (
    AdviceWords,
    advice_words,
    age_warning,
    decision_lines,
    week_rows,
)
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.course_charts import (
    attendance_chart,
    hours,
    mood_chart,
    steps_chart,
    withdrawal_charts,
)
from stepdown.web.ui.forms import saved, version_of
from stepdown.web.ui.plans import CriteriaLines, criteria_lines

MOOD_SOURCE = "PHQ-9. The goal is a starting point that no medical director has approved yet."


@patient_page(Permission.READ_CHART)
def progress(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    episode = course_of(patient)
    context: dict[str, Any] = {"chart": chart_frame(request, patient, tab="progress")}
    if episode is not None:
        context |= _course(episode, timezone.now())
        may_decide = actor_of(request).can(Permission.DECIDE_STEPS, site_id=patient.site_id)
        context["may_decide"] = may_decide and episode.status == "active"
    return render(request, "staff/progress/progress.html", context)


def _course(episode: OpenedEpisode, now: datetime) -> dict[str, Any]:
    patient, today = episode.patient, local_now(episode.site, now).date()
    record, scores = attendance_record(episode, now=now), scores_over_time(patient)
    since, zone = episode.admitted_on, episode.site.zone
    mood = mood_chart(
        scores,
        since=since,
        zone=zone,
        title="Mood score",
        source=MOOD_SOURCE,
        rules=step_rules_of(patient, now=now),
    )
    return {
        "episode": True,
        "attendance": attendance_chart(record),
        "scores": [*([mood] if mood else []), *withdrawal_charts(scores, since=since, zone=zone)],
        "steps": steps_chart(
            planned_steps(episode),
            decided=episode.phase_number,
            today=today,
            owner=_first_name(patient),
        ),
        "weeks": week_rows(record.weeks),
        "decisions": decision_lines(step_reviews(episode), zone),
    }


def _criteria(patient: OpenedPatient) -> tuple[CriteriaLines, ...]:
    """What the plan says of when it is time, as it was found in the last review."""
    plan = plan_that_holds(patient)
    return criteria_lines(plan, met_at_last_look(plan)) if plan else ()


def _first_name(patient: OpenedPatient) -> str:
    return patient.name_used or patient.given_name


@patient_page(Permission.DECIDE_STEPS)
def change(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """The evidence, the advice, and the decision that is signed here."""
    now, episode = timezone.now(), course_of(patient)
    if episode is None or episode.status != "active":
        return redirect("progress", code=patient.code)
    steps = planned_steps(episode)
    monday = first_meeting(0, not_before=_tomorrow(episode, now))
    form = StepForm(
        request.POST or None, choices=_choices(steps, episode.phase_number), proposed_on=monday
    )
    if request.method == "POST" and saved(
        form,
        lambda: sign_step_review(
            actor=actor_of(request),
            episode=episode,
            expected_version=version_of(request.POST),
            now=now,
            **form.cleaned_data,
        ),
    ):
        return _next_page(patient, form.cleaned_data["decision"], form.cleaned_data["effective_on"])
    context = {
        "chart": chart_frame(request, patient, tab="progress"),
        "form": form,
        "episode_version": episode.version,
        "first_name": _first_name(patient),
        "advice": _advice(episode, steps, now),
        "criteria": _criteria(patient),
        "level_notices": _level_notices(episode, steps, monday),
    }
    return render(request, "staff/progress/change.html", context, status=form.status)


def _tomorrow(episode: OpenedEpisode, now: datetime) -> date:
    return local_now(episode.site, now).date() + timedelta(days=1)


def _next_page(patient: OpenedPatient, decision: str, on: date) -> HttpResponse:
    """New hours need a new week: it is found and accepted on the person's week page."""
    if decision == "stay":
        return redirect("progress", code=patient.code)
    return redirect(f"{reverse('week', kwargs={'code': patient.code})}?starts={on.isoformat()}")


def _neighbors(
    steps: Sequence[PlannedStep], number: int
) -> tuple[PlannedStep | None, PlannedStep | None, PlannedStep | None]:
    """The step with more hours, the one now, the one with fewer."""
    by_number = {one.number: one for one in steps}
    return by_number.get(number - 1), by_number.get(number), by_number.get(number + 1)


def _choices(steps: Sequence[PlannedStep], number: int) -> list[tuple[str, str]]:
    more, here, fewer = _neighbors(steps, number)
    words = [
        ("move_on", "Move to {} hours a week", fewer),
        ("stay", "Stay with {} hours a week for now", here),
        ("more", "Go back to {} hours a week", more),
    ]
    return [(key, text.format(hours(one.weekly_minutes))) for key, text, one in words if one]


def _advice(episode: OpenedEpisode, steps: Sequence[PlannedStep], now: datetime) -> AdviceWords:
    evidence = step_evidence(episode, now=now)
    _, here, after = _neighbors(steps, episode.phase_number)
    rules = step_rules_of(episode.patient, now=now)
    return advice_words(
        advise_step(evidence, rules=rules),
        evidence,
        rules=rules,
        first_name=_first_name(episode.patient),
        here=here,
        after=after,
        warning=age_warning(scores_over_time(episode.patient), now),
    )


def _level_notices(episode: OpenedEpisode, steps: Sequence[PlannedStep], on: date) -> list[str]:
    more, _, fewer = _neighbors(steps, episode.phase_number)
    try:
        found = [level_change_of(episode, one.number, on) for one in (fewer, more) if one]
    except UnableToDecideStep as error:
        return [str(error)]
    return [sentence for sentence in found if sentence]
