"""Nothing typed is lost when a session ended: the text stays in the page, to be sent again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

LEFT_OUT = {"csrfmiddlewaretoken", "password"}


def hold_post(request: HttpRequest, *, reason: str = "signed_out") -> HttpResponse:
    """A page that holds what was typed and sends it again once the person has signed in.

    Nothing is kept on the server. Files have to be chosen again.
    """
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in LEFT_OUT
        for value in values
    ]
    context = {
        "action": request.get_full_path(),
        "typed": typed,
        "reason": reason,
        "had_files": bool(request.FILES),
    }
    return render(request, "ui/held.html", context, status=403)


def show_unsaved(request: HttpRequest, url: str) -> HttpResponse:
    """The record was joined with another one after the page was opened. Nothing was saved; what
    was typed is shown, to be copied into the record at `url`."""
    typed = [
        value
        for name, values in request.POST.lists()
        if name not in {*LEFT_OUT, "once", "version"}
        for value in values
        if value.strip()
    ]
    return render(request, "ui/unsaved.html", {"typed": typed, "url": url}, status=409)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key is from an earlier session. Offered again only to our own pages."""
    origin = request.META.get("HTTP_ORIGIN") or request.META.get("HTTP_REFERER", "")
    if url_has_allowed_host_and_scheme(origin, {request.get_host()}) and origin:
        return hold_post(request, reason="old_page")
    return render(request, "ui/refused.html", status=403)
