"""What a browser may fill in: ids of forms that a code, or staff, opened in it.

The form itself stands in each address, so that two windows never mix two forms.
"""

from django.http import HttpRequest

HELD = "asked_forms"
SHOWN = "new_code"


def hold_form(request: HttpRequest, form_id: int) -> None:
    request.session[HELD] = [*request.session.get(HELD, []), form_id]


def holds_form(request: HttpRequest, form_id: int) -> bool:
    return form_id in request.session.get(HELD, [])


def let_go(request: HttpRequest, form_id: int) -> None:
    request.session[HELD] = [each for each in request.session.get(HELD, []) if each != form_id]


def keep_code(request: HttpRequest, form_id: int, code: str) -> None:
    """For the page that shows a new code once."""
    request.session[SHOWN] = [form_id, code]


def code_once(request: HttpRequest, form_id: int) -> str:
    """The new code of this form; empty from the second time on."""
    of, code = request.session.pop(SHOWN, [0, ""])
    return code if of == form_id else ""
