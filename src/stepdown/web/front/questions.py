"""Is this right for me? One question a page; the answers travel in the form, kept nowhere."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from stepdown.clinic.intake.questions import QUESTIONS, Question, ScreenResult, screen, takes
from stepdown.web.front.crowd import limited
from stepdown.web.front.leads import result_view
from stepdown.web.ui.access import public_page
from stepdown.web.ui.forms import PageForm

MOST = 120  # forms in 10 minutes: 17 people behind one address who answer all six
Given = dict[str, list[str]]


@dataclass(frozen=True)
class QuestionView:
    """One question as a form that goes to the next address. `carried` are the other answers."""

    number: int
    count: int
    hint: str
    form: PageForm
    next_url: str
    back_url: str
    carried: tuple[tuple[str, str], ...]


@limited("questions", most=MOST)
@public_page
def question(request: HttpRequest, *, number: int) -> HttpResponseBase:
    """Question `number`; from the seventh on the result. A POST brings the answers before it."""
    if request.method != "POST":
        if number > 1:
            return redirect("question_1")
        return _ask(request, 1, {})
    given = answers_of(request.POST)
    if "back" in request.POST:
        return _ask(request, number, given)
    before = [each.key for each in QUESTIONS[: number - 1]]
    for position, key in enumerate(before, start=1):
        if key not in given:
            return _ask(request, position, given, refused=True)
    result = screen({key: given[key] for key in before})
    if result.is_final:
        return _result(request, result, {key: given[key] for key in before})
    return _ask(request, number, given)


def answers_of(posted: QueryDict) -> Given:
    """The possible answers among what was sent; anything else is as if not sent."""
    found = {each.key: posted.getlist(each.key) for each in QUESTIONS}
    return {key: answers for key, answers in found.items() if takes(key, answers)}


def carried_in(given: Given, *, without: str = "") -> tuple[tuple[str, str], ...]:
    """The answers as hidden fields."""
    return tuple(
        (key, answer) for key, answers in given.items() if key != without for answer in answers
    )


def question_view(
    number: int, given: Given, *, posted: QueryDict | None = None, refused: bool = False
) -> QuestionView:
    asked = QUESTIONS[number - 1]
    form = _form(asked, given, posted if refused else None)
    return QuestionView(
        number=number,
        count=len(QUESTIONS),
        hint=asked.hint,
        form=form,
        next_url=_url(number + 1),
        back_url=_url(number - 1) if number > 1 else "",
        carried=carried_in(given, without=asked.key),
    )


def _form(asked: Question, given: Given, posted: QueryDict | None) -> PageForm:
    words = {"required": "Choose an answer"}
    several = asked.takes_several
    initial: Any = given.get(asked.key, []) if several else given.get(asked.key, [""])[0]
    kind = forms.MultipleChoiceField if several else forms.ChoiceField
    widget = forms.CheckboxSelectMultiple if several else forms.RadioSelect
    form = PageForm(posted)
    form.fields[asked.key] = kind(
        label=asked.title,
        choices=asked.answers,
        widget=widget,
        initial=initial,
        error_messages=words,
    )
    if posted is not None and form.is_valid():
        form.add_error(asked.key, "Choose one answer, or leave out “No” and “rather not say”")
    form.status = 200 if posted is None else 422
    return form


def _url(number: int) -> str:
    return reverse("questions_result" if number > len(QUESTIONS) else f"question_{number}")


def _ask(request: HttpRequest, number: int, given: Given, *, refused: bool = False) -> HttpResponse:
    number = min(number, len(QUESTIONS))
    view = question_view(number, given, posted=request.POST, refused=refused)
    context = {"question": view, "form": view.form}
    return render(request, "front/question.html", context, status=view.form.status)


def _result(request: HttpRequest, result: ScreenResult, given: Given) -> HttpResponse:
    context = {"result": result_view(result), "carried": carried_in(given)}
    return render(request, "front/result.html", context)
