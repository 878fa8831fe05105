"""Pages of the rules: read them, change a number, approve a version."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.queries import sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.operations import approve_rules, change_threshold
from stepdown.clinic.treatment.rule_versions import OpenSite, newest_version_at, versions_at
from stepdown.rules.placement import Threshold
from stepdown.web.staff.assessment.words import THRESHOLD_WORDS
from stepdown.web.staff.rules.presenters import number_of, rules_page
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import Line, PageForm, saved, version_of


class NumberForm(PageForm):
    """Another number, where it comes from, and why."""

    value = forms.FloatField()
    source = Line(label="Where the number comes from", most=300)
    is_confirmed = forms.BooleanField(label="I have read this source myself", required=False)
    why = Line(label="Why it changes", most=300, help_text="Stays with the version")

    def __init__(self, number: Threshold, data: Any = None) -> None:
        super().__init__(data, initial={"value": f"{number.value:g}", "source": number.source})
        self.fields["value"].label = THRESHOLD_WORDS[number.id]
        limits = f"From {number.lowest:g} to {number.highest:g}"
        self.fields["value"].help_text = limits
        self.fields["value"].widget.attrs["step"] = "any"


def _site(request: HttpRequest, permission: Permission, site_id: int | None) -> OpenSite:
    sites = sites_of(actor_of(request), permission)
    site = sites.first() if site_id is None else sites.filter(pk=site_id).first()
    if site is None:
        raise Http404
    return site


@staff_page(Permission.READ_CHART)
def rules(request: HttpRequest, site_id: int | None = None) -> HttpResponse:
    site = _site(request, Permission.READ_CHART, site_id)
    return _page(request, site, PageForm())


def _page(request: HttpRequest, site: OpenSite, form: PageForm) -> HttpResponse:
    actor = actor_of(request)
    may_approve = actor.can(Permission.APPROVE_RULES, site_id=site.pk)
    shown = rules_page(site, versions_at(site), may_approve=may_approve)
    others = [one for one in sites_of(actor, Permission.READ_CHART) if one.pk != site.pk]
    context = {
        "page": shown,
        "form": form,
        "others": [{"site_id": one.pk, "name": one.name} for one in others],
    }
    return render(request, "staff/rules/rules.html", context, status=form.status)


@staff_page(Permission.APPROVE_RULES)
def approve(request: HttpRequest, site_id: int) -> HttpResponse:
    site = _site(request, Permission.APPROVE_RULES, site_id)
    form = PageForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: approve_rules(
            actor=actor_of(request),
            site=site,
            number=version_of(request.POST),
            now=timezone.now(),
        ),
    ):
        messages.success(request, "Approved. Advice is made from this version from now on.")
        return redirect("rules_of", site_id=site.pk)
    return _page(request, site, form)


@staff_page(Permission.APPROVE_RULES)
def change(request: HttpRequest, site_id: int, number_id: str) -> HttpResponse:
    site = _site(request, Permission.APPROVE_RULES, site_id)
    newest = newest_version_at(site)
    number = number_of(newest.rules, number_id)
    if number is None:
        raise Http404
    form = NumberForm(number, request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: change_threshold(
            actor=actor_of(request),
            site=site,
            threshold_id=number.id,
            expected_number=version_of(request.POST),
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        messages.success(request, "A new version is kept. It counts once it is approved.")
        return redirect("rules_of", site_id=site.pk)
    context = {"form": form, "site_id": site.pk, "number": newest.number, "unit": number.unit}
    return render(request, "staff/rules/number.html", context, status=form.status)
