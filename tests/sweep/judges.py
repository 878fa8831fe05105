"""What no answer may do, whoever asked for it."""

import re

from django.http import HttpResponse

from stepdown.clinic.people.models import Account, Patient
from stepdown.web.ui.words import revealing_words
from tests.sweep.pages import Page
from tests.sweep.planted import Mark
from tests.sweep.visits import body_of

SHORTEST = 4  # letters; shorter names are found in ordinary words
GUARDS = {
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def everybodys_names() -> re.Pattern[str]:
    """First and family names of everybody in the clinic, patients and staff."""
    people = Patient.objects.values_list("given_name", "family_name")
    staff = [tuple(name.split()) for name in Account.objects.values_list("name", flat=True)]
    words = {word for pair in [*people, *staff] for word in pair if len(word) >= SHORTEST}
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, words)))})\b", re.IGNORECASE)


def revealed(text: str, names: re.Pattern[str], *, outside: bool = False) -> list[str]:
    """The words in it that tell of the care or of a person."""
    return [*revealing_words(text, outside=outside), *names.findall(text)]


def leaks(answer: HttpResponse, shown: set[Mark]) -> list[Mark]:
    """The marks in it that are not among those that may be `shown`."""
    text = f"{body_of(answer)} {answer.headers}".casefold()
    return [mark for mark in Mark if mark.casefold() in text and mark not in shown]


def unguarded(answer: HttpResponse) -> list[str]:
    """Of every page, open or not: kept by nobody, no script or style of its own, framed nowhere."""
    policy = answer.headers.get("Content-Security-Policy", "")
    faults = Page(body_of(answer)).inline
    if "default-src 'self'" not in policy or "unsafe" in policy:
        faults.append(f"its content policy is {policy!r}")
    for header, wanted in GUARDS.items():
        if answer.headers.get(header) != wanted:
            faults.append(f"{header} is {answer.headers.get(header)}")
    return faults
