"""Tell us something about a person: one way, no account, the same for every name.

The pages and the answer depend on what was typed alone: nobody is looked up.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.intake.front_door import public_sites
from stepdown.clinic.intake.telling import tell_clinic
from stepdown.web.front.crowd import TRY_AGAIN, limited, looks_like_a_robot, opened_now
from stepdown.web.front.tell_forms import TellForm
from stepdown.web.front.typed import carried_fields, lines_to_check, somebody
from stepdown.web.ui.access import public_page
from stepdown.web.ui.forms import PageForm, saved

MOST = 30  # forms in 10 minutes from one address, as for a call


@public_page
def tell(request: HttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        return redirect("tell")
    return _form_page(request, TellForm(sites=public_sites()), opened_now())


@limited("tell", most=MOST)
@public_page
def check(request: HttpRequest) -> HttpResponseBase:
    """Shows what was written; `step` says what comes next: change it, or send it."""
    if request.method != "POST":
        return redirect("tell")
    started, step = request.POST.get("started", "") or opened_now(), request.POST.get("step")
    if step == "change":
        return _form_page(
            request, TellForm(sites=public_sites(), initial=request.POST.dict()), started
        )
    form = TellForm(request.POST, sites=public_sites())
    if not form.is_valid():
        return _form_page(request, form, started)
    sending = PageForm(request.POST)
    if step == "send" and _is_sent(request, form, sending):
        return redirect("tell_done")
    return _check_page(request, form, sending, started)


def _is_sent(request: HttpRequest, form: TellForm, sending: PageForm) -> bool:
    if looks_like_a_robot(request.POST):
        sending.add_error(None, f"{TRY_AGAIN}.")
        sending.status = 422
        return False
    return saved(
        sending,
        lambda: tell_clinic(
            actor=somebody(request),
            site_id=form.cleaned_data["site"],
            now=timezone.now(),
            **form.heard(),
        ),
    )


@public_page
def done(request: HttpRequest) -> HttpResponse:
    """The same for everybody and about everybody."""
    return render(request, "front/tell_done.html")


def _form_page(request: HttpRequest, form: TellForm, started: str) -> HttpResponse:
    context = {"form": form, "started": started}
    return render(request, "front/tell.html", context, status=form.status)


def _check_page(
    request: HttpRequest, form: TellForm, sending: PageForm, started: str
) -> HttpResponse:
    context = {
        "form": sending,
        "lines": lines_to_check(form),
        "carried": carried_fields(form),
        "is_danger": form.cleaned_data["is_danger"],
        "started": started if sending.status == 200 else opened_now(),
    }
    return render(request, "front/tell_check.html", context, status=sending.status)
