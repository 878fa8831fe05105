"""The checklist of admission as the director edits it."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.queries import sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.checklist import Item, Route, checklist_of
from stepdown.clinic.treatment.operations import save_checklist_item
from stepdown.clinic.treatment.rule_versions import OpenSite
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import Line, PageForm, saved, version_of

NEW = "new"


class ItemForm(PageForm):
    label = Line(label="Item", most=80)
    hint = Line(label="Hint", most=200, required=False)
    is_required = forms.BooleanField(label="Needed before admission", required=False)
    minors_only = forms.BooleanField(label="Only for people under 18", required=False)
    skipped_for = forms.MultipleChoiceField(
        label="Not asked of people who come",
        choices=Route.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_used = forms.BooleanField(label="On the list now", required=False)


def _site(request: HttpRequest, site_id: int) -> OpenSite:
    site = sites_of(actor_of(request), Permission.SET_UP).filter(pk=site_id).first()
    if site is None:
        raise Http404
    return site


@staff_page(Permission.SET_UP)
def edit(request: HttpRequest, site_id: int) -> HttpResponse:
    site = _site(request, site_id)
    context = {"site_id": site.pk, "site_name": site.name, "items": checklist_of(site)}
    return render(request, "staff/admission/checklist_setup.html", context)


@staff_page(Permission.SET_UP)
def edit_item(request: HttpRequest, site_id: int, key: str) -> HttpResponse:
    """One line of the list; the key "new" adds one."""
    site = _site(request, site_id)
    found = {item.key.replace("_", "-"): item for item in checklist_of(site)}
    item = found.get(key, Item(NEW, "", "", True) if key == NEW else None)
    if item is None:
        raise Http404
    initial = {name: getattr(item, name) for name in ItemForm.base_fields}
    form = ItemForm(request.POST or None, initial=initial)
    if request.method == "POST" and saved(
        form,
        lambda: save_checklist_item(
            actor=actor_of(request),
            site=site,
            item_key="" if item.key == NEW else item.key,
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        return redirect("setup_checklist", site_id=site.pk)
    heading = "Add an item" if item.key == NEW else f"Change: {item.label}"
    context = {"form": form, "heading": heading, "version": item.version or 1}
    return render(request, "staff/setup/form.html", context, status=form.status)
