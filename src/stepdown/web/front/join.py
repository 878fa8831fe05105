"""Join with a code: what one may see comes first, then one agrees, then a link in one's own mail.

Every refusal says the same. Nothing is kept before somebody agrees.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from stepdown.clinic.consents.inviting import (
    LINK_IS_OLD,
    Offer,
    UnableToJoin,
    accept,
    is_known_here,
    join_as,
    offer_of,
    open_invitation,
    opened_link,
)
from stepdown.clinic.consents.inviting import join as make_account
from stepdown.web.front.crowd import limited
from stepdown.web.front.typed import somebody
from stepdown.web.ui.access import actor_of, public_page
from stepdown.web.ui.forms import Line, PageForm, saved

MOST = 20  # tries in 10 minutes from one address: a typed code needs a few, a guessed one billions


class CodeForm(PageForm):
    """What is on the paper, and one's own first name."""

    code = Line(
        label="Your code",
        most=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        help_text="12 letters and numbers.",
        error_messages={"required": "Type the code"},
    )
    first_name = Line(
        label="Your first name",
        most=150,
        help_text="As the person wrote it who gave you the code.",
        error_messages={"required": "Type your first name"},
    )


class AgreeForm(CodeForm):
    """The same, unseen, with one's own e-mail address."""

    code = Line(most=40, widget=forms.HiddenInput)
    first_name = Line(most=150, widget=forms.HiddenInput)
    email = forms.EmailField(
        label="Your e-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="We send you a link. With it you choose a password.",
        error_messages={
            "required": "Write your e-mail address",
            "invalid": "Write the whole e-mail address, with an @ in it",
        },
    )


class PasswordForm(PageForm):
    """A password of one's own."""

    password = forms.CharField(
        label="Choose a password",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Three or four words that you will remember are good.",
        error_messages={"required": "Choose a password"},
    )


@limited("join", most=MOST)
@public_page
def join(request: HttpRequest) -> HttpResponseBase:
    """The code and a name; then what they open; then yes."""
    if request.method != "POST":
        return _code_page(request, CodeForm())
    code_form = CodeForm(request.POST)
    offers: list[Offer] = []
    if not saved(code_form, lambda: offers.append(_offer(code_form))):
        return _code_page(request, code_form)
    if request.POST.get("step") != "agree":
        return _offer_page(request, offers[0], AgreeForm(initial=request.POST.dict()))
    form = AgreeForm(request.POST)
    if saved(form, lambda: _accept(request, form.cleaned_data)):
        return redirect("join_sent")
    return _offer_page(request, offers[0], form)


def _offer(form: CodeForm) -> Offer:
    typed = form.cleaned_data
    return offer_of(
        open_invitation(code=typed["code"], first_name=typed["first_name"], now=timezone.now())
    )


def _accept(request: HttpRequest, typed: dict[str, Any]) -> None:
    def page_of(key: str) -> str:
        return request.build_absolute_uri(reverse("join_finish", kwargs={"key": key}))

    accept(actor=somebody(request), page_of=page_of, now=timezone.now(), **typed)


def _code_page(request: HttpRequest, form: CodeForm) -> HttpResponse:
    return render(request, "front/join.html", {"form": form}, status=form.status)


def _offer_page(request: HttpRequest, offer: Offer, form: AgreeForm) -> HttpResponse:
    context = {"form": form, "offer": offer}
    return render(request, "front/join_offer.html", context, status=form.status)


@public_page
def sent(request: HttpRequest) -> HttpResponse:
    """The same for every address that was typed."""
    return render(request, "front/join_sent.html")


@limited("join", most=MOST)
@public_page
def finish(request: HttpRequest, *, key: str) -> HttpResponseBase:
    """From the link in one's mail: choose a password, or connect the account one has."""
    invitation = opened_link(key, timezone.now())
    if invitation is None:
        return _old_link_page(request)
    has_account = is_known_here(invitation)
    form: PageForm = PageForm(request.POST) if has_account else PasswordForm(request.POST or None)
    if request.method == "POST" and saved(form, lambda: _join(request, key, form, has_account)):
        return redirect("family_home" if has_account else "account_login")
    is_theirs = request.user.is_authenticated and request.user.get_username() == invitation.email
    context = {
        "form": form,
        "offer": offer_of(invitation),
        "has_account": has_account,
        "is_theirs": is_theirs,
        "sign_in": f"{reverse('account_login')}?next={request.path}",
    }
    return render(request, "front/join_finish.html", context, status=form.status)


def _join(request: HttpRequest, key: str, form: PageForm, has_account: bool) -> None:
    now = timezone.now()
    if not has_account:
        password = form.cleaned_data["password"]
        make_account(actor=somebody(request), key=key, password=password, now=now)
    elif request.user.is_authenticated:
        join_as(actor=actor_of(request), key=key, now=now)
    else:
        raise UnableToJoin("Sign in first, then open the link in your mail again.")


def _old_link_page(request: HttpRequest) -> HttpResponse:
    context = {
        "title": "Join",
        "heading": "This link does not open anything",
        "words": LINK_IS_OLD,
        "action_url": reverse("join"),
        "action_label": "Type a code",
    }
    return render(request, "ui/message.html", context)
