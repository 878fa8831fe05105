"""Ask for a call: choose for whom, write, check, send. No account, and nothing is kept before.

What is answered depends on what was typed alone: nobody is looked up.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.intake.asking import AskedBy, AttachedFile, ask_for_call
from stepdown.clinic.intake.front_door import public_sites
from stepdown.clinic.intake.questions import answers_in_words
from stepdown.web.front.ask_forms import FORMS, AskForm, AttachForm
from stepdown.web.front.crowd import TRY_AGAIN, limited, looks_like_a_robot, opened_now
from stepdown.web.front.questions import Given, answers_of, carried_in
from stepdown.web.front.typed import carried_fields, lines_to_check, somebody
from stepdown.web.ui.access import public_page
from stepdown.web.ui.forms import PageForm, saved

MOST = 30  # forms in 10 minutes: ten requests from one address, each with a correction
TITLES = {
    AskedBy.SELF: "How can we reach you?",
    AskedBy.LOVED_ONE: "How can we reach you?",
    AskedBy.PROFESSIONAL: "Refer a patient",
}


@dataclass(frozen=True)
class Written:
    """One request as it stands in the form. `answers` are those to the six questions."""

    asked_by: AskedBy
    form: AskForm
    answers: Given
    started: str

    @property
    def title(self) -> str:
        return TITLES[self.asked_by]

    @property
    def is_referral(self) -> bool:
        return self.asked_by == AskedBy.PROFESSIONAL

    @property
    def carried_answers(self) -> tuple[tuple[str, str], ...]:
        return carried_in(self.answers)

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """Everything that was typed, as hidden fields."""
        return (*carried_fields(self.form), *self.carried_answers)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """(label, what was typed) of every field that holds something, for checking."""
        return lines_to_check(self.form) + answers_in_words(self.answers)


@public_page
def ask(request: HttpRequest) -> HttpResponse:
    """For whom? Three doors, and the number for everybody who would rather call."""
    return render(request, "front/ask.html", {"sites": public_sites()})


@public_page
def ask_for(request: HttpRequest, *, asked_by: str) -> HttpResponseBase:
    chosen = AskedBy(asked_by)
    if request.method == "POST":
        return redirect("ask")
    form = FORMS[chosen](sites=public_sites())
    return _form_page(request, Written(chosen, form, {}, opened_now()))


@limited("ask", most=MOST)
@public_page
def check(request: HttpRequest) -> HttpResponseBase:
    """Shows what was written; `step` says what comes next: change it, or send it."""
    chosen = request.POST.get("asked_by", "")
    if request.method != "POST" or chosen not in set(AskedBy):
        return redirect("ask")
    written = _written(request, AskedBy(chosen))
    step = request.POST.get("step")
    if step == "change" or not written.form.is_valid():
        return _form_page(request, written)
    attach = AttachForm(request.POST, request.FILES) if step == "send" else AttachForm()
    if step == "send" and _is_sent(request, written, attach):
        return redirect("ask_done")
    return _check_page(request, written, attach)


def _written(request: HttpRequest, asked_by: AskedBy) -> Written:
    """Nothing is found wrong in a form that is only opened again to change it."""
    sites, started = public_sites(), request.POST.get("started", "")
    if request.POST.get("step") == "change":
        form = FORMS[asked_by](sites=sites, initial=request.POST.dict())
    else:
        form = FORMS[asked_by](request.POST, sites=sites)
    return Written(asked_by, form, answers_of(request.POST), started or opened_now())


def _is_sent(request: HttpRequest, written: Written, attach: AttachForm) -> bool:
    if looks_like_a_robot(request.POST):
        attach.is_valid()
        attach.add_error(None, f"{TRY_AGAIN}.")
        attach.status = 422
        return False
    return saved(attach, lambda: _send(request, written, attach.cleaned_data["file"]))


def _send(request: HttpRequest, written: Written, attached: AttachedFile | None) -> None:
    ask_for_call(
        actor=somebody(request),
        site_id=written.form.cleaned_data["site"],
        asked_by=written.asked_by,
        now=timezone.now(),
        attached=attached if written.is_referral else None,
        answers=written.answers,
        **written.form.said(),
    )


@public_page
def done(request: HttpRequest) -> HttpResponse:
    """The same for everybody: who calls back, and when."""
    return render(request, "front/done.html", {"sites": public_sites()})


def _form_page(request: HttpRequest, written: Written) -> HttpResponse:
    context = {"written": written, "form": written.form}
    return render(request, "front/ask_form.html", context, status=written.form.status)


def _check_page(request: HttpRequest, written: Written, attach: PageForm) -> HttpResponse:
    fresh = written.started if attach.status == 200 else opened_now()
    context = {"written": written, "form": attach, "started": fresh}
    return render(request, "front/check.html", context, status=attach.status)
