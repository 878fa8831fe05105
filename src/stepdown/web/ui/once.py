"""A form is carried out once, however often it is sent."""

import re
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.ledger.operations import remember_post, writing
from stepdown.clinic.ledger.queries import answer_of

KEY = re.compile(r"[0-9a-f-]{32,36}")
LONGEST_PATH = 200


def answered_before(request: HttpRequest) -> HttpResponseBase | None:
    """Where this form led when it was carried out. Asked before the door: what was sent may have
    closed the record to the one who sent it, and they still see that it went through."""
    key = request.POST.get("once", "") if request.method == "POST" else ""
    if not KEY.fullmatch(key):
        return None
    before = answer_of(key, account_id=request.user.pk, path=request.path[:LONGEST_PATH])
    return redirect(before) if before is not None else None


def keeping(page: HttpResponse) -> HttpResponse:
    """Marks an answer to a POST as one that keeps what was done, though it leads nowhere: for a
    step inside a form that goes on. Its key stays unused, so such a step must bear repeating."""
    page.keeps = True  # type: ignore[attr-defined] # read by carried_out()
    return page


def carried_out(request: HttpRequest, run: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Runs a page. A POST runs in one transaction with its key: a redirect commits it, a page
    rolls everything back (unless it is `keeping`), and the same key again answers with the first
    redirect."""
    if request.method != "POST":
        return run()
    key = request.POST.get("once", "")
    if not KEY.fullmatch(key):
        return render(request, "ui/out_of_date.html", status=400)
    account_id, path = request.user.pk, request.path[:LONGEST_PATH]
    with writing():
        before = answer_of(key, account_id=account_id, path=path)
        if before is not None:
            return redirect(before)
        response = run()
        if response.status_code in {302, 303}:
            location = response.headers["Location"]
            remember_post(
                key=key, account_id=account_id, path=path, location=location, now=timezone.now()
            )
        elif not getattr(response, "keeps", False):
            transaction.set_rollback(True)
    return response
