"""A person fills in one form by a code: a question a page, each answer kept before the next.

No account. Quiet addresses and titles. What asks for safety shows the numbers to call first.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.measures.operations import answer_form, finish_form, note_help_seen
from stepdown.clinic.measures.queries import (
    FormMode,
    OpenedForm,
    form_of_code,
    items_to_ask,
    must_see_help,
    open_form,
    wording_of,
)
from stepdown.clinic.people.actors import Actor
from stepdown.rules.instruments import Item
from stepdown.rules.instruments.wording import WordedItem
from stepdown.web.front.crowd import limited
from stepdown.web.ui.access import public_page
from stepdown.web.ui.asked import hold_form, holds_form, let_go
from stepdown.web.ui.forms import Line, PageForm, saved

MOST_TRIES = 30  # codes from one address in 10 minutes
MOST_ANSWERS = 400
MOST_PICKED = 11


class CodeForm(PageForm):
    code = Line(
        label="Your code",
        most=20,
        error_messages={"required": "Type the code you were given"},
    )


class AnswerForm(PageForm):
    """One question. Nothing is chosen for anybody; an answer given before stands as it was."""

    def __init__(self, item: Item, worded: WordedItem, data: Any, given: int | None) -> None:
        super().__init__(data, initial={"value": given})
        named = dict(worded.choices)
        required = {"required": "Choose an answer"}
        if len(item.allowed) > MOST_PICKED and not named:
            self.fields["value"] = forms.IntegerField(
                label=worded.text,
                min_value=item.allowed[0],
                max_value=item.allowed[-1],
                required=item.needs_answer,
                help_text=f"A number from {item.allowed[0]} to {item.allowed[-1]}",
                error_messages=required,
            )
            return
        self.fields["value"] = forms.TypedChoiceField(
            label=worded.text,
            choices=[(value, named.get(value, str(value))) for value in _order(item, named)],
            coerce=int,
            empty_value=None,
            widget=forms.RadioSelect,
            required=item.needs_answer,
            error_messages=required,
        )


def _order(item: Item, named: dict[int, str]) -> tuple[int, ...]:
    """As the pack prints them."""
    return tuple(named) or item.allowed


@dataclass(frozen=True)
class AnswerPage:
    """Where somebody stands in a form."""

    form_id: int
    number: int
    count: int
    intro: str
    look: str


@limited("answers", most=MOST_TRIES)
@public_page
def answer(request: HttpRequest) -> HttpResponseBase:
    """The code is typed here."""
    form, now = CodeForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        found = form_of_code(form.cleaned_data["code"], now=now)
        if found is not None:
            hold_form(request, found.pk)
            return redirect("answer_next", form_id=found.pk)
        form.add_error("code", "This code opens nothing now. Check it, or ask for a new one")
    status = 422 if form.is_bound else 200
    return render(request, "front/answer/code.html", {"form": form}, status=status)


def _held(request: HttpRequest, form_id: int) -> OpenedForm | None:
    """The form of the address, if a code opened it in this browser and it is open still."""
    return open_form(form_id, now=timezone.now()) if holds_form(request, form_id) else None


def _somebody(request: HttpRequest) -> Actor:
    """Whoever holds the code: no account, but the address it came from."""
    return Actor(None, "By code", came_from=str(request.META.get("REMOTE_ADDR", ""))[:45])


@public_page
def go_on(request: HttpRequest, form_id: int) -> HttpResponseBase:
    """The first question without an answer; then the page to check."""
    form = _held(request, form_id)
    if form is None:
        return redirect("answer")
    if must_see_help(form):
        return redirect("answer_help", form_id=form_id)
    for number, item in enumerate(items_to_ask(form), start=1):
        if item.key not in form.answers and item.needs_answer:
            return redirect("answer_question", form_id=form_id, number=number)
    return redirect("answer_check", form_id=form_id)


@limited("answering", most=MOST_ANSWERS)
@public_page
def question(request: HttpRequest, form_id: int, number: int) -> HttpResponseBase:
    asked = _held(request, form_id)
    if asked is None:
        return redirect("answer")
    if must_see_help(asked):
        return redirect("answer_help", form_id=form_id)
    items, words = items_to_ask(asked), wording_of(asked)
    if words is None or not 1 <= number <= len(items):
        return redirect("answer_next", form_id=form_id)
    item = items[number - 1]
    form = AnswerForm(
        item, words.items[item.key], request.POST or None, asked.answers.get(item.key)
    )
    if request.method == "POST" and saved(form, lambda: _keep(request, asked, item, form)):
        if number >= len(items):
            return redirect("answer_next", form_id=form_id)
        return redirect("answer_question", form_id=form_id, number=number + 1)
    look = "cards" if words.items[item.key].choices else "joined"
    shown = AnswerPage(form_id, number, len(items), words.intro, look)
    context = {"form": form, "shown": shown, "previous": number - 1}
    return render(request, "front/answer/question.html", context, status=form.status)


def _keep(request: HttpRequest, asked: OpenedForm, item: Item, form: AnswerForm) -> None:
    value = form.cleaned_data["value"]
    answers = {} if value is None else {item.key: value}
    answer_form(actor=_somebody(request), form_id=asked.pk, answers=answers, now=timezone.now())


@public_page
def help_first(request: HttpRequest, form_id: int) -> HttpResponseBase:
    """988 and 911, before anything else."""
    asked = _held(request, form_id)
    if asked is None:
        return redirect("answer")
    if request.method == "POST":
        note_help_seen(actor=_somebody(request), form_id=asked.pk, now=timezone.now())
        return redirect("answer_next", form_id=form_id)
    context = {
        "form_id": form_id,
        "phone": asked.patient.site.phone,
        "here": asked.mode == FormMode.TABLET,
    }
    return render(request, "front/answer/help.html", context)


@public_page
def check(request: HttpRequest, form_id: int) -> HttpResponseBase:
    """Every answer with a way to change it, then Done."""
    asked = _held(request, form_id)
    if asked is None:
        return redirect("answer")
    if must_see_help(asked):
        return redirect("answer_help", form_id=form_id)
    form = PageForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: finish_form(actor=_somebody(request), form_id=asked.pk, now=timezone.now()),
    ):
        let_go(request, form_id)
        return redirect("answer_done")
    context = {"form": form, "form_id": form_id, "lines": _lines(asked)}
    return render(request, "front/answer/check.html", context, status=form.status)


def _lines(asked: OpenedForm) -> list[tuple[int, str, str]]:
    words = wording_of(asked)
    found = []
    for number, item in enumerate(items_to_ask(asked), start=1):
        value = asked.answers.get(item.key)
        worded = words.items[item.key] if words else WordedItem(item.key, item.label, ())
        said = "No answer" if value is None else dict(worded.choices).get(value, str(value))
        found.append((number, worded.text, said))
    return found


@public_page
def done(request: HttpRequest) -> HttpResponse:
    return render(request, "front/answer/done.html")
