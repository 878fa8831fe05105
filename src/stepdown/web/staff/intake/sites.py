"""Which of the actor's sites a page is about."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from stepdown.clinic.intake.queries import OpenSite
from stepdown.clinic.people.queries import sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.web.ui.access import actor_of


def site_choices(request: HttpRequest, permission: Permission) -> list[OpenSite]:
    return list(sites_of(actor_of(request), permission))


def chosen_site(request: HttpRequest, permission: Permission) -> OpenSite:
    """The site named by `site`, a number, in the form or the address; otherwise the first."""
    sites = site_choices(request, permission)
    if not sites:
        raise PermissionDenied("No site is open to you for this. Ask the director.")
    wanted = request.POST.get("site") or request.GET.get("site")
    return next((site for site in sites if str(site.pk) == wanted), sites[0])
