"""What somebody typed into a public form: carried from page to page, and shown for checking."""

from django.forms import BoundField
from django.http import HttpRequest

from stepdown.clinic.people.actors import Actor
from stepdown.web.ui.forms import PageForm


def carried_fields(form: PageForm) -> tuple[tuple[str, str], ...]:
    """(name, value) of everything, as hidden fields."""
    return tuple((bound.html_name, bound.value() or "") for bound in form)


def lines_to_check(form: PageForm) -> list[tuple[str, str]]:
    """(label, what was typed) of every field that holds something."""
    typed = [(str(bound.label), _shown(bound)) for bound in form if not bound.is_hidden]
    return [line for line in typed if line[1]]


def _shown(bound: BoundField) -> str:
    """What a person chose or typed, in the words of the page."""
    value = str(bound.value() or "")
    choices = getattr(bound.field, "choices", ())
    return next((str(words) for key, words in choices if str(key) == value), value)


def somebody(request: HttpRequest) -> Actor:
    """Whoever sits there: also those who are signed in write as anybody does."""
    return Actor(None, "Somebody", came_from=str(request.META.get("REMOTE_ADDR", ""))[:45])
