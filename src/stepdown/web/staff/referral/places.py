"""The places to which a clinic refers, as its director keeps them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.queries import sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.operations import save_detox_place
from stepdown.clinic.treatment.referrals import detox_place_of
from stepdown.web.staff.referral.forms import PlaceForm
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import saved, version_of


@staff_page(Permission.SET_UP)
def place(request: HttpRequest, place_id: int | None = None) -> HttpResponse:
    """Adds a place to the first of the director's sites, or changes one of theirs."""
    actor = actor_of(request)
    sites = sites_of(actor, Permission.SET_UP)
    kept = detox_place_of(sites, place_id) if place_id is not None else None
    site = kept.site if kept else sites.first()
    if site is None or (place_id is not None and kept is None):
        raise Http404
    names = list(PlaceForm.base_fields)
    initial = {name: getattr(kept, name) for name in names} if kept else {}
    form = PlaceForm(request.POST or None, initial=initial)
    if request.method == "POST" and saved(
        form,
        lambda: save_detox_place(
            actor=actor,
            site=site,
            place=kept,
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        return redirect("setup")
    context = {
        "form": form,
        "heading": f"Change {kept.name}" if kept else "Add a place for detox",
        "version": kept.version if kept else 0,
        "hint": "Shown to those who refer somebody. Nothing is sent there by itself.",
    }
    return render(request, "staff/setup/form.html", context, status=form.status)
