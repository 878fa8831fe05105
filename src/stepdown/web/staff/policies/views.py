"""Pages of the clinic's policies: read them all, change one figure."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.queries import sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.policies.operations import NewFigure, change_figure
from stepdown.clinic.policies.queries import newest_number
from stepdown.clinic.treatment.rule_versions import OpenSite
from stepdown.rules.figures import Figure
from stepdown.web.staff.policies.presenters import (
    change_rows,
    earlier,
    figures_at,
    policy_groups,
)
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import Line, PageForm, saved, version_of


class FigureForm(PageForm):
    """One figure, made from its own data: its limits, or the values one chooses from."""

    source = Line(label="Where it comes from", most=300, help_text="For example: our own policy")
    is_confirmed = forms.BooleanField(
        label="We checked this: it is the policy of this clinic", required=False
    )
    why = Line(label="Why it changes", most=300, help_text="Stays with the change")

    def __init__(self, figure: Figure, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["value"] = _value_field(figure)
        self.order_fields(["value"])


def _value_field(figure: Figure) -> forms.Field:
    named = figure.named_values()
    if named:
        return forms.TypedChoiceField(label=figure.words, choices=named, coerce=int)
    return forms.IntegerField(
        label=figure.words,
        min_value=figure.lowest,
        max_value=figure.highest,
        help_text=f"From {figure.lowest} to {figure.shown(figure.highest)}",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


def _site(request: HttpRequest, site_id: int) -> OpenSite:
    site = sites_of(actor_of(request), Permission.SET_UP).filter(pk=site_id).first()
    if site is None:
        raise Http404
    return site


@staff_page(Permission.SET_UP)
def policies(request: HttpRequest, site_id: int) -> HttpResponse:
    site = _site(request, site_id)
    groups = policy_groups(site, timezone.now())
    context = {
        "site_id": site.pk,
        "site_name": site.name,
        "groups": groups,
        "open_count": sum(not row.is_confirmed for group in groups for row in group.rows),
    }
    return render(request, "staff/policies/policies.html", context)


@staff_page(Permission.SET_UP)
def figure(request: HttpRequest, site_id: int, line: int) -> HttpResponse:
    """One figure of the list, from 1. `from` in the address begins with an earlier value."""
    site, now = _site(request, site_id), timezone.now()
    one = dict(enumerate(figures_at(site, now), start=1)).get(line)
    if one is None:
        raise Http404
    initial = earlier(one, site, request.GET.get("from", ""))
    form = FigureForm(one.figure, request.POST or None, initial=initial)
    if request.method == "POST" and saved(
        form,
        lambda: change_figure(
            actor=actor_of(request),
            site=site,
            policy=one.policy,
            name=one.name,
            expected_number=version_of(request.POST) - 1,
            now=now,
            wanted=NewFigure(**form.cleaned_data),
        ),
    ):
        messages.success(request, "Changed. It holds from now on.")
        return redirect("setup_policies", site_id=site.pk)
    context = {
        "form": form,
        "site_id": site.pk,
        "line": line,
        "title": one.policy.title,
        "unit": one.figure.unit if not one.figure.named_values() else "",
        "version": newest_number(one.policy, site) + 1,
        "changes": change_rows(one, site),
    }
    return render(request, "staff/policies/figure.html", context, status=form.status)
