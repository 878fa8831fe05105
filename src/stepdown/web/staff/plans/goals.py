"""One goal of the version in work: written, changed, or taken out."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.library import GoalIdea, goal_library
from stepdown.clinic.plans.operations import remove_goal, save_goal
from stepdown.clinic.plans.queries import Goal, Standing, plan_in_work
from stepdown.clinic.treatment.queries import open_episode, team_of
from stepdown.web.staff.plans.forms import GoalForm, hide_optional_marks
from stepdown.web.staff.plans.frame import plans_page, there
from stepdown.web.staff.plans.taking import taken_over
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import PageForm, saved, version_of

PLAN = Permission.PLAN_CARE


@patient_page(PLAN)
def new_goal(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """One more goal; `idea` in the address is one of the library to begin with."""
    if open_episode(patient) is None:
        raise Http404
    ideas = _ideas(patient)
    idea = next((one for one in ideas if one.key == request.GET.get("idea")), None)
    form = _form(request, patient, None, idea=idea)
    if idea and not form.is_bound:
        form.initial.update(problem=idea.problem)
    if idea and _takes(request):
        form = _form(request, patient, None, idea=idea, taken=taken_over(idea, request.POST))
    elif request.method == "POST" and saved(form, lambda: _save(request, patient, form, None)):
        return redirect("plan", code=patient.code)
    context = {
        "form": form,
        "ideas": () if form.is_bound or idea else ideas,
        "idea": idea,
        "was_taken": idea is not None and _takes(request),
    }
    return plans_page(request, patient, "goal", context, status=form.status)


@patient_page(PLAN)
def goal(request: HttpRequest, patient: OpenedPatient, goal_id: int) -> HttpResponse:
    found = next(
        (one for one in there(plan_in_work(patient)).goals if one.goal_id == goal_id), None
    )
    if found is None:
        raise Http404
    form = _form(request, patient, found)
    if request.method == "POST" and saved(form, lambda: _save(request, patient, form, found)):
        return redirect("plan", code=patient.code)
    context = {"form": form, "goal": found}
    return plans_page(request, patient, "goal", context, status=form.status)


@patient_page(PLAN)
def goal_out(request: HttpRequest, patient: OpenedPatient, goal_id: int) -> HttpResponse:
    """Asked once more before a goal that was never signed is taken out."""
    found = next(
        (one for one in there(plan_in_work(patient)).goals if one.goal_id == goal_id), None
    )
    if found is None:
        raise Http404
    form = PageForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: remove_goal(
            actor=actor_of(request),
            patient=patient,
            goal_id=goal_id,
            expected_version=version_of(request.POST),
            now=timezone.now(),
        ),
    ):
        return redirect("plan", code=patient.code)
    return plans_page(request, patient, "out", {"form": form, "goal": found}, status=form.status)


def _in_work(patient: OpenedPatient, goal_id: int) -> Goal:
    goals = there(plan_in_work(patient)).goals
    found = next((one for one in goals if one.goal_id == goal_id), None)
    if found is None:
        raise Http404
    return found


def _ideas(patient: OpenedPatient) -> list[GoalIdea]:
    return [one for one in goal_library(patient.site) if one.is_used]


def _takes(request: HttpRequest) -> bool:
    """Whether suggestions are put in first; ticked ones are never lost by a press on Save."""
    return request.POST.get("act") == "take" or "take" in request.POST


def _form(
    request: HttpRequest,
    patient: OpenedPatient,
    goal: Goal | None,
    *,
    idea: GoalIdea | None = None,
    taken: dict[str, Any] | None = None,
) -> GoalForm:
    """`taken`: what was typed so far, with suggestions put in; not saved yet, so not judged."""
    episode = open_episode(patient)
    form = GoalForm(
        None if taken is not None else request.POST or None,
        team=team_of(episode) if episode else (),
        before=goal.content if goal else None,
        agreed=goal is not None and goal.continues,
        idea=idea,
    )
    form.initial.update(taken or {})
    if goal:
        form.initial["standing"] = goal.standing.value
    hide_optional_marks(form)
    return form


def _save(request: HttpRequest, patient: OpenedPatient, form: GoalForm, goal: Goal | None) -> None:
    save_goal(
        actor=actor_of(request),
        patient=patient,
        goal_id=goal.goal_id if goal else None,
        content=form.content(),
        standing=form.cleaned_data.get("standing", Standing.GOING_ON),
        expected_version=version_of(request.POST),
        now=timezone.now(),
    )
