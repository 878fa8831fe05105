"""Calls that were asked for on the public page: to be called back, or closed with a reason."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.intake.asking import (
    AskedBy,
    UnableToSettleRequest,
    close_request,
    open_attached_file,
    put_attached_file_aside,
    waiting_request,
)
from stepdown.clinic.intake.questions import answers_in_words
from stepdown.clinic.intake.referrals import ReferrerKind
from stepdown.clinic.intake.waiting import WaitingLine, close_with_alike, waiting_board
from stepdown.clinic.intake.words import day
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.intake.presenters import STEP_DOWN, moment
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.downloads import as_download
from stepdown.web.ui.forms import PageForm, saved, version_of

FOR_WHOM = {
    AskedBy.SELF: "For themselves",
    AskedBy.LOVED_ONE: "For someone they love",
    AskedBy.PROFESSIONAL: "Refers a patient",
}
URGENCIES = {"today": "Today", "this_week": "This week", "no_hurry": "No hurry"}
REASONS = (
    "We talked, and other help fits better",
    "We talked, and they are in our records already",
    "We tried several times and reached nobody",
    "They do not want a call any more",
    "This was sent by a robot",
)
Lines = tuple[tuple[str, str], ...]


class CloseForm(PageForm):
    """Why a request leaves the board without a call that was written down."""

    reason = forms.ChoiceField(
        label="Why?",
        choices=[("", "Choose"), *((each, each) for each in REASONS)],
        error_messages={"required": "Choose why"},
    )
    alike = forms.BooleanField(label="Close all that say the same", required=False)


@dataclass(frozen=True)
class RequestLine:
    """One request on the board."""

    code: str
    site_id: int
    name: str
    note: str
    is_urgent: bool
    alike: int


@dataclass(frozen=True)
class AskedLines:
    """The requests on the board, how many wait in all, and how many lines do not fit."""

    lines: tuple[RequestLine, ...]
    count: int
    more: int


@dataclass(frozen=True)
class RequestView:
    """One request with everything that was written. `file` is empty, pdf or fhir."""

    line: RequestLine
    version: int
    phone: str
    said: Lines
    answers: Lines
    file: str
    form: CloseForm = field(default_factory=CloseForm)


def request_lines(actor: Actor) -> AskedLines:
    board = waiting_board(actor)
    return AskedLines(tuple(_line(each) for each in board.lines), board.count, board.more)


def _line(waiting: WaitingLine) -> RequestLine:
    request = waiting.request
    asked = moment(local_now(request.site, request.asked_at))
    why = FOR_WHOM[AskedBy(request.asked_by)]
    if request.referrer_kind == ReferrerKind.RESIDENTIAL:
        why = f"{why}. {STEP_DOWN}"
    note = f"{why}. Asked on {asked}"
    if waiting.alike:
        note = f"{note}. {waiting.alike} more say{'s' if waiting.alike == 1 else ''} the same"
    is_urgent = request.urgency == "today"
    name = request.caller_name
    return RequestLine(request.code, request.site_id, name, note, is_urgent, waiting.alike)


def _view(waiting: WaitingLine, form: CloseForm | None = None) -> RequestView:
    request = waiting.request
    said = (
        ("Phone", request.phone),
        ("Message OK", _yes_no(request.may_leave_message if request.phone else None)),
        ("E-mail", request.email),
        ("E-mail OK", _yes_no(request.email_is_ok if request.email else None)),
        ("Good time", request.best_time),
        ("Works at", request.organization),
        ("They leave on", day(request.leaves_on)),
        ("About", request.about_name),
        ("Their phone", request.about_phone),
        ("They agreed", _yes_no(request.person_agreed)),
        ("How soon", URGENCIES.get(request.urgency, "")),
        ("Wrote", request.words),
    )
    return RequestView(
        line=_line(waiting),
        version=request.version,
        phone=request.phone,
        said=tuple(each for each in said if each[1]),
        answers=tuple(answers_in_words(request.answers)),
        file=request.file_kind,
        form=form or CloseForm(auto_id=f"id_{request.code}_%s"),
    )


def _yes_no(answer: bool | None) -> str:
    return {True: "Yes", False: "No", None: ""}[answer]


@staff_page(Permission.TAKE_CALLS)
def asked(request: HttpRequest) -> HttpResponseBase:
    """Everybody who waits for a call, longest waiting first."""
    return _page(request)


@staff_page(Permission.TAKE_CALLS)
def close(request: HttpRequest) -> HttpResponseBase:
    code = request.POST.get("asked", "")
    form = CloseForm(request.POST or None, auto_id=f"id_{code}_%s")

    def run() -> None:
        close_it = close_with_alike if form.cleaned_data["alike"] else close_request
        close_it(
            actor=actor_of(request),
            code=code,
            reason=form.cleaned_data["reason"],
            expected_version=version_of(request.POST),
            now=timezone.now(),
        )

    if request.method == "POST" and saved(form, run):
        return redirect("asked")
    return _page(request, refused=form, code=code)


@staff_page(Permission.TAKE_CALLS)
def download(request: HttpRequest) -> HttpResponseBase:
    """The file as it came, for the person's own disk: never opened inside a page of ours."""
    code = request.GET.get("asked", "")
    try:
        file = open_attached_file(actor=actor_of(request), code=code, now=timezone.now())
    except UnableToSettleRequest as error:
        messages.warning(request, str(error))
        return redirect("asked")
    return as_download(file.raw, file.kind)


@staff_page(Permission.RECEIVE_RECORDS)
def read(request: HttpRequest) -> HttpResponseBase:
    """An attached record goes where every record goes: to be compared before it enters a chart."""
    code, names = request.POST.get("asked", ""), list[str]()
    form = PageForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: names.append(
            put_attached_file_aside(actor=actor_of(request), code=code, now=timezone.now())
        ),
    ):
        return redirect("arrival", name=names[0])
    return _page(request, refused=form, code="")


def _page(request: HttpRequest, *, refused: PageForm | None = None, code: str = "") -> HttpResponse:
    board = waiting_board(actor_of(request))
    forms_ = {code: refused} if isinstance(refused, CloseForm) else {}
    views = [_view(each, forms_.get(each.request.code)) for each in board.lines]
    context = {"requests": views, "more": board.more, "form": refused}
    status = refused.status if refused else 200
    return render(request, "staff/intake/asked.html", context, status=status)


def request_to_answer(request: HttpRequest) -> RequestView | None:
    """The request that a new call answers, named by `asked` in the form or the address."""
    code = request.POST.get("asked") or request.GET.get("asked") or ""
    found = waiting_request(actor_of(request), code)
    return _view(WaitingLine(found, alike=0)) if found else None


def call_so_far(request: HttpRequest) -> dict[str, Any]:
    """What the new call can begin with. For somebody else only who asks is known."""
    found = waiting_request(actor_of(request), request.GET.get("asked", ""))
    if found is None:
        return {}
    begun: dict[str, Any] = {"asked_by": found.asked_by, "reason": found.words}
    if found.asked_by == AskedBy.PROFESSIONAL:
        return {**begun, "given_name": found.about_name, "phone": found.about_phone}
    begun |= {"phone": found.phone, "email": found.email}
    if found.asked_by == AskedBy.SELF:
        begun["given_name"] = found.caller_name
        begun["may_leave_message"] = "yes" if found.may_leave_message else "no"
        begun["email_is_ok"] = "yes" if found.email_is_ok else "no"
    return begun
