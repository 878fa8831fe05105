"""Which form a browser may fill in: an id in its session, put there by a code or by staff."""

from django.http import HttpRequest

HELD = "asked_form"


def hold_form(request: HttpRequest, form_id: int) -> None:
    request.session[HELD] = form_id


def held_form(request: HttpRequest) -> object:
    return request.session.get(HELD)


def let_go(request: HttpRequest) -> None:
    request.session.pop(HELD, None)
