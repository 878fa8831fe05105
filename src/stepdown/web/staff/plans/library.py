"""The goal library as the director edits it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.queries import sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.library import GoalIdea, goal_library
from stepdown.clinic.plans.operations import save_library_goal
from stepdown.clinic.treatment.rule_versions import OpenSite
from stepdown.web.staff.plans.forms import LibraryForm
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import saved, version_of


@staff_page(Permission.SET_UP)
def library(request: HttpRequest, site_id: int) -> HttpResponse:
    site = _site(request, site_id)
    context = {"site_id": site.pk, "site_name": site.name, "goals": goal_library(site)}
    return render(request, "staff/plans/library.html", context)


@staff_page(Permission.SET_UP)
def library_goal(request: HttpRequest, site_id: int, line: int) -> HttpResponse:
    """One goal of the library, from 1; 0 adds one."""
    site = _site(request, site_id)
    ideas = [GoalIdea("", "", "", "", ""), *goal_library(site)]
    idea = dict(enumerate(ideas)).get(line)
    if idea is None:
        raise Http404
    initial = {name: getattr(idea, name) for name in LibraryForm.base_fields}
    form = LibraryForm(request.POST or None, initial=initial)
    if request.method == "POST" and saved(
        form,
        lambda: save_library_goal(
            actor=actor_of(request),
            site=site,
            key=idea.key,
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        return redirect("setup_goals", site_id=site.pk)
    heading = f"Change: {idea.problem}" if idea.key else "Add a goal"
    context = {"form": form, "heading": heading, "version": idea.version or 1}
    return render(request, "staff/setup/form.html", context, status=form.status)


def _site(request: HttpRequest, site_id: int) -> OpenSite:
    site = sites_of(actor_of(request), Permission.SET_UP).filter(pk=site_id).first()
    if site is None:
        raise Http404
    return site
